/** Values of the platform's, made readable: each nested one by what a person would call it. */

/** What a cell can hold. */
export type Plain = string | number | boolean | readonly string[] | null;

/** The platform writes "not set" as these dates. */
const UNSET_START = '1970-01-01T00:00:00.000Z';
const UNSET_STOP = '5138-11-16T09:46:40.000Z';

type Fields = Readonly<Record<string, unknown>>;

/** Nothing, one value, or several texts. Connections and lists become texts, each object by its name or its kind. */
export function plain(value: unknown): Plain {
  if (typeof value === 'string') return value === UNSET_START || value === UNSET_STOP ? null : value;
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const list = Array.isArray(value) ? value : nodesOf(value as Fields);
  return list ? list.map(textOf).filter(Boolean) : textOf(value);
}

/** Nodes of a connection; undefined for anything else. */
function nodesOf({ edges }: Fields): readonly unknown[] | undefined {
  return Array.isArray(edges) ? edges.map((edge: { node?: unknown } | null) => edge?.node) : undefined;
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null || value === undefined ? '' : String(value);
  const fields = value as Fields;
  if ('kill_chain_name' in fields) return joined(':', fields.kill_chain_name, fields.phase_name);
  if ('algorithm' in fields) return joined(':', fields.algorithm, fields.hash);
  if ('source_name' in fields) return joined(' ', fields.source_name, fields.external_id, fields.url);
  if ('coverage_name' in fields) return joined(':', fields.coverage_name, fields.coverage_score);
  if ('template' in fields) return textOf(fields.template);
  if ('representative' in fields) return textOf(fields.representative) || textOf(fields.standard_id ?? fields.id);
  if ('type' in fields && 'value' in fields) return joined(':', fields.type, fields.value);
  const name = fields.name ?? fields.main ?? fields.definition ?? fields.value ?? fields.observable_value;
  return name === undefined || name === null ? JSON.stringify(value) : textOf(name);
}

function joined(separator: string, ...parts: readonly unknown[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(separator);
}

/** One hash of a list of hashes, whatever the case of its algorithm. */
export function hashOf(hashes: unknown, algorithm: string): Plain {
  const list = Array.isArray(hashes) ? (hashes as readonly { algorithm?: string; hash?: string }[]) : [];
  return list.find((one) => one.algorithm?.toUpperCase() === algorithm)?.hash ?? null;
}
