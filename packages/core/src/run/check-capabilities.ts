import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorKind } from '../define/connector.ts';

/** A capability and what it is for, in an operator's words. */
export type Need = readonly [capability: string, purpose: string];

const REGISTER: Need = ['CONNECTORAPI', 'to register, to ping and to report works'];
const QUEUE: Need = ['MODULES', 'to read its state and how much waits on its queue'];
const READ: Need = ['KNOWLEDGE', 'to read the entities that jobs are about'];
const WRITE: Need = ['KNOWLEDGE_KNUPDATE', 'to create and update knowledge'];
const UPLOAD: Need = ['KNOWLEDGE_KNASKIMPORT', 'to offer bundles for validation'];
const ACCOUNTS: Need = ['SETTINGS_SETACCESSES', 'to make the service account of the connector'];

const BY_KIND: Readonly<Record<ConnectorKind, readonly Need[]>> = {
  EXTERNAL_IMPORT: [REGISTER, QUEUE, WRITE],
  INTERNAL_ENRICHMENT: [REGISTER, QUEUE, READ, WRITE],
  INTERNAL_IMPORT_FILE: [REGISTER, QUEUE, READ, WRITE, ['KNOWLEDGE_KNASKIMPORT', 'to read files and to validate them']],
  INTERNAL_EXPORT_FILE: [REGISTER, QUEUE, ['KNOWLEDGE', 'to read what is exported']],
  STREAM: [REGISTER, QUEUE],
};

/** What the user of the token needs for a kind of connector under these settings (protocol.md 2.1, 6, 7.1). */
export function needsOf(kind: ConnectorKind, settings: LoadedConfig['platform']): readonly Need[] {
  const { connector: own } = settings;
  // The account that is made has what its group grants; the token of the settings only makes it.
  if (own.autoCreateServiceAccount) return [ACCOUNTS];
  const needs = [...BY_KIND[kind]];
  if (own.validateBeforeImport && kind !== 'INTERNAL_IMPORT_FILE') needs.push(UPLOAD);
  if (kind === 'STREAM') needs.push(streamNeed(streamIdOf(own)));
  return needs;
}

/** `live` and `raw` are everything; a collection has members of its own besides. */
function streamNeed(id: string): Need {
  return id === 'live' || id === 'raw'
    ? ['BYPASS', `to follow the stream ${id}, which is not a collection`]
    : ['TAXIIAPI', 'to follow a live stream, unless it is public'];
}

function streamIdOf(own: object): string {
  return String((own as { liveStreamId?: string }).liveStreamId ?? '');
}

/** A capability is granted by any whose name contains it, and BYPASS grants all. */
export function isGranted(needed: string, capabilities: readonly string[]): boolean {
  return capabilities.some((one) => one === 'BYPASS' || one.includes(needed));
}
