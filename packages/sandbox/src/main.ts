/**
 * `npm run sandbox`: a stand-in for an OpenCTI platform until Ctrl-C, on `SANDBOX_HOST` (127.0.0.1) and `SANDBOX_PORT`
 * (4010). With `SANDBOX_AMQP_URL` it uses that broker; `SANDBOX_ADMIN_TOKEN` and `SANDBOX_CONNECTOR_TOKEN` fix the tokens;
 * `SANDBOX_STREAM_ID` opens a live stream of everything under that id.
 * `--healthcheck` asks the running one, for containers.
 */
import { startSandbox } from './index.ts';

const { env } = process;
const port = Number(env.SANDBOX_PORT ?? 4010);

async function healthcheck(): Promise<number> {
  const timeout = AbortSignal.timeout(3_000);
  // Without its access key the page answers 401: whoever answers lives.
  return fetch(`http://127.0.0.1:${port}/health`, { signal: timeout }).then(
    () => 0,
    () => 1,
  );
}

async function serve(): Promise<void> {
  const sandbox = await startSandbox({
    port,
    ...(env.SANDBOX_HOST ? { host: env.SANDBOX_HOST } : {}),
    ...(env.SANDBOX_AMQP_URL ? { amqpUrl: env.SANDBOX_AMQP_URL } : {}),
    ...(env.SANDBOX_ADMIN_TOKEN ? { adminToken: env.SANDBOX_ADMIN_TOKEN } : {}),
    ...(env.SANDBOX_CONNECTOR_TOKEN ? { connectorToken: env.SANDBOX_CONNECTOR_TOKEN } : {}),
  });
  const { adminToken, connectorToken, streams } = sandbox.platform;
  if (env.SANDBOX_STREAM_ID) streams.add({ id: env.SANDBOX_STREAM_ID, name: 'Everything', stream_live: true });
  console.log(`Sandbox at ${sandbox.url} (not OpenCTI: a stand-in for demos and tests)
admin token      ${adminToken}
connector token  ${connectorToken}`);
  if (sandbox.consoleLink) console.log(`console          ${sandbox.consoleLink}`);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void sandbox.close());
}

if (process.argv.includes('--healthcheck')) process.exitCode = await healthcheck();
else await serve();
