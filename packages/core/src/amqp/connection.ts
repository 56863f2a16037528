import { readFileSync } from 'node:fs';
import { type Channel, type ConfirmChannel, connect, type Options, type RecoveringChannelModel } from 'amqplib';
import type { Log } from '../define/context.ts';
import type { BrokerAddress } from '../ports/broker.ts';
import type { Readiness } from '../ports/readiness.ts';

/** TLS of the connection to the broker; certificates are PEM text or paths of PEM files. */
export interface BrokerTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly rejectUnauthorized: boolean;
}

export interface AmqpConnectionOptions {
  readonly address: BrokerAddress;
  readonly tls: BrokerTls;
  /** Shown in the broker's list of connections. */
  readonly name: string;
  readonly log: Log;
  readonly readiness: Readiness;
}

/** Seconds; two missed ones end the connection. */
const HEARTBEAT_S = 20;
const RECONNECT_FIRST_MS = 200;
const RECONNECT_MAX_MS = 15_000;

/**
 * The one connection of a process to the broker. It is opened at once, and again whenever it is lost; asking for a
 * channel waits until there is one. Nothing here throws because the broker is away: readiness and the log say so.
 */
export class AmqpConnection {
  readonly #model: Promise<RecoveringChannelModel>;

  constructor(options: AmqpConnectionOptions) {
    this.#model = open(options);
  }

  /** A channel with publisher confirms. @throws Error when the connection was closed. */
  async confirmChannel(): Promise<ConfirmChannel> {
    return (await this.#model).createConfirmChannel();
  }

  /** A channel for consumers. @throws Error when the connection was closed. */
  async channel(): Promise<Channel> {
    return (await this.#model).createChannel();
  }

  async close(): Promise<void> {
    await (await this.#model).close();
  }
}

async function open(options: AmqpConnectionOptions): Promise<RecoveringChannelModel> {
  const { address, tls, name, log, readiness } = options;
  const url: Options.Connect = {
    protocol: address.use_ssl ? 'amqps' : 'amqp',
    hostname: address.host,
    port: address.port,
    username: address.user,
    password: address.pass,
    vhost: address.vhost,
    heartbeat: HEARTBEAT_S,
  };
  const model = await connect(url, {
    // Without it, small frames wait for the acknowledgement of the one before: 44 ms each (measured).
    noDelay: true,
    timeout: 30_000,
    clientProperties: { connection_name: name },
    ...(address.use_ssl ? tlsOptions(address, tls) : {}),
    recovery: { initialDelay: RECONNECT_FIRST_MS, maxDelay: RECONNECT_MAX_MS, jitter: 0.5, waitForConnect: false },
  });
  const where = `${address.host}:${address.port}`;
  model.on('error', (error) => log.debug('connection to the broker failed', { error }));
  model.on('connect', () => readiness.ready());
  model.on('disconnect', (error) =>
    readiness.notReady(`the broker at ${where} closed the connection: ${error.message}`),
  );
  model.on('connect-failed', (error) => readiness.notReady(unreachable(where, address, error)));
  model.on('blocked', (reason) => readiness.notReady(`the broker at ${where} takes no messages now: ${reason}`));
  model.on('unblocked', () => readiness.ready());
  return model;
}

/** One sentence for the operator: a refused login is not a broker that is away. */
function unreachable(where: string, { user, vhost }: BrokerAddress, error: Error): string {
  if (/ACCESS_REFUSED|access.*refused/i.test(error.message)) {
    return `the broker at ${where} refuses user ${user} on vhost ${vhost}: check MQ_USER, MQ_PASS and MQ_VHOST`;
  }
  return `the broker at ${where} cannot be reached (${error.message}); MQ_HOST and MQ_PORT replace its address`;
}

function tlsOptions({ host }: BrokerAddress, { ca, cert, key, passphrase, rejectUnauthorized }: BrokerTls) {
  return {
    rejectUnauthorized,
    servername: host,
    ...(ca ? { ca: pem(ca) } : {}),
    ...(cert ? { cert: pem(cert) } : {}),
    ...(key ? { key: pem(key) } : {}),
    ...(passphrase ? { passphrase } : {}),
  };
}

function pem(value: string): string {
  return value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8');
}
