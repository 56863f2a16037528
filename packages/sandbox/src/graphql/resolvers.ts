import { isActive, type RegisterInput, type StoredConnector } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import type { Platform } from '../platform.ts';
import { platformError } from './errors.ts';
import { requireCapability, type User } from './users.ts';

/** What a resolver knows of its request. */
export interface RequestContext {
  readonly user: User | undefined;
}

type Resolver<Args> = (args: Args, context: RequestContext) => unknown;

function resolver<Args>(capabilities: readonly string[], resolve: (args: Args, user: User) => unknown): Resolver<Args> {
  return (args, { user }) => resolve(args, requireCapability(user, ...capabilities));
}

const ANYBODY = [''];
const CONNECTOR = ['CONNECTORAPI'];
const MANAGE = ['MODULES_MODMANAGE'];
const WORK = ['CONNECTORAPI', 'MODULES_MODMANAGE'];

/** Root values of the schema over one platform. */
export function rootValue(platform: Platform) {
  const { registry, works } = platform;
  const connector = (stored: StoredConnector) => ({
    ...stored,
    active: isActive(stored),
    built_in: false,
    connector_queue_details: () => platform.queueDetails(stored.id),
    works: () => works.ofConnector(stored.id).map(printWork),
  });
  return {
    about: resolver(ANYBODY, () => ({ version: platform.version })),
    me: resolver(ANYBODY, (_args, { id, name, capabilities }) => ({
      id,
      name,
      capabilities: capabilities.map((capability) => ({ name: capability })),
    })),
    connector: resolver<{ id: string }>(['MODULES'], ({ id }) => {
      const found = registry.find(id);
      return found ? connector(found) : null;
    }),
    connectors: resolver(['MODULES'], () => registry.all().map(connector)),
    work: resolver<{ id: string }>(['MODULES'], ({ id }) => {
      const found = works.find(id);
      return found ? printWork(found) : null;
    }),
    isWorkAlive: resolver<{ id: string }>(['MODULES'], ({ id }) => works.find(id) !== undefined),
    registerConnector: resolver<{ input: RegisterInput }>(CONNECTOR, ({ input }, user) =>
      connector(registry.register(input, user.id)),
    ),
    pingConnector: resolver<{ id: string; state?: string | null; connectorInfo?: unknown }>(CONNECTOR, (args) =>
      connector(registry.ping(args.id, args.state, args.connectorInfo)),
    ),
    resetStateConnector: resolver<{ id: string }>(MANAGE, ({ id }) => {
      platform.purge(id);
      return connector(registry.reset(id));
    }),
    deleteConnector: resolver<{ id: string }>(MANAGE, ({ id }) => {
      works.deleteOf(id);
      return registry.delete(id);
    }),
    workAdd: resolver<{ connectorId: string; friendlyName?: string; isMultiPartWork: boolean }>(
      [...WORK, 'KNOWLEDGE_KNASKIMPORT', 'KNOWLEDGE_KNGETEXPORT_KNASKEXPORT'],
      ({ connectorId, friendlyName, isMultiPartWork }) => {
        if (!registry.find(connectorId)) {
          throw platformError('INTERNAL_SERVER_ERROR', "Cannot read properties of undefined (reading 'id')");
        }
        return printWork(works.add(connectorId, friendlyName ?? '', isMultiPartWork));
      },
    ),
    workEdit: resolver<{ id: string }>(WORK, ({ id }) => workEdit(platform, id)),
    workDelete: resolver<{ connectorId: string }>(WORK, ({ connectorId }) => {
      works.deleteOf(connectorId);
      return true;
    }),
    stixBundlePush: resolver<{ connectorId: string; bundle: string; work_id?: string | null }>(CONNECTOR, (args) =>
      platform.push(args.connectorId, args.bundle, args.work_id ?? undefined),
    ),
  };
}

function workEdit({ works }: Platform, id: string) {
  const done = (act: () => void) => {
    act();
    return id;
  };
  return {
    delete: () => done(() => works.delete(id)),
    ping: () => done(() => works.ping(id)),
    toReceived: (args: { message?: string }) => done(() => works.toReceived(id, args.message)),
    toProcessed: (args: { message?: string; inError?: boolean }) =>
      done(() => works.toProcessed(id, args.message, args.inError ?? false)),
    addExpectations: (args: { expectations?: number }) => done(() => works.addExpectations(id, args.expectations ?? 0)),
    reportExpectation: (args: { error?: { error?: string; source?: string } }) =>
      done(() => works.report(id, args.error)),
  };
}

function printWork(work: StoredWork) {
  const complete = work.status === 'complete';
  return {
    ...work,
    tracking: {
      import_expected_number: work.expected,
      import_processed_number: complete ? null : work.processed,
      import_last_processed: complete ? null : work.lastProcessed,
    },
  };
}
