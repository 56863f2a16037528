import type { RegisterInput, StoredConnector } from '../../connectors/registry.ts';
import { isActive } from '../../connectors/registry.ts';
import type { PlaybookAnswer } from '../../jobs/playbook.ts';
import type { Platform } from '../../platform.ts';
import { queueNames } from '../../wires/amqp.ts';
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
    enrichmentConnectors: resolver<{ type: string }>(MODULES, ({ type }) => enrichersOf(platform, type).map(print)),
    registerConnector: resolver<{ input?: RegisterInput }>(CONNECTOR, async ({ input }, user) => {
      if (!input) throw new Error("Cannot destructure property 'id' of 'connectorData' as it is undefined.");
      const connector = registry.register(input, user.id);
      await platform.wire.declare(connector);
      return print(connector);
    }),
    pingConnector: resolver<{ id: string; state?: string | null; connectorInfo?: unknown }>(CONNECTOR, async (args) => {
      const connector = registry.ping(args.id, args.state, args.connectorInfo);
      await platform.wire.declare(connector);
      return print(connector);
    }),
    resetStateConnector: resolver<{ id: string }>(MANAGE, async ({ id }) => {
      const connector = registry.reset(id);
      await platform.wire.purge(id);
      return print(connector);
    }),
    deleteConnector: resolver<{ id: string }>(MANAGE, async ({ id }) => {
      works.deleteOf(id);
      const deleted = registry.delete(id);
      await platform.wire.remove(id);
      return deleted;
    }),
    updateConnectorTrigger: resolver<{ id: string; input: readonly TriggerInput[] }>(MANAGE, ({ id, input }) =>
      print(registry.setTrigger(id, input[0]?.value[0] ?? '')),
    ),
    stixBundlePush: resolver<{ connectorId: string; bundle: string; work_id?: string | null }>(
      CONNECTOR,
      (args, user) => platform.push(args.connectorId, args.bundle, args.work_id ?? undefined, user.id),
    ),
    playbookStepExecution: resolver<PlaybookAnswer>(CONNECTOR, (answer) => platform.takePlaybookAnswer(answer)),
    connectorJWT: resolver(['SETTINGS_SETACCESSES'], () => platform.signer.sign()),
  };
}

/** Connectors that enrich entities of a type. */
export function enrichersOf({ registry }: Platform, type: string): StoredConnector[] {
  const fits = ({ connector_type, connector_scope }: StoredConnector) =>
    connector_type === 'INTERNAL_ENRICHMENT' && connector_scope.some((item) => sameText(item, type));
  return registry.all().filter(fits);
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function printConnector(platform: Platform, stored: StoredConnector) {
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
    jwks: JSON.stringify({ keys: [platform.signer.publicKey] }),
    /** Only who may see accounts sees whose it is. */
    connector_user: (_args: unknown, { user }: { user?: { capabilities: readonly string[] } }) =>
      user?.capabilities.includes('BYPASS') ? platform.findUser(stored.connector_user_id) : null,
    connector_queue_details: () => platform.wire.details(id),
    config: connectorConfig(platform, stored),
    works: () => platform.works.ofConnector(id).map((work) => printWork(platform, work)),
  };
}

/** What a connector is told of broker and file store (protocol.md 2.3). */
function connectorConfig({ broker, storage, queuePrefix }: Platform, { id, listen_callback_uri }: StoredConnector) {
  return { connection: broker, s3: storage, listen_callback_uri, ...queueNames(queuePrefix, id) };
}
