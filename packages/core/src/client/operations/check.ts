import type { BrokerAddress } from '../../ports/broker.ts';
import { operation } from '../client.ts';

/** Where the broker is, once a connector is registered; null before. */
export const readBroker = operation<
  { connector: { config: { connection: BrokerAddress } | null } | null },
  { id: string }
>(
  'ConnectorBroker',
  `query ConnectorBroker($id: String!) {
  connector(id: $id) { id config { connection { host vhost use_ssl port user pass } push } }
}`,
  'MODULES',
);
