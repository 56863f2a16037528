import { platformError } from '../graphql/errors.ts';

/** `RegisterConnectorInput` as it arrives. */
export interface RegisterInput {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope?: readonly string[] | null;
  readonly auto?: boolean | null;
  readonly enrichment_resolution?: string | null;
  readonly only_contextual?: boolean | null;
  readonly playbook_compatible?: boolean | null;
}

export interface StoredConnector {
  readonly id: string;
  name: string;
  connector_type: string;
  connector_scope: readonly string[];
  auto: boolean;
  only_contextual: boolean;
  playbook_compatible: boolean;
  connector_state: string | null;
  connector_state_reset: boolean | null;
  connector_user_id: string;
  connector_info: unknown;
  readonly created_at: string;
  updated_at: string;
}

const ACTIVE_MS = 5 * 60_000;

/** Connectors as the platform keeps them (protocol.md 2.4, 2.5). */
export class ConnectorRegistry {
  readonly #connectors = new Map<string, StoredConnector>();

  all(): StoredConnector[] {
    return [...this.#connectors.values()];
  }

  find(id: string): StoredConnector | undefined {
    return this.#connectors.get(id);
  }

  /** A second registration keeps the state; leaving out a stored scope refuses it. */
  register(input: RegisterInput, userId: string): StoredConnector {
    const now = new Date().toISOString();
    const known = this.#connectors.get(input.id);
    for (const attribute of ['scope', 'enrichment_resolution'] as const) {
      if (known && !input[attribute]?.length) {
        throw platformError(
          'FUNCTIONAL_ERROR',
          `Validation against schema failed on attribute [${attribute}]: this mandatory field cannot be nil`,
        );
      }
    }
    const connector: StoredConnector = {
      id: input.id,
      name: input.name,
      connector_type: input.type,
      connector_scope: (input.scope ?? []).flatMap((item) => item.split(',')),
      auto: input.auto ?? false,
      only_contextual: input.only_contextual ?? false,
      playbook_compatible: input.playbook_compatible ?? false,
      connector_state: known?.connector_state ?? null,
      connector_state_reset: known?.connector_state_reset ?? null,
      connector_user_id: userId,
      connector_info: known?.connector_info ?? null,
      created_at: known?.created_at ?? now,
      updated_at: now,
    };
    this.#connectors.set(input.id, connector);
    return connector;
  }

  /** After a reset the state sent is ignored once; otherwise it is stored, empty as null. */
  ping(id: string, state: string | null | undefined, info: unknown): StoredConnector {
    const connector = this.#connectors.get(id);
    if (!connector) throw platformError('FUNCTIONAL_ERROR', 'No connector found with the specified ID');
    if (connector.connector_state_reset === true) connector.connector_state_reset = false;
    else storeState(connector, state);
    if (info) connector.connector_info = info;
    connector.updated_at = new Date().toISOString();
    return connector;
  }

  reset(id: string): StoredConnector {
    const connector = this.#connectors.get(id);
    if (!connector) throw platformError('FUNCTIONAL_ERROR', 'Cant find element to update');
    connector.connector_state = '';
    connector.connector_state_reset = true;
    return connector;
  }

  delete(id: string): string {
    if (!this.#connectors.delete(id)) throw platformError('ALREADY_DELETED_ERROR', 'Already deleted elements');
    return id;
  }
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
