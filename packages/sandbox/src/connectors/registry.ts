import { randomUUID } from 'node:crypto';
import { platformError } from '../graphql/errors.ts';

/** `RegisterConnectorInput` as it arrives. */
export interface RegisterInput {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope?: readonly string[] | null;
  readonly auto?: boolean | null;
  readonly auto_update?: boolean | null;
  readonly listen_callback_uri?: string | null;
  readonly xtm_one_intent?: string | null;
  readonly enrichment_resolution?: string | null;
  readonly only_contextual?: boolean | null;
  readonly playbook_compatible?: boolean | null;
}

export interface StoredConnector {
  readonly id: string;
  readonly name: string;
  readonly connector_type: string;
  readonly connector_scope: readonly string[];
  readonly auto: boolean;
  readonly auto_update: boolean;
  readonly enrichment_resolution: string | null;
  readonly only_contextual: boolean;
  readonly playbook_compatible: boolean;
  readonly listen_callback_uri: string | null;
  readonly xtm_one_intent: string | null;
  readonly connector_user_id: string;
  readonly created_at: string;
  connector_trigger_filters: string | null;
  connector_state: string | null;
  connector_state_reset: boolean | null;
  connector_state_timestamp: string;
  connector_info: unknown;
  refreshed_at: string | null;
  updated_at: string;
}

const ACTIVE_MS = 5 * 60_000;

/** Connectors as the platform keeps them (protocol.md 2.4, 2.5). */
export class ConnectorRegistry {
  readonly #connectors = new Map<string, StoredConnector>();

  /** The newest first. */
  all(): StoredConnector[] {
    return [...this.#connectors.values()].reverse();
  }

  find(id: string): StoredConnector | undefined {
    return this.#connectors.get(id);
  }

  /** @throws GraphQLError as the platform does for a connector that is gone. */
  require(id: string): StoredConnector {
    const found = this.#connectors.get(id);
    if (!found) throw platformError('ALREADY_DELETED_ERROR', 'Already deleted elements', { connectorId: id });
    return found;
  }

  /** A second registration keeps the state; a stored scope or resolution cannot be taken away. */
  register(input: RegisterInput, userId: string): StoredConnector {
    const id = input.id || randomUUID();
    const known = this.#connectors.get(id);
    refuseLoss(known, input);
    const connector = { ...registered(id, input, userId), ...kept(known) };
    this.#connectors.set(id, connector);
    return connector;
  }

  /** After a reset the state sent is ignored once; otherwise it is stored, empty as null. */
  ping(id: string, state: string | null | undefined, info: unknown): StoredConnector {
    const connector = this.#connectors.get(id);
    if (!connector) throw platformError('FUNCTIONAL_ERROR', 'No connector found with the specified ID', { id });
    if (connector.connector_state_reset === true) connector.connector_state_reset = false;
    else storeState(connector, state);
    if (info) connector.connector_info = info;
    touch(connector);
    return connector;
  }

  /** @throws GraphQLError for kinds that nothing triggers. */
  setTrigger(id: string, filters: string): StoredConnector {
    const connector = this.require(id);
    if (!TRIGGERED.has(connector.connector_type)) {
      const message = 'Update is only possible on internal enrichment or import file connectors types';
      throw platformError('FUNCTIONAL_ERROR', message, { connectorId: id });
    }
    connector.connector_trigger_filters = filters;
    return connector;
  }

  reset(id: string): StoredConnector {
    const connector = this.#connectors.get(id);
    if (!connector) throw platformError('FUNCTIONAL_ERROR', 'Cant find element to update', { id, type: 'Connector' });
    if (connector.connector_state !== null) connector.connector_state = '';
    connector.connector_state_reset = true;
    connector.connector_state_timestamp = new Date().toISOString();
    touch(connector);
    return connector;
  }

  delete(id: string): string {
    if (!this.#connectors.delete(id))
      throw platformError('ALREADY_DELETED_ERROR', 'Already deleted elements', { connectorId: id });
    return id;
  }
}

const TRIGGERED = new Set(['INTERNAL_ENRICHMENT', 'INTERNAL_IMPORT_FILE']);

function touch(connector: StoredConnector): void {
  connector.updated_at = new Date().toISOString();
  connector.refreshed_at = connector.updated_at;
}

function refuseLoss(known: StoredConnector | undefined, input: RegisterInput): void {
  const lost: string[] = [];
  if (known?.connector_scope.length && !input.scope?.length) lost.push('connector_scope');
  if (known?.enrichment_resolution && !input.enrichment_resolution) lost.push('enrichment_resolution');
  const [attribute] = lost;
  if (!attribute) return;
  throw platformError(
    'FUNCTIONAL_ERROR',
    `Validation against schema failed on attribute [${attribute}]: this mandatory field cannot be nil`,
  );
}

/** A new registration; blank names become empty, as there. */
function registered(id: string, input: RegisterInput, userId: string): StoredConnector {
  const now = new Date().toISOString();
  return {
    id,
    name: input.name.trim(),
    connector_type: input.type,
    connector_scope: (input.scope ?? []).flatMap((item) => item.split(',')),
    auto: input.auto ?? false,
    auto_update: input.auto_update ?? false,
    enrichment_resolution: input.enrichment_resolution ?? null,
    only_contextual: input.only_contextual ?? false,
    playbook_compatible: input.playbook_compatible ?? false,
    listen_callback_uri: input.listen_callback_uri ?? null,
    xtm_one_intent: input.xtm_one_intent ?? null,
    connector_user_id: userId,
    created_at: now,
    connector_trigger_filters: null,
    connector_state: null,
    connector_state_reset: null,
    connector_state_timestamp: now,
    connector_info: null,
    refreshed_at: null,
    updated_at: now,
  };
}

/** What a later registration leaves as it is. */
function kept(known: StoredConnector | undefined) {
  if (!known) return {};
  const { created_at, connector_trigger_filters, connector_state, connector_state_reset } = known;
  const { connector_state_timestamp, connector_info } = known;
  const state = { connector_state, connector_state_reset, connector_state_timestamp };
  return { created_at, connector_trigger_filters, connector_info, refreshed_at: new Date().toISOString(), ...state };
}

/** Text that is not JSON is stored, and the call fails all the same, as on the platform. */
function storeState(connector: StoredConnector, state: string | null | undefined): void {
  const previous = connector.connector_state;
  connector.connector_state = state ? state : null;
  for (const text of [previous, connector.connector_state]) if (text) JSON.parse(text);
}

/** Seen within five minutes. */
export function isActive({ updated_at }: StoredConnector): boolean {
  return Date.now() - Date.parse(updated_at) < ACTIVE_MS;
}
