import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Connector, type ConnectorFolder, workspacePublisher } from '@opencti-connectors/cli';
import { describeSettings } from '@opencti-connectors/core/tools';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { connectorSlugs, loadConnectors, loadTemplates, ROOT } from '../connectors.ts';
import { generatedFiles, stale } from './files.ts';

let folders: ConnectorFolder[];

beforeAll(async () => {
  folders = await loadConnectors();
});

/** A connector that is nowhere in this repository. */
function invented(config: z.ZodObject, demo: Record<string, string> = {}): ConnectorFolder {
  const definition: Connector = {
    slug: 'made-up-feed',
    kind: 'EXTERNAL_IMPORT',
    name: 'Made: up #feed',
    description: 'For $tests.',
    scope: ['malware'],
    every: 'PT6H',
    config,
  };
  const readme = '# Made up\n\nIt is invented.\n\n- for tests\n\n## Limits\n\nNone.\n';
  const presentation = { demo: { environment: demo } };
  const place = { path: join(ROOT, 'connectors/made-up-feed'), publisher: workspacePublisher(ROOT) };
  return { ...place, slug: 'made-up-feed', version: '1.2.3', definition, readme, presentation };
}

function textOf(folder: ConnectorFolder, path: string): string {
  return generatedFiles([folder]).find((file) => file.path === path)?.text ?? '';
}

test('all connectors of the repository are found by their folders', () => {
  expect(connectorSlugs()).toContain('mitre-attack');
  expect(folders.map(({ slug }) => slug)).toEqual(connectorSlugs());
});

test('what is generated is up to date: `npm run docs` writes it', async () => {
  expect(stale(generatedFiles(folders, await loadTemplates())).map(({ path }) => path)).toEqual([]);
});

test('a file that was edited by hand, or is missing, is stale', () => {
  const root = mkdtempSync(join(tmpdir(), 'generated-'));
  const files = generatedFiles(folders);
  for (const { path, text } of files.slice(1)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === 'catalog.json' ? `${text} ` : text);
  }

  expect(stale(files, root).map(({ path }) => path)).toEqual([files[0]?.path, 'catalog.json']);
});

describe('a new connector', () => {
  const config = z.object({
    url: z.url().describe('Address: of the feed.'),
    apiKey: z.string().default('a $b').describe('Key.'),
  });
  const folder = invented(config, { MADE_UP_FEED_URL: 'https://feed.example/' });

  test('gets blocks in its README, before which its introduction stays', () => {
    const readme = textOf(folder, 'connectors/made-up-feed/README.md');

    expect(readme).toContain('`MADE_UP_FEED_API_KEY`');
    expect(readme).toContain('image: opencti-connectors/connector-made-up-feed:1.2.3');
    expect(readme.startsWith('# Made up\n\nIt is invented.')).toBe(true);
    expect(textOf({ ...folder, readme }, 'connectors/made-up-feed/README.md')).toBe(readme);
  });

  test('has a Compose block that can be pasted: every line of it is YAML, every setting is named', () => {
    const readme = textOf(folder, 'connectors/made-up-feed/README.md');
    const block = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const uncommented = block.replace(/^( *)# - /gm, '$1- ');
    const { services } = parse(uncommented) as { services: Record<string, { environment: string[] }> };
    const environment = services['connector-made-up-feed']?.environment ?? [];
    const own = describeSettings(folder.definition).filter(({ path }) => path.startsWith('made_up_feed.'));

    expect(environment).toEqual(expect.arrayContaining(own.map(({ variable }) => expect.stringContaining(variable))));
    expect(environment).toContain('CONNECTOR_NAME=Made: up #feed');
    expect(environment).toContain('CONNECTOR_DURATION_PERIOD=PT6H');
    expect(environment).toContain('MADE_UP_FEED_API_KEY=a $$b');
    expect(environment).toContain('MADE_UP_FEED_URL=ChangeMe');
  });

  test('stands in the demo and in the file for a running OpenCTI', () => {
    const demo = parse(textOf(folder, 'docker/compose.demo.yml'), { merge: true });
    const attached = parse(textOf(folder, 'docker/compose.opencti.yml'), { merge: true });

    expect(demo.services['connector-made-up-feed']).toMatchObject({
      read_only: true,
      environment: { MADE_UP_FEED_URL: 'https://feed.example/' },
    });
    expect(attached.services['connector-made-up-feed'].environment).toMatchObject({ MADE_UP_FEED_API_KEY: null });
    expect(textOf(folder, 'docker/.env.example')).toContain('CONNECTOR_MADE_UP_FEED_ID=ChangeMe');
  });

  test('that needs a setting for its demo is told where to put it', () => {
    expect(() => generatedFiles([invented(config)])).toThrow(/made-up-feed\/package.json.*MADE_UP_FEED_URL/);
  });

  test('without README is told so', () => {
    expect(() => generatedFiles([{ ...folder, readme: '' }])).toThrow('connectors/made-up-feed/README.md is missing');
  });
});

test('no variable of the environment file is unknown to the Compose file', () => {
  const compose = readFileSync(join(ROOT, 'docker/compose.opencti.yml'), 'utf8');
  const names = readFileSync(join(ROOT, 'docker/.env.example'), 'utf8').match(/^(# )?[A-Z][A-Z0-9_]+(?==)/gm) ?? [];

  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(compose).toMatch(new RegExp(`(\\$\\{|^ +)${name.replace('# ', '')}\\b`, 'm'));
});
