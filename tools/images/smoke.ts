/** Starts an image as an operator would who trusts nothing, and looks whether it does what an image has to. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ConnectorFolder } from '@opencti-connectors/cli';
import { connectorId, ROOT } from '../connectors.ts';
import { DEMO } from '../generated/compose.ts';
import { IMAGE_PREFIX } from '../generated/names.ts';
import { docker, tryDocker, until } from './engine.ts';
import type { Target } from './targets.ts';

/** One thing that has to be so, and what was wrong with it. */
export interface Check {
  readonly what: string;
  readonly wrong: readonly string[];
}

/** What was measured and what was looked at. Sizes are unpacked, MB of a million bytes. */
export interface SmokeResult {
  readonly name: string;
  readonly sizeMb: number;
  readonly aboveBaseMb: number;
  readonly healthyS: number | undefined;
  readonly readyS: number | undefined;
  readonly memoryMb: number | undefined;
  readonly stopS: number | undefined;
  readonly exitCode: number | undefined;
  readonly checks: readonly Check[];
}

/** Above the base image, MB. */
export const LIMIT_MB = 2;
const START_LIMIT_MS = 45_000;
/** The drain that core allows itself. */
const STOP_LIMIT_S = 10;
const MEMORY = '256m';

/** Flags of containers.md: nothing writable but /tmp, no capability, no new right, little memory, few processes. */
const HARDENED = [
  '--read-only',
  ...['--tmpfs', '/tmp'],
  ...['--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges'],
  ...['--memory', MEMORY],
  ...['--pids-limit', '128'],
  // The image asks every 30 s: here a second is enough.
  ...['--health-interval', '1s'],
];

const NODE = '/nodejs/bin/node';
const TOKEN = 'smoke-connector-token';

/** A network with a sandbox on it, for the connectors to find. */
export interface SmokePlace {
  readonly network: string;
  readonly sandbox: string;
  close(): void;
}

