import type { ConnectorKind } from '@opencti-connectors/core';
import { Session, type SessionPorts } from '@opencti-connectors/core/ports';

/** What is registered of a connector under test. */
interface Registered {
  readonly id: string;
  readonly name: string;
  readonly kind: ConnectorKind;
  readonly scope: readonly string[];
  readonly playbookCompatible?: boolean;
}

/** A session of a connector that nobody has configured further, not registered yet. */
export function sessionOf(
  ports: SessionPorts,
  { id, name, kind, scope, playbookCompatible = false }: Registered,
): Session {
  const registration = {
    id,
    name,
    type: kind,
    scope,
    auto: false,
    auto_update: false,
    enrichment_resolution: 'none',
    only_contextual: false,
    playbook_compatible: playbookCompatible,
    listen_callback_uri: null,
  };
  const info = {
    run_and_terminate: false,
    buffering: false,
    queue_threshold: 500,
    queue_messages_size: 0,
    next_run_datetime: null,
    last_run_datetime: null,
  };
  return new Session(ports, registration, info);
}
