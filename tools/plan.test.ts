import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { plan } from './plan.ts';

const SCOPE = '@opencti-connectors/';

/** A repository of its own with a history that is made up. */
class History {
  readonly root = mkdtempSync(join(tmpdir(), 'plan-'));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Nobody');
    this.git('config', 'user.email', 'nobody@example.org');
    this.git('config', 'commit.gpgsign', 'false');
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' }).trim();
  }

  /** Writes (or with null removes) files and commits them. @returns the commit. */
  commit(files: Readonly<Record<string, string | null>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      if (text === null) rmSync(join(this.root, path));
      else writeFileSync(join(this.root, path), text);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'Change');
    return this.git('rev-parse', 'HEAD');
  }
}

function manifest(name: string, dependencies: readonly string[] = [], tested: readonly string[] = []): string {
  const all = (names: readonly string[]) => Object.fromEntries(names.map((one) => [SCOPE + one, 'workspace:*']));
  return JSON.stringify({ name: SCOPE + name, dependencies: all(dependencies), devDependencies: all(tested) });
}

const START = {
  'README.md': 'x',
  'pnpm-lock.yaml': 'x',
  'packages/core/package.json': manifest('core'),
  'packages/testing/package.json': manifest('testing', ['core']),
  'packages/sandbox/package.json': manifest('sandbox'),
  'packages/cli/package.json': manifest('cli', ['core', 'testing', 'sandbox']),
  'connectors/feed/package.json': manifest('connector-feed', ['core'], ['testing']),
  'connectors/feed/src/main.ts': '',
  'connectors/whois/package.json': manifest('connector-whois', ['core']),
  'connectors/whois/src/main.ts': '',
  'connectors/unfinished/package.json': manifest('connector-unfinished', ['core']),
};
const CONNECTORS = ['connectors/feed', 'connectors/unfinished', 'connectors/whois'];
const EVERYTHING = [...CONNECTORS, 'packages/cli', 'packages/core', 'packages/sandbox', 'packages/testing'];

let history: History;
let base: string;

beforeEach(() => {
  history = new History();
  base = history.commit(START);
});

function planned(files: Readonly<Record<string, string | null>>) {
  history.commit(files);
  return plan(history.root, base);
}

test('a connector touches itself alone', () => {
  expect(planned({ 'connectors/whois/src/to-stix.ts': 'x' })).toEqual({
    all: false,
    code: true,
    packages: ['connectors/whois'],
    connectors: ['whois'],
  });
});

test('core touches all that stands on it, over two steps, but not the sandbox', () => {
  expect(planned({ 'packages/core/src/index.ts': 'x' })).toEqual({
    all: false,
    code: true,
    packages: EVERYTHING.filter((folder) => folder !== 'packages/sandbox'),
    connectors: ['feed', 'whois'],
  });
});

test('what a connector is only tested with touches it too', () => {
  expect(planned({ 'packages/testing/src/index.ts': 'x' }).packages).toEqual([
    'connectors/feed',
    'packages/cli',
    'packages/testing',
  ]);
});

test('a folder without main.ts is no connector to build', () => {
  expect(planned({ 'connectors/unfinished/src/settings.ts': 'x' })).toMatchObject({
    packages: ['connectors/unfinished'],
    connectors: [],
  });
});

test('a new connector is found without being listed', () => {
  const added = {
    'connectors/new/package.json': manifest('connector-new', ['core']),
    'connectors/new/src/main.ts': '',
  };

  expect(planned({ ...added, 'catalog.json': 'x', 'docker/.env.example': 'x' }).connectors).toEqual(['new']);
});

test.each(['pnpm-lock.yaml', 'docker/Dockerfile', '.github/workflows/ci.yml', 'tools/bundle.ts', 'tsconfig.base.json'])(
  '%s touches everything',
  (path) => {
    const found = planned({ [path]: 'changed' });

    expect(found).toMatchObject({ all: true, code: true, connectors: ['feed', 'whois'] });
    expect([...found.packages].sort()).toEqual(EVERYTHING);
  },
);

