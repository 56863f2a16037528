import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { CommandError, EXIT } from '../exit-codes.ts';
import { print, printAsJson, style } from '../terminal.ts';

interface SandboxFlags {
  readonly port: string;
  readonly host: string;
  readonly amqpUrl?: string;
  readonly json?: boolean;
}

/** `octc sandbox`: a stand-in platform until Ctrl-C, with the settings that a connector needs for it. */
export async function sandbox({ port, host, amqpUrl, json }: SandboxFlags): Promise<number> {
  if (!/^\d{1,5}$/.test(port)) throw new CommandError(`--port ${port} is no port.`);
  const running = await startSandbox({ port: Number(port), host, ...(amqpUrl ? { amqpUrl } : {}) }).catch((error) => {
    throw new CommandError(`The sandbox cannot start: ${error instanceof Error ? error.message : error}`, EXIT.failed);
  });
  const { adminToken, connectorToken } = running.platform;
  // Without a broker of its own, bundles and jobs go over HTTP.
  const overHttp = { CONNECTOR_QUEUE_PROTOCOL: 'api', CONNECTOR_LISTEN_PROTOCOL: 'API' };
  const settings = { OPENCTI_URL: running.url, OPENCTI_TOKEN: connectorToken, ...(amqpUrl ? {} : overHttp) };
  const { url, consoleLink } = running;
  if (json) printAsJson({ url, adminToken, connectorToken, ...(consoleLink ? { consoleLink } : {}), settings });
  else print(welcome(running, settings));
  await new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  await running.close();
  return EXIT.ok;
}

function welcome({ url, platform, consoleLink }: Sandbox, settings: Readonly<Record<string, string>>): string {
  return [
    `${style('green', '✔')} ${style('bold', 'Sandbox')} at ${style('cyan', url)}  ${style('dim', 'not OpenCTI: a stand-in for demos and tests')}`,
    '',
    style('dim', '  For a connector, in another terminal:'),
    ...Object.entries(settings).map(([name, value]) => `  export ${name}=${value}`),
    '  export CONNECTOR_ID=$(uuidgen)',
    '',
    `  ${style('dim', 'admin token')}   ${platform.adminToken}`,
    `  ${style('dim', 'what arrived')}  ${consoleLink ?? `${url}/sandbox/summary`}`,
    '',
    style('dim', '  Ctrl-C stops it, and everything in it is gone.'),
  ].join('\n');
}
