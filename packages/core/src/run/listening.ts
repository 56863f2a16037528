import { readFileSync } from 'node:fs';
import { AmqpListener } from '../amqp/listener.ts';
import type { JobHandler } from '../drive/jobs.ts';
import { JobDriver } from '../drive/jobs.ts';
import { CallbackServer } from '../listen/callback-server.ts';
import { TokenVerifier } from '../listen/verify-token.ts';
import type { ListenPort } from '../ports/listen.ts';
import type { ConnectorProcess } from './process.ts';
import { DRAIN_MS } from './signals.ts';

/** What is left of the time to stop, for giving jobs back and closing connections. */
const CLOSING_MS = 2_500;

/** Runs a connector that listens for jobs until it is stopped. Exit code 0. */
export async function runListening(process: ConnectorProcess, handle: JobHandler): Promise<number> {
  const { settings, ports, stop } = process;
  const { jobsAtOnce, jobTimeout } = settings.connector;
  const options = {
    connectorId: process.session.connectorId,
    atOnce: jobsAtOnce,
    timeoutMs: jobTimeout,
    drainMs: DRAIN_MS - CLOSING_MS,
  };
  const listen = await openListener(process);
  try {
    await new JobDriver(ports, options, handle).drive(listen, stop);
  } finally {
    await listen.close();
  }
  return 0;
}

async function openListener(process: ConnectorProcess): Promise<ListenPort> {
  const { settings, ports, session, broker } = process;
  const { connector: own, opencti } = settings;
  const declare = (signal?: AbortSignal) => session.registerAgain(signal);
  if (own.listenProtocol === 'AMQP') {
    return new AmqpListener({
      connection: broker.connection,
      queue: () => session.registration?.queues.listen ?? '',
      prefetch: own.jobsAtOnce,
      log: ports.log,
      declare,
    });
  }
  const verifier = new TokenVerifier({
    jwks: () => session.registration?.jwks ?? null,
    ownToken: opencti.token,
    connectorId: own.id,
    refresh: () => declare(),
  });
  const tls = callbackTls(settings);
  const server = new CallbackServer({
    port: own.listenProtocolApiPort,
    path: own.listenProtocolApiPath,
    verifier,
    log: ports.log,
    ...(tls ? { tls } : {}),
  });
  const port = await server.open();
  ports.log.info('listening for callbacks', { port, path: own.listenProtocolApiPath, tls: tls !== undefined });
  return server;
}

/** Key and certificate of the callback server: PEM text or paths; the loader has made sure that they are there. */
function callbackTls({ connector: own, listenProtocol }: ConnectorProcess['settings']) {
  if (!own.listenProtocolApiSsl) return undefined;
  const passphrase = own.listenProtocolApiSslPassphrase ?? listenProtocol.apiSslPassphrase;
  return {
    key: pem(own.listenProtocolApiSslKey ?? listenProtocol.apiSslKey ?? ''),
    cert: pem(own.listenProtocolApiSslCert ?? listenProtocol.apiSslCert ?? ''),
    ...(passphrase ? { passphrase } : {}),
  };
}

function pem(value: string): string {
  return value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8');
}
