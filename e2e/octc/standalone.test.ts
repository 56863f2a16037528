/** `octc new` outside this repository: packages as `pnpm pack` makes them are all there is. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConnectorProcess } from '../connector-process.ts';
import { cloneRepository, ROOT, run } from './clone.ts';
import { CONNECTOR } from './works.ts';

const KINDS = readdirSync(join(ROOT, 'packages/cli/templates'));
const place = mkdtempSync(join(tmpdir(), 'octc-standalone-'));
const at = (...path: readonly string[]) => join(place, ...path);
const packed = at('packed');
/** Why npm could not bring what the packages need; undefined when it could. */
let offline: string | undefined;

/** The command line as it is installed: JavaScript in node_modules, which is told of no source. */
const octc = (cwd: string, ...args: readonly string[]) => run(cwd, at('tools/node_modules/.bin/octc'), ...args);

beforeAll(() => {
  for (const folder of ['packed', 'tools', 'work']) mkdirSync(at(folder));
  const clone = cloneRepository();
  for (const name of ['core', 'testing', 'sandbox', 'cli']) {
    const folder = join(clone.folder, 'packages', name);
    run(folder, 'pnpm', 'run', 'build');
    run(folder, 'pnpm', 'pack', '--pack-destination', packed);
  }
  clone.remove();
  const tarballs = readdirSync(packed).map((name) => join(packed, name));
  const impatient = ['--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'];
  offline = whyNot(() =>
    run(at('tools'), 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...impatient, ...tarballs),
  );
}, 300_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A registry that cannot be reached is no fault of ours. @throws whatever else goes wrong. */
function whyNot(install: () => unknown): string | undefined {
  try {
    install();
    return undefined;
  } catch (error) {
    const code = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED)\b/.exec(String(error))?.[1];
    if (code) return `npm's registry cannot be reached (${code})`;
    throw error;
  }
}

test('one line makes a folder that is installed, tested, described, checked, bundled and run', {
  timeout: 300_000,
}, async (context) => {
  if (offline) return context.skip(offline);
  octc(at('work'), 'new', 'external-import', 'my-feed', '--packages', packed);
  const folder = at('work/my-feed');

  expect(run(folder, 'npm', 'test')).toMatch(/Tests .*1\d passed/);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('image: connector-my-feed:0.1.0');
  const { name, dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  expect([name, dependencies['@opencti-connectors/core']]).toEqual([
    'connector-my-feed',
    expect.stringMatching(/^file:vendor\//),
  ]);

  run(folder, 'npm', 'run', 'bundle');
  const sandbox = await startSandbox({ port: 0 });
  const env = {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_METRICS_PORT: '0',
    MY_FEED_URL: join(folder, 'sample/feed.json'),
  };
  expect(await new ConnectorProcess(env, ['--once'], join(folder, 'dist/main.mjs')).exited).toBe(0);
  await sandbox.platform.idle();
  expect(sandbox.platform.counts().entitiesByType).toMatchObject({ malware: 2, indicator: 2 });
  await sandbox.close();
});

test.for(KINDS)('the template %s passes its tests outside too', { timeout: 120_000 }, (kind, context) => {
  if (offline) return context.skip(offline);
  octc(at('work'), 'new', kind, `a-${kind}`, '--packages', packed, '--no-install');
  const folder = at('work', `a-${kind}`);
  // The same dependencies as the other's: installing them once is enough.
  symlinkSync(at('work/my-feed/node_modules'), join(folder, 'node_modules'));
  run(folder, 'npm', 'run', 'docs');

  expect(run(folder, 'npm', 'test')).toMatch(/Tests .*\d passed/);
});

test('without packed packages, versions of a registry stand in package.json', (context) => {
  if (offline) return context.skip(offline);
  octc(at('work'), 'new', 'stream', 'of-registry', '--no-install');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(at('work/of-registry/package.json'), 'utf8'));

  const versions = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.length).toBeGreaterThan(7);
  for (const version of versions) expect(version).toMatch(/^\^?\d+/);
});

test('a folder without packages is named', (context) => {
  if (offline) return context.skip(offline);
  expect(() => octc(at('work'), 'new', 'stream', 'lacking', '--packages', at('tools'), '--no-install')).toThrow(
    `${at('tools')} lacks packed packages: core, testing, cli, sandbox`,
  );
});
