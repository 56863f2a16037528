import type { Log } from '../define/context.ts';
import type { InternalImportFile } from '../define/internal-import-file.ts';
import { InputError } from '../errors.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * The settings with what the platform sends for one import, as JSON text: only keys that the definition lets a person
 * choose. @throws InputError for a value that does not fit.
 */
export function importConfig(
  { config: schema, perImport = [] }: InternalImportFile,
  config: Values,
  sent: unknown,
  log: Log,
): Values {
  const chosen = parsed(sent);
  if (!chosen) return config;
  const allowed = Object.entries(chosen).filter(([key]) => perImport.includes(camel(key)));
  const ignored = Object.keys(chosen).filter((key) => !perImport.includes(camel(key)));
  if (ignored.length > 0) log.warn('configuration of the import ignored', { keys: ignored });
  const values = Object.fromEntries(allowed.map(([key, value]) => [camel(key), value]));
  const keys = Object.fromEntries(Object.keys(values).map((key) => [key, true])) as Record<string, never>;
  const changed = schema.pick(keys).safeParse(values);
  if (changed.success) return Object.freeze({ ...config, ...changed.data });
  const problems = changed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new InputError(`The configuration of this import does not fit: ${problems}.`);
}

/** `missing_references` as YAML has it, `missingReferences` as the schema. */
function camel(key: string): string {
  return key.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function parsed(sent: unknown): Values | undefined {
  if (typeof sent !== 'string' || sent.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(sent);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : undefined;
  } catch {
    throw new InputError('The configuration of this import is not JSON.');
  }
}