test.each([
  'README.md',
  'docs/deploying.md',
  '.changeset/brave-cats.md',
  '.github/CODEOWNERS',
  'docker/compose.demo.yml',
])('%s alone touches nothing', (path) => {
  expect(planned({ [path]: 'changed' })).toEqual({ all: false, code: false, packages: [], connectors: [] });
});

test("a connector's README is its own: a test reads it", () => {
  expect(planned({ 'connectors/feed/README.md': 'changed' }).connectors).toEqual(['feed']);
});

test('tests of the whole tree touch no package', () => {
  expect(planned({ 'e2e/life.test.ts': 'x' })).toEqual({ all: false, code: true, packages: [], connectors: [] });
});

describe('histories', () => {
  test('what others did on main meanwhile is not part of a branch', () => {
    history.git('switch', '--quiet', '--create', 'branch');
    history.commit({ 'connectors/feed/src/a.ts': 'x' });
    history.git('switch', '--quiet', 'main');
    const main = history.commit({ 'packages/core/src/a.ts': 'x' });
    history.git('switch', '--quiet', 'branch');

    expect(plan(history.root, main).connectors).toEqual(['feed']);
  });

  test('all commits of a branch count, not only the last', () => {
    history.commit({ 'connectors/feed/src/a.ts': 'x' });

    expect(planned({ 'connectors/whois/src/a.ts': 'x' }).connectors).toEqual(['feed', 'whois']);
  });

  test('what is undone again is no change', () => {
    history.commit({ 'packages/core/src/a.ts': 'x' });

    expect(planned({ 'packages/core/src/a.ts': null })).toMatchObject({ code: false, packages: [] });
  });

  test('a file moved from one connector to another touches both', () => {
    const text = 'The same text in both places, long enough to be seen as one file.';
    base = history.commit({ 'connectors/feed/src/a.ts': text });

    expect(planned({ 'connectors/feed/src/a.ts': null, 'connectors/whois/src/a.ts': text }).connectors).toEqual([
      'feed',
      'whois',
    ]);
  });

  test('a removed connector leaves nothing to test, a removed package everything', () => {
    const gone = planned({ 'connectors/whois/package.json': null, 'connectors/whois/src/main.ts': null });
    expect(gone).toMatchObject({ all: false, code: true, connectors: [] });

    expect(planned({ 'packages/sandbox/package.json': null })).toMatchObject({ all: true, connectors: ['feed'] });
  });

  test('a name with spaces and letters of another alphabet is read whole', () => {
    expect(planned({ 'connectors/feed/src/ein größeres Beispiel.ts': 'x' }).connectors).toEqual(['feed']);
  });

  test.each(['', '0000000000000000000000000000000000000000', 'no-such-branch'])(
    'an unknown base ("%s": a first push, a shallow clone) means everything',
    (unknown) => {
      expect(plan(history.root, unknown)).toMatchObject({ all: true, code: true, connectors: ['feed', 'whois'] });
    },
  );

  test('a rewritten branch whose base is in no common history means everything', () => {
    history.git('switch', '--quiet', '--orphan', 'other');
    history.commit({ ...START, 'README.md': 'another beginning' });

    expect(plan(history.root, base).all).toBe(true);
  });
});

test('the script writes outputs that a job can read', () => {
  const output = join(history.root, 'output');
  const script = join(import.meta.dirname, 'plan.ts');
  execFileSync(process.execPath, [script, 'HEAD'], { env: { ...process.env, GITHUB_OUTPUT: output }, stdio: 'ignore' });
  const lines = Object.fromEntries(
    readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );

  expect(Object.keys(lines)).toEqual(['all', 'code', 'packages', 'connectors']);
  expect(JSON.parse(lines.connectors ?? '')).toEqual([]);
});
