import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorDefinition, ConnectorKind } from '../define/connector.ts';
import type { RegisterInput } from '../ports/platform.ts';

type ConnectorSettings = LoadedConfig['platform']['connector'];

/** All fields are sent every time: the platform refuses a registration that leaves out a stored one. */
export function registration(
  connector: ConnectorDefinition & { readonly kind: ConnectorKind },
  own: ConnectorSettings,
): RegisterInput {
  return {
    id: own.id,
    name: own.name,
    type: connector.kind,
    scope: own.scope,
    auto: own.auto,
    auto_update: own.autoUpdate,
    enrichment_resolution: own.enrichmentResolution,
    only_contextual: own.onlyContextual,
    playbook_compatible: false,
    listen_callback_uri: null,
  };
}
