import { AmqpConnection, type BrokerTls } from '../amqp/connection.ts';
import { Publisher } from '../amqp/publisher.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Log } from '../define/context.ts';
import type { BrokerAddress } from '../ports/broker.ts';
import type { Readiness } from '../ports/readiness.ts';

type MqSettings = LoadedConfig['platform']['mq'];

/** The connection to the broker, opened when somebody first needs it: its address comes with the registration. */
export class Broker {
  readonly #options: {
    readonly mq: MqSettings;
    readonly address: () => BrokerAddress;
    readonly name: string;
    readonly log: Log;
    readonly readiness: Readiness;
  };
  #connection: AmqpConnection | undefined;
  #publisher: Publisher | undefined;

  constructor(options: { mq: MqSettings; address: () => BrokerAddress; name: string; log: Log; readiness: Readiness }) {
    this.#options = options;
  }

  get connection(): AmqpConnection {
    const { mq, address, name, log, readiness } = this.#options;
    this.#connection ??= new AmqpConnection({
      address: withSettings(address(), mq),
      tls: brokerTls(mq),
      name,
      log,
      readiness,
    });
    return this.#connection;
  }

  get publisher(): Publisher {
    this.#publisher ??= new Publisher(this.connection, this.#options.log);
    return this.#publisher;
  }

  async close(): Promise<void> {
    await this.#publisher?.close();
    await this.#connection?.close();
  }
}

/** `MQ_*` over what the platform says. */
export function withSettings(address: BrokerAddress, mq: MqSettings): BrokerAddress {
  return {
    host: mq.host ?? address.host,
    port: mq.port ?? address.port,
    vhost: mq.vhost ?? address.vhost,
    use_ssl: mq.useSsl ?? address.use_ssl,
    user: mq.user ?? address.user,
    pass: mq.pass ?? address.pass,
  };
}

/** `MQ_USE_SSL_*` for a connection. */
export function brokerTls(mq: MqSettings): BrokerTls {
  return {
    ca: mq.useSslCa,
    cert: mq.useSslCert,
    key: mq.useSslKey,
    passphrase: mq.useSslPassphrase,
    rejectUnauthorized: mq.useSslRejectUnauthorized,
  };
}
