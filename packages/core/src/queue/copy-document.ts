import { randomUUID } from 'node:crypto';

/** The connector as copies name it. */
export interface DescribedConnector {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope: readonly string[];
  readonly auto: boolean;
  readonly validateBeforeImport: boolean;
}

export interface CopyContent {
  readonly bundleType: 'DIRECTORY_BUNDLE' | 'S3_BUNDLE';
  readonly applicantId: string | null;
  readonly connector: DescribedConnector;
  readonly bundle: object;
  readonly entitiesTypes?: readonly string[];
  readonly update?: boolean;
}

/** The document of a copy (protocol.md 5.9): the whole bundle with who sent it. */
export function copyDocument({ bundleType, applicantId, connector, bundle, entitiesTypes, update }: CopyContent) {
  const { id, name, type, scope, auto, validateBeforeImport } = connector;
  return {
    bundle_type: bundleType,
    applicant_id: applicantId,
    connector: { id, name, type, scope: scope.join(','), auto, validate_before_import: validateBeforeImport },
    entities_types: entitiesTypes ?? null,
    bundle,
    update: update ?? false,
  };
}

/** The name in lower case, blanks as `_`, without anything that a path could be led astray by. */
function safeName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\s+/g, '_')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^\.+/, '');
}

/** File name of a copy: `<name>-YYYYMMDD-HHMMSS-<epoch in ms>-<8 hex>.json`, UTC; no two are the same. */
export function copyName(connectorName: string, now: Date): string {
  const [date = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split('T');
  const unique = `${now.getTime()}-${randomUUID().slice(0, 8)}`;
  return `${safeName(connectorName)}-${date}-${time.slice(0, 6)}-${unique}.json`;
}

/** How the names of all copies of a connector begin; others may begin so too. */
export function copyPrefix(connectorName: string): string {
  return `${safeName(connectorName)}-`;
}

/** True for a copy of this connector, ours or the reference's, and for no other connector's. */
export function isCopyOf(connectorName: string, fileName: string): boolean {
  const prefix = copyPrefix(connectorName);
  return fileName.startsWith(prefix) && /^\d{8}-\d{6}-[\d.]+(-[0-9a-f]{8})?\.json$/.test(fileName.slice(prefix.length));
}
