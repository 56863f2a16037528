/** Address of a broker: what the platform hands out at registration (`RabbitMQConnection`), changed by `MQ_*`. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly vhost: string;
  readonly use_ssl: boolean;
  readonly user: string;
  readonly pass: string;
}

/** Queues of one connector (`ConnectorConfig`, protocol.md 2.3). */
export interface ConnectorQueues {
  readonly connection: BrokerAddress;
  /** Queue that jobs come from. */
  readonly listen: string;
  /** Queue that bundles wait on for the platform's worker. */
  readonly push: string;
  readonly push_exchange: string;
  readonly push_routing: string;
}
