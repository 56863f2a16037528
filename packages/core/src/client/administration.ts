import type { PlatformClient } from './client.ts';
import { type ListedConnector, listConnectors, resetConnector } from './operations/administration.ts';
import { whoAmI } from './operations/connector.ts';

/** A connector as who runs the platform sees it. Times are ISO 8601. */
export interface ConnectorOverview {
  readonly id: string;
  readonly name: string;
  /** `EXTERNAL_IMPORT`, `STREAM` and so on; empty when the platform does not say. */
  readonly kind: string;
  /** Whether it has pinged within the last minutes. */
  readonly active: boolean;
  /** JSON text; undefined when there is none. */
  readonly state: string | undefined;
  /** Messages, and their bytes, on its queues: jobs for it and bundles from it. */
  readonly waiting: { readonly messages: number; readonly bytes: number };
  /** True while it waits for its queue to become shorter. */
  readonly buffering: boolean;
  readonly updatedAt: string | undefined;
  readonly nextRun: string | undefined;
  /** The latest of them, the newest first. */
  readonly works: readonly WorkOverview[];
}

/** A work as who runs the platform sees it. */
export interface WorkOverview {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Parts announced and parts done; 0 before anything was announced. */
  readonly expected: number;
  readonly processed: number;
  readonly errors: readonly string[];
  readonly receivedAt: string | undefined;
  readonly completedAt: string | undefined;
}

/** What `octc status` and `octc reset` do on a platform. Each call is one try. */
export function createAdministration(client: PlatformClient) {
  const once = { attempts: 1 };
  return {
    /** All connectors, by name. @throws PlatformError, without the capability MODULES too. */
    async connectors(): Promise<ConnectorOverview[]> {
      const { connectors } = await client.execute(listConnectors, {}, once);
      return connectors.map(overview).sort((a, b) => a.name.localeCompare(b.name));
    },
    /** Who the token belongs to, with the names of its capabilities. @throws PlatformError */
    async user(): Promise<{ readonly name: string; readonly capabilities: readonly string[] }> {
      const { me } = await client.execute(whoAmI, {}, once);
      return { name: me.name, capabilities: me.capabilities.map(({ name }) => name) };
    },
    /**
     * Empties the state of a connector and both its queues; works are not touched. The queues come second: when the
     * broker refuses, the state is already gone. @throws PlatformError, without the capability MODULES_MODMANAGE too.
     */
    async reset(id: string): Promise<void> {
      await client.execute(resetConnector, { id }, once);
    },
  };
}

function overview(listed: ListedConnector): ConnectorOverview {
  const { messages_number, messages_size } = listed.connector_queue_details;
  return {
    id: listed.id,
    name: listed.name,
    kind: listed.connector_type ?? '',
    active: listed.active ?? false,
    state: listed.connector_state || undefined,
    waiting: { messages: messages_number, bytes: messages_size },
    buffering: listed.connector_info?.buffering ?? false,
    updatedAt: listed.updated_at ?? undefined,
    nextRun: listed.connector_info?.next_run_datetime ?? undefined,
    works: (listed.works ?? []).map(work).sort((a, b) => (b.receivedAt ?? '').localeCompare(a.receivedAt ?? '')),
  };
}

function work(listed: NonNullable<ListedConnector['works']>[number]): WorkOverview {
  return {
    id: listed.id,
    name: listed.name ?? '',
    status: listed.status,
    expected: listed.tracking?.import_expected_number ?? 0,
    processed: listed.tracking?.import_processed_number ?? 0,
    errors: (listed.errors ?? []).flatMap(({ message }) => message ?? []),
    receivedAt: listed.received_time ?? undefined,
    completedAt: listed.completed_time ?? undefined,
  };
}
