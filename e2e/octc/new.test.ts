/** `octc new` in this repository: of each template, and of a connector that is there, to a connector that works. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noEngine } from '../../tools/images/engine.ts';
import { ConnectorProcess, freePort } from '../connector-process.ts';
import { cloneRepository, ROOT, run } from './clone.ts';
import { CONNECTOR, openPlace, PROOFS } from './works.ts';

/** What is typed, the folder that comes of it, and what has to work. */
const NEW = [
  { typed: ['external-import', 'new-feed'], slug: 'new-feed', kind: 'external-import' },
  { typed: ['enrichment', 'new-lookup'], slug: 'new-lookup', kind: 'internal-enrichment' },
  { typed: ['import-file', 'new-list'], slug: 'new-list', kind: 'internal-import-file' },
  { typed: ['internal-export-file', 'NewExport'], slug: 'new-export', kind: 'internal-export-file' },
  { typed: ['stream', 'New forwarder', '--title', 'To the SIEM'], slug: 'new-forwarder', kind: 'stream' },
  { typed: ['--from', 'whois', 'new-registry'], slug: 'new-registry', kind: 'whois' },
] as const;
const SLUGS: readonly string[] = NEW.map(({ slug }) => slug);

let clone: ReturnType<typeof cloneRepository>;
const at = (...path: readonly string[]) => join(clone.folder, ...path);
const node = (...args: readonly string[]) =>
  run(clone.folder, process.execPath, '--conditions=@opencti-connectors/source', ...args);
const OCTC = 'packages/cli/src/main.ts';

beforeAll(() => {
  clone = cloneRepository();
  for (const { typed } of NEW) node(OCTC, 'new', ...typed);
}, 300_000);
afterAll(() => clone.remove());

test('a line makes a folder, and nothing outside it but what is generated', () => {
  const GENERATED = [
    'pnpm-lock.yaml',
    'catalog.json',
    'docker/.env.example',
    'docker/compose.demo.yml',
    'docker/compose.opencti.yml',
  ];
  const differing = run(
    ROOT,
    'bash',
    '-c',
    `diff --recursive --brief --exclude=node_modules --exclude=.turbo . ${clone.folder} | grep --invert-match '^Only in \\.' || true`,
  );
  const lines = differing.split('\n').filter(Boolean);
  const files = lines.map((line) => /^Files \.\/(\S+) and/.exec(line)?.[1] ?? /: (\S+)$/.exec(line)?.[1]);

  expect(files.filter((file) => file && !GENERATED.includes(file)).sort()).toEqual([...SLUGS].sort());
});

test('it passes the checks of this repository: format, who imports whom, types, generated files', {
  timeout: 180_000,
}, () => {
  const folders = SLUGS.map((slug) => `connectors/${slug}`);

  run(clone.folder, 'pnpm', 'exec', 'biome', 'check', '--error-on-warnings', ...folders);
  node('tools/check-workspace.ts');
  for (const folder of folders) run(clone.folder, 'pnpm', 'exec', 'tsc', '-p', `${folder}/tsconfig.json`);
  node('tools/docs.ts', '--check');
});

test('its tests pass, the contract of connectors among them', { timeout: 180_000 }, () => {
  const report = at('report.json');
  const folders = SLUGS.map((slug) => `connectors/${slug}`);
  run(clone.folder, 'pnpm', 'exec', 'vitest', 'run', '--reporter=json', `--outputFile=${report}`, ...folders);
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    testResults: { name: string; assertionResults: { fullName: string }[] }[];
  };

  expect([numFailedTests, numPendingTests]).toEqual([0, 0]);
  expect(numPassedTests).toBeGreaterThan(60);
  for (const slug of SLUGS) {
    const own = testResults.filter(({ name }) => name.includes(`connectors/${slug}/`));
    const all = own.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
    expect(all.filter((name) => name.includes('keeps the contract of connectors')).length, slug).toBeGreaterThan(6);
  }
});

