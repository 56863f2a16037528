/** `npm run sandbox`: a stand-in for an OpenCTI platform on 127.0.0.1, until Ctrl-C. */
import { startSandbox } from './index.ts';

const sandbox = await startSandbox({
  port: Number(process.env.SANDBOX_PORT ?? 4010),
  ...(process.env.SANDBOX_AMQP_URL ? { amqpUrl: process.env.SANDBOX_AMQP_URL } : {}),
});
const { adminToken, connectorToken } = sandbox.platform;
console.log(`Sandbox at ${sandbox.url} (not OpenCTI: a stand-in for demos and tests)
admin token      ${adminToken}
connector token  ${connectorToken}`);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void sandbox.close());
