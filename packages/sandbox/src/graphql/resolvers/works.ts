import type { StoredWork } from '../../connectors/works.ts';
import type { Platform } from '../../platform.ts';
import { type FilterGroup, fits, type PageArgs, page, refuseUnknownKeys } from '../paging.ts';
import { resolver } from './context.ts';

const MODULES = ['MODULES'];
const WORK = ['CONNECTORAPI', 'MODULES_MODMANAGE'];

/** Keys that works can be filtered by. */
const FILTER_KEYS = new Set(['connector_id', 'status', 'timestamp', 'event_source_id', 'name']);

export interface ListArgs extends PageArgs {
  readonly orderMode?: 'asc' | 'desc' | null;
  readonly filters?: FilterGroup | null;
  readonly search?: string | null;
}

/** Works (protocol.md 3.3). */
export function workResolvers(platform: Platform) {
  const { works } = platform;
  return {
    work: resolver<{ id: string }>(MODULES, ({ id }) => {
      const found = works.find(id);
      return found ? printWork(platform, found) : null;
    }),
    isWorkAlive: resolver<{ id: string }>(MODULES, ({ id }) => works.find(id) !== undefined),
    works: resolver<ListArgs>(MODULES, (args) => listWorks(platform, args)),
    workAdd: resolver<{ connectorId: string; friendlyName?: string; isMultiPartWork: boolean }>(
      [...WORK, 'KNOWLEDGE_KNASKIMPORT', 'KNOWLEDGE_KNGETEXPORT_KNASKEXPORT'],
      ({ connectorId, friendlyName, isMultiPartWork }, user) => {
        if (!platform.registry.find(connectorId)) throw new Error("Cannot read properties of null (reading 'id')");
        return printWork(platform, works.add(connectorId, friendlyName ?? null, isMultiPartWork, user.id));
      },
    ),
    workEdit: resolver<{ id: string }>(WORK, ({ id }) => workEdit(platform, id)),
    workDelete: resolver<{ connectorId: string }>(WORK, ({ connectorId }) => {
      platform.registry.require(connectorId);
      works.deleteOf(connectorId);
      return true;
    }),
  };
}

function listWorks(platform: Platform, { filters, orderMode, search, ...paging }: ListArgs) {
  refuseUnknownKeys(filters, FILTER_KEYS);
  const found = platform.works
    .all()
    .filter((work) => fits({ ...work, connector_id: work.connectorId }, filters))
    .filter((work) => !search || (work.name ?? '').toLowerCase().includes(search.toLowerCase()))
    .map((work) => printWork(platform, work));
  return page(orderMode === 'desc' ? found.reverse() : found, paging);
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
    addDraftContext: (args: { draftContext?: string }) => done(() => works.setDraft(id, args.draftContext ?? null)),
    reportExpectation: (args: { error?: { error?: string; source?: string } }) =>
      done(() => works.report(id, args.error)),
  };
}

/** A work as the platform shows it. */
export function printWork(platform: Platform, work: StoredWork) {
  return {
    ...work,
    user: () => platform.findUser(work.userId),
    connector: () => {
      const found = platform.registry.find(work.connectorId);
      return found ? { id: found.id, name: found.name } : null;
    },
    tracking: {
      import_expected_number: work.expected,
      import_processed_number: work.processed,
      import_last_processed: work.status === 'complete' ? null : work.lastProcessed,
    },
  };
}
