import type { RegisterInput, StoredConnector } from '../../connectors/registry.ts';
import { isActive } from '../../connectors/registry.ts';
import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import { resolver } from './context.ts';
import { printWork } from './works.ts';

const CONNECTOR = ['CONNECTORAPI'];
const MANAGE = ['MODULES_MODMANAGE'];
const MODULES = ['MODULES'];
const KNOWLEDGE = ['KNOWLEDGE'];

export interface TriggerInput {
  readonly key: string;
  readonly value: readonly string[];
}

/** Connectors and bundles (protocol.md 2.4-2.6, 5.11). */
export function connectorResolvers(platform: Platform) {
  const { registry, works } = platform;
  const print = (stored: StoredConnector) => printConnector(platform, stored);
  const ofType = (type: string) => registry.all().filter((one) => one.connector_type === type);
  const list = (type: string) => resolver(KNOWLEDGE, () => ofType(type).map(print));
  return {
    connector: resolver<{ id: string }>(MODULES, ({ id }) => {
      const found = registry.find(id);
      return found ? print(found) : null;
    }),
    connectors: resolver(MODULES, () => registry.all().map(print)),
    connectorsForWorker: resolver(MODULES, () => registry.all().map(print)),
    connectorsForImport: list('INTERNAL_IMPORT_FILE'),
    connectorsForExport: list('INTERNAL_EXPORT_FILE'),
    connectorsForAnalysis: list('INTERNAL_ANALYSIS'),
    connectorsForManagers: resolver(['SETTINGS_SETACCESSES'], () => []),
    enrichmentConnectors: resolver<{ type: string }>(MODULES, ({ type }) =>
      ofType('INTERNAL_ENRICHMENT')
        .filter((one) => one.connector_scope.some((item) => sameText(item, type)))
        .map(print),
    ),
    registerConnector: resolver<{ input?: RegisterInput }>(CONNECTOR, ({ input }, user) => {
      if (!input) throw new Error("Cannot destructure property 'id' of 'connectorData' as it is undefined.");
      return print(registry.register(input, user.id));
    }),
    pingConnector: resolver<{ id: string; state?: string | null; connectorInfo?: unknown }>(CONNECTOR, (args) =>
      print(registry.ping(args.id, args.state, args.connectorInfo)),
    ),
    resetStateConnector: resolver<{ id: string }>(MANAGE, ({ id }) => {
      platform.purge(id);
      return print(registry.reset(id));
    }),
    deleteConnector: resolver<{ id: string }>(MANAGE, ({ id }) => {
      works.deleteOf(id);
      return registry.delete(id);
    }),
    updateConnectorTrigger: resolver<{ id: string; input: readonly TriggerInput[] }>(MANAGE, ({ id, input }) =>
      print(registry.setTrigger(id, input[0]?.value[0] ?? '')),
    ),
    stixBundlePush: resolver<{ connectorId: string; bundle: string; work_id?: string | null }>(CONNECTOR, (args) =>
      platform.push(args.connectorId, args.bundle, args.work_id ?? undefined),
    ),
    connectorJWT: resolver(['SETTINGS_SETACCESSES'], () => {
      throw platformError('UNSUPPORTED_ERROR', 'The sandbox signs no tokens without a callback');
    }),
  };
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function printConnector(platform: Platform, stored: StoredConnector) {
  const { id } = stored;
  return {
    ...stored,
    title: stored.name,
    entity_type: 'Connector',
    parent_types: ['Basic-Object', 'Internal-Object'],
    standard_id: platform.standardIdOf('connector', id),
    active: isActive(stored),
    built_in: false,
    is_managed: false,
    configurations: null,
    connector_priority_group: 'DEFAULT',
    jwks: JSON.stringify({ keys: [platform.publicKey] }),
    /** Only who may see accounts sees whose it is. */
    connector_user: (_args: unknown, { user }: { user?: { capabilities: readonly string[] } }) =>
      user?.capabilities.includes('BYPASS') ? platform.findUser(stored.connector_user_id) : null,
    connector_queue_details: () => platform.queueDetails(id),
    config: queueNames(platform, stored),
    works: () => platform.works.ofConnector(id).map((work) => printWork(platform, work)),
  };
}

/** Names as a platform without queue prefix gives them (protocol.md section 4). */
function queueNames({ broker, storage }: Platform, { id, listen_callback_uri }: StoredConnector) {
  return {
    connection: broker,
    s3: storage,
    listen: `listen_${id}`,
    listen_routing: `listen_routing_${id}`,
    listen_exchange: 'amqp.connector.exchange',
    listen_callback_uri,
    push: `push_${id}`,
    push_routing: `push_routing_${id}`,
    push_exchange: 'amqp.worker.exchange',
    dead_letter_routing: 'listen_routing_too-large-bundle',
  };
}