test('it says its own name everywhere, and nobody else does', () => {
  const OLD = /EXAMPLE_|[Ee]xample[ -](feed|lookup|list|export|forwarder)|\bWHOIS_(RDAP|MAX_TLP|TLP)\b|WHOIS and RDAP/;
  for (const slug of SLUGS) {
    const { name, version } = JSON.parse(readFileSync(at('connectors', slug, 'package.json'), 'utf8'));
    const files = globSync(['*.{md,json}', 'src/**/*.ts'], { cwd: at('connectors', slug) });
    const old = files.filter((file) => OLD.test(readFileSync(at('connectors', slug, file), 'utf8')));

    expect({ slug, name, version, old }).toEqual({
      slug,
      name: `@opencti-connectors/connector-${slug}`,
      version: '0.1.0',
      old: [],
    });
    expect(files.length).toBeGreaterThan(6);
  }
  expect(readFileSync(at('connectors/new-forwarder/README.md'), 'utf8')).toContain('# To the SIEM');
});

describe('as one file, started from an empty folder, it does its work on a sandbox', () => {
  test.each(NEW)('$kind as $slug', { timeout: 120_000 }, async ({ slug, kind }) => {
    node('tools/bundle.ts', slug);
    const { own, answer, args, happens } = PROOFS[kind] ?? {};
    const place = await openPlace(answer ?? ((_request, response) => response.writeHead(404).end()));
    const sandbox = await startSandbox({ port: 0, callbackRetryMs: 200 });
    const prefix = `${slug.replaceAll('-', '_').toUpperCase()}_`;
    const settings = Object.entries(own?.(place, at('connectors', slug)) ?? {});
    const env = {
      OPENCTI_URL: sandbox.url,
      OPENCTI_TOKEN: sandbox.platform.connectorToken,
      CONNECTOR_ID: CONNECTOR,
      CONNECTOR_METRICS_PORT: '0',
      CONNECTOR_QUEUE_PROTOCOL: 'api',
      CONNECTOR_LISTEN_PROTOCOL: 'API',
      CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
      ...(kind === 'stream'
        ? { CONNECTOR_LIVE_STREAM_ID: sandbox.platform.streams.add({ stream_live: true }).id }
        : {}),
      ...Object.fromEntries(settings.map(([name, value]) => [prefix + name, value])),
    };
    const connector = new ConnectorProcess(env, args, at('dist', slug, 'main.mjs'));
    try {
      await connector.said('connector registered');
      await happens?.(sandbox, connector, place);
      if (!args) expect(await connector.stop()).toBe(0);
    } finally {
      connector.child.kill('SIGKILL');
      place.close();
      await sandbox.close();
    }
  });
});

// Not a skipped test where there is no engine: `../shared/tools/with-docker.sh npx vitest run e2e/octc` has one.
if (noEngine() === undefined) {
  test('its image builds, starts under hardened flags, and stops', { timeout: 600_000 }, () => {
    expect(node('tools/images.ts', ...SLUGS)).not.toContain('FAILED');
  });
}

describe('a name that cannot be', () => {
  const cannot =
    (...args: readonly string[]) =>
    () =>
      node(OCTC, 'new', '--no-install', ...args);

  test.each([
    [['external-import', 'whois'], 'connectors/whois is there already'],
    [['external-import', '9lives'], '"9lives" cannot be the name of a connector. It wants lower-case letters'],
    [['external-import', 'connector'], 'the settings CONNECTOR_* mean something else'],
    [['feed', 'my-feed'], '"feed" is no kind of connector. There are: external-import, internal-enrichment'],
    [['external-import'], 'Say a name: octc new <kind> <name>'],
    [['--from', 'nobody', 'my-feed'], 'There is no connector "nobody". Name one of:'],
    [['stream', 'my-feed', '--from', 'whois'], 'whois is no stream, but INTERNAL_ENRICHMENT.'],
    [['external-import', 'my-feed', '--title', "It's"], 'The title cannot have quotes'],
  ])('%j is refused in words', (args, words) => {
    expect(cannot(...args)).toThrow(words);
    expect(existsSync(at('connectors/my-feed'))).toBe(false);
  });
});
