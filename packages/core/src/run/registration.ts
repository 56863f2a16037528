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
    playbook_compatible: connector.kind === 'INTERNAL_ENRICHMENT',
    listen_callback_uri: listens(connector.kind) ? callbackUri(own) : null,
    ...(own.xtmOneIntent ? { xtm_one_intent: own.xtmOneIntent } : {}),
  };
}

/** True for the kinds that wait for jobs. */
export function listens(kind: ConnectorKind): boolean {
  return kind !== 'EXTERNAL_IMPORT' && kind !== 'STREAM';
}

/** Where the platform's worker finds the callback; null over AMQP. */
function callbackUri(own: ConnectorSettings): string | null {
  if (own.listenProtocol === 'AMQP') return null;
  const scheme = own.listenProtocolApiSsl ? 'https' : 'http';
  const base = own.listenProtocolApiUri ?? `${scheme}://127.0.0.1:${own.listenProtocolApiPort}`;
  return base.replace(/\/+$/, '') + own.listenProtocolApiPath;
}