export async function openPlace(): Promise<SmokePlace> {
  const name = `opencti-smoke-${randomBytes(4).toString('hex')}`;
  docker('network', 'create', name);
  const sandbox = `${name}-sandbox`;
  const close = () => {
    tryDocker('rm', '--force', sandbox);
    tryDocker('network', 'rm', name);
  };
  try {
    const settings = [`SANDBOX_CONNECTOR_TOKEN=${TOKEN}`, `SANDBOX_STREAM_ID=${DEMO.streamId}`];
    const env = settings.flatMap((setting) => ['--env', setting]);
    const alias = ['--network-alias', 'sandbox'];
    docker(
      'run',
      '--detach',
      '--name',
      sandbox,
      '--network',
      name,
      ...alias,
      ...env,
      ...HARDENED,
      `${IMAGE_PREFIX}sandbox:dev`,
    );
    const healthy = await until(() => health(sandbox) === 'healthy', START_LIMIT_MS);
    if (healthy === undefined) throw new Error(`the sandbox does not start: ${tryDocker('logs', sandbox).stderr}`);
    return { network: name, sandbox, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Builds nothing: the image `…:dev` has to be there. */
export async function smoke(
  target: Target,
  folder: ConnectorFolder | undefined,
  place: SmokePlace,
): Promise<SmokeResult> {
  const image = `${IMAGE_PREFIX}${target.image}:dev`;
  const name = `${place.network}-${target.name}-under-test`;
  const { total, own } = layers(image);
  const env = folder ? connectorFlags(folder, name) : ['--env', `SANDBOX_CONNECTOR_TOKEN=${TOKEN}`];
  docker('run', '--detach', '--name', name, '--network', place.network, ...env, ...HARDENED, image);
  try {
    const [healthyS, readyS] = await Promise.all([
      until(() => health(name) === 'healthy', START_LIMIT_MS),
      folder && until(() => answers(name, 9095, '/ready'), START_LIMIT_MS),
    ]);
    const confined = confinement(name, image);
    const memoryMb = memory(name);
    const { stopS, exitCode } = stop(name);
    const log = lastLines(name);
    const checks = [
      check('says what it is', inspect(image, target)),
      check('is small', own > LIMIT_MB && `${own.toFixed(2)} MB above its base, more than ${LIMIT_MB}`),
      check('becomes healthy', healthyS === undefined && `not healthy in time: ${log}`),
      ...(folder ? [check('becomes ready', readyS === undefined && `not ready in time: ${log}`)] : []),
      check('is confined', confined),
      check('ends with 0', exitCode !== 0 && `ended with ${exitCode} after docker stop: ${log}`),
      check('ends in time', stopS > STOP_LIMIT_S && `took ${stopS.toFixed(1)} s to stop`),
    ];
    return { name: target.name, sizeMb: total, aboveBaseMb: own, healthyS, readyS, memoryMb, stopS, exitCode, checks };
  } finally {
    tryDocker('rm', '--force', name);
  }
}

function check(what: string, wrong: readonly string[] | string | false): Check {
  return { what, wrong: typeof wrong === 'string' ? [wrong] : wrong === false ? [] : wrong };
}

/** Over HTTP both ways, so that no broker is needed: `compose.demo.yml` is where the broker comes in. */
function connectorFlags({ slug, presentation }: ConnectorFolder, name: string): string[] {
  const env = {
    OPENCTI_URL: 'http://sandbox:4010',
    OPENCTI_TOKEN: TOKEN,
    CONNECTOR_ID: connectorId(slug),
    CONNECTOR_QUEUE_PROTOCOL: 'api',
    CONNECTOR_LISTEN_PROTOCOL: 'API',
    CONNECTOR_LISTEN_PROTOCOL_API_URI: `http://${name}:7070`,
    ...presentation.demo?.environment,
  };
  const volumes = (presentation.demo?.volumes ?? []).map((volume) => join(ROOT, 'connectors', slug, volume));
  return [
    ...Object.entries(env).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
    ...volumes.flatMap((volume) => ['--volume', volume]),
  ];
}

/** MB of all layers, and of those that our Dockerfile puts on the base: they start with its WORKDIR. */
function layers(image: string): { readonly total: number; readonly own: number } {
  const rows = docker('history', '--no-trunc', '--human=false', '--format', '{{.Size}}\t{{.CreatedBy}}', image).split(
    '\n',
  );
  const bytes = rows.map((row) => Number(row.split('\t')[0]));
  const first = rows.findIndex((row) => row.includes('WORKDIR /app'));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0) / 1e6;
  return { total: sum(bytes), own: sum(bytes.slice(0, first + 1)) };
}

interface ImageConfig {
  readonly User: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** What the image says of itself. */
function inspect(image: string, { stage, labels }: Target): string[] {
  const config = JSON.parse(docker('image', 'inspect', '--format', '{{json .Config}}', image)) as ImageConfig;
  const port = stage === 'connector' ? '9095/tcp' : '4010/tcp';
  const wrong = Object.entries(labels).filter(([name, value]) => config.Labels?.[name] !== value);
  return [
    ...(/^(65532|nonroot)(:|$)/.test(config.User) ? [] : [`runs as "${config.User}"`]),
    ...(config.ExposedPorts?.[port] ? [] : [`does not expose ${port}`]),
    ...(config.Healthcheck?.Test.includes('--healthcheck') ? [] : ['has no health check']),
    ...wrong.map(([name]) => `label ${name} is "${config.Labels?.[name]}"`),
  ];
}

/** What must not be possible in it. */
function confinement(name: string, image: string): string[] {
  const shells = ['/bin/sh', '/bin/bash', '/busybox/sh'].filter(
    (shell) => tryDocker('run', '--rm', '--network', 'none', '--entrypoint', shell, image, '-c', 'true').code === 0,
  );
  const script = "import('node:fs').then(({ writeFileSync }) => writeFileSync(process.argv[1], 'x'))";
  const writes = (path: string) => tryDocker('exec', name, NODE, '-e', script, path).code === 0;
  return [
    ...shells.map((shell) => `has a shell: ${shell}`),
    ...['/app/x', '/home/nonroot/x', '/x'].filter(writes).map((path) => `could write ${path}`),
    ...(writes('/tmp/x') ? [] : ['could not write /tmp/x']),
  ];
}

function health(name: string): string {
  return tryDocker('inspect', '--format', '{{.State.Health.Status}}', name).stdout;
}

function answers(name: string, port: number, path: string): boolean {
  const script = 'fetch(process.argv[1]).then((answer) => process.exit(answer.ok ? 0 : 1))';
  return tryDocker('exec', name, NODE, '-e', script, `http://127.0.0.1:${port}${path}`).code === 0;
}

const MB: Readonly<Record<string, number>> = { KiB: 1024 / 1e6, MiB: 1024 ** 2 / 1e6, GiB: 1024 ** 3 / 1e6 };

function memory(name: string): number | undefined {
  const { stdout } = tryDocker('stats', '--no-stream', '--format', '{{.MemUsage}}', name);
  const [, amount, unit = ''] = /^([\d.]+)(KiB|MiB|GiB)/.exec(stdout) ?? [];
  return amount === undefined ? undefined : Number(amount) * (MB[unit] ?? Number.NaN);
}

function stop(name: string): { readonly stopS: number; readonly exitCode: number } {
  const started = performance.now();
  docker('stop', '--time', '15', name);
  const stopS = (performance.now() - started) / 1000;
  return { stopS, exitCode: Number(docker('inspect', '--format', '{{.State.ExitCode}}', name)) };
}

function lastLines(name: string): string {
  const { stdout, stderr } = tryDocker('logs', '--tail', '5', name);
  return `${stdout}\n${stderr}`.trim();
}
