import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './connectors.ts';
import { imagesOf } from './release-images.ts';

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly services?: Readonly<Record<string, { readonly image: string }>>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}
interface Workflow {
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = globSync('.github/workflows/*.yml', { cwd: ROOT });
const workflows = files.map((file) => [file, parse(readFileSync(join(ROOT, file), 'utf8')) as Workflow] as const);
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

// Actionlint, which CI runs, knows GitHub; this knows the repository.
describe.each(workflows)('%s', (_file, { defaults, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('runs only scripts, tools and actions that are there', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    for (const [, given = ''] of commands.matchAll(/npm run ((?:--\S+ )*[\w:]+)/g)) {
      const name = given.split(' ').at(-1) ?? '';
      expect(name in scripts || given.includes('--if-present'), name).toBe(true);
    }
    const paths = [...commands.matchAll(/(?:node|--file) ([\w./-]+\.(?:ts|mjs|yml|hcl))/g)].map(
      ([, path = '']) => path,
    );
    const actions = steps.flatMap(({ uses = '' }) => (uses.startsWith('./') ? [`${uses}/action.yml`] : []));
    for (const path of [...paths, ...actions]) expect(existsSync(join(ROOT, path)), path).toBe(true);
    expect(actions.length).toBeGreaterThan(0);
  });

  test('gives no rights by default, pins every action, fails on any command of a pipe', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    expect(defaults?.run?.shell).toBe('bash');
    for (const { uses } of steps) if (uses && !uses.startsWith('./')) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+/);
  });
});

test('the one required status waits for every other job, and is not skipped itself', () => {
  const { jobs } = new Map(workflows).get('.github/workflows/ci.yml') ?? { jobs: {} as Workflow['jobs'] };
  const others = Object.keys(jobs).filter((name) => name !== 'ok');

  expect([...(jobs.ok?.needs ?? [])].sort()).toEqual(others.sort());
  expect(jobs.ok?.if).toBe('always()');
  expect(jobs.test?.services?.rabbitmq?.image).toMatch(/^rabbitmq:4/);
});

test('new tags become images: of connectors that can be run, and of the sandbox', () => {
  const tags = [
    '@opencti-connectors/connector-whois@1.0.0',
    '@opencti-connectors/connector-unfinished@0.1.0',
    '@opencti-connectors/core@2.0.0',
    '@opencti-connectors/sandbox@1.1.0',
    '',
  ];

  expect(imagesOf(tags, ['whois', 'mitre-attack'])).toEqual(['whois', 'sandbox']);
});
