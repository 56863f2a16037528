import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectorSlugs, loadConnectors, ROOT } from '../connectors.ts';
import { table } from './table.ts';
import { bakeFile, buildArguments, releaseTags, type Target, targetsOf } from './targets.ts';

let folders: ConnectorFolder[];
let targets: Target[];

beforeAll(async () => {
  folders = await loadConnectors();
  targets = targetsOf(folders, '0.1.0', { revision: 'abc', created: '2026-01-01T00:00:00Z' });
});

interface Bake {
  readonly group: { readonly default: { readonly targets: readonly string[] } };
  readonly target: Readonly<Record<string, { readonly inherits: readonly string[]; readonly tags: readonly string[] }>>;
}

test('there is a target for each folder and one for the sandbox, labelled from the manifest', () => {
  expect(targets.map(({ name }) => name)).toEqual(['sandbox', ...connectorSlugs()]);
  expect(targets.find(({ name }) => name === 'mitre-attack')).toMatchObject({
    args: { CONNECTOR: 'mitre-attack' },
    labels: {
      'org.opencontainers.image.title': 'MITRE ATT&CK',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'io.opencti.connector.type': 'EXTERNAL_IMPORT',
    },
  });
});

test('the file for bake builds on targets that bake.hcl has', () => {
  const hcl = readFileSync(join(ROOT, 'docker/bake.hcl'), 'utf8');
  const bake = bakeFile(targets, false) as Bake;

  for (const { inherits, tags } of Object.values(bake.target)) {
    for (const name of inherits) expect(hcl).toContain(`target "${name}"`);
    for (const [, name] of tags.join().matchAll(/\$\{(\w+)\}/g)) expect(hcl).toContain(`variable "${name}"`);
  }
  expect(bake.group.default.targets).toHaveLength(targets.length);
});

test.each([
  ['1.4.2', ['1.4.2', '1.4', 'latest']],
  ['2.0.0-rc.1', ['2.0.0-rc.1']],
])('a release of %s is tagged %s', (version, tags) => {
  expect(releaseTags(version)).toEqual(tags);
});

test('stages that targets name are in the Dockerfile, which fits the rules of containers', () => {
  const dockerfile = readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8');
  const stages = [...dockerfile.matchAll(/^FROM .* AS ([\w-]+)$/gm)].map(([, name]) => name);
  const runtimes = dockerfile.match(/^FROM gcr.io\/distroless\/nodejs24-debian13:nonroot AS (connector|sandbox)$/gm);

  for (const target of targets) {
    expect(stages).toContain(target.stage);
    expect(buildArguments(target, 'host')).toContain(target.stage);
  }
  expect(stages.at(-1)).toBe('connector');
  expect(runtimes).toHaveLength(2);
  expect(dockerfile).not.toMatch(/^# *syntax *=/m);
  expect(dockerfile.match(/^USER 65532:65532$/gm)).toHaveLength(2);
});

describe('the table', () => {
  const good = {
    sizeMb: 154.46,
    aboveBaseMb: 0.885,
    healthyS: 1.2,
    readyS: undefined,
    memoryMb: 40,
    stopS: 0.7,
    exitCode: 0,
  };

  test('shows figures, gaps and what failed', () => {
    const confined = (wrong: string[]) => [{ what: 'is confined', wrong }];
    const results = [
      { ...good, name: 'sandbox', checks: confined([]) },
      { ...good, name: 'whois', checks: confined(['has a shell']) },
    ];
    const text = table(results, new Map([['sandbox', 18.24]]));

    expect(text).toContain('18.2');
    expect(text).toContain('154.5');
    expect(text.split('\n').at(-1)).toMatch(/^\| whois .*\| +- \|.*\| +NO \|$/);
    expect(new Set(text.split('\n').map((line) => line.length)).size).toBe(1);
  });
});
