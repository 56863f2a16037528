import { z } from 'zod';
import type { ConfigProblem } from '../errors.ts';
import { snakeCase, variableName } from './names.ts';
import { innerOf, isSecret } from './secret.ts';

/** Where settings come from. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content of config.yml; `{}` when there is none. */
  readonly yaml: Readonly<Record<string, unknown>>;
  /** Reads a file of `<NAME>_FILE`. */
  readonly readFile: (path: string) => string;
}

/** One section read: its values where all is well, and every problem where not. */
export interface SectionResult<Output> {
  readonly value: Output | undefined;
  readonly problems: readonly ConfigProblem[];
  /** Texts of the section's secrets. */
  readonly secrets: readonly string[];
}

/** Reads a section: environment over YAML, texts turned into the types of the schema. */
export function readSection<Schema extends z.ZodObject>(
  section: string,
  schema: Schema,
  sources: SettingSources,
): SectionResult<z.output<Schema>> {
  const raw: Record<string, unknown> = {};
  const secrets: string[] = [];
  const problems: ConfigProblem[] = [];
  for (const [key, property] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    try {
      const found = findValue(section, key, sources)?.value;
      if (found === undefined) continue;
      raw[key] = typeof found === 'string' ? fromText(found, property) : found;
      if (isSecret(property)) secrets.push(String(found));
    } catch (error) {
      const variable = `${variableName(section, key)}_FILE`;
      const found = error instanceof Error ? error.message : String(error);
      problems.push({ variable, path: yamlPath(section, key), found, expected: 'the path of a file that can be read' });
    }
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success && problems.length === 0) return { value: parsed.data, problems, secrets };
  // A value that could not be read is not missing as well.
  const unread = new Set(problems.map(({ path }) => path));
  const issues = parsed.success
    ? []
    : parsed.error.issues.filter(({ path }) => !unread.has(yamlPath(section, String(path[0]))));
  return { value: undefined, problems: [...problems, ...describeIssues(issues, section, schema, raw)], secrets };
}

function yamlPath(section: string, key: string): string {
  return `${section}.${snakeCase(key)}`;
}

/** A value as it was given, and where. */
export interface GivenValue {
  /** `secret file` is the file that `<NAME>_FILE` names. */
  readonly from: 'environment' | 'secret file' | 'config.yml';
  readonly value: unknown;
}

/** The value that counts for a key of a section; undefined when it is not given. @throws when a secret file cannot be read. */
export function findValue(
  section: string,
  key: string,
  { env, yaml, readFile }: SettingSources,
): GivenValue | undefined {
  const variable = variableName(section, key);
  const text = env[variable];
  if (text !== undefined && text !== '') return { from: 'environment', value: text };
  const file = env[`${variable}_FILE`];
  if (file) return { from: 'secret file', value: readFile(file).trim() };
  const values = yaml[section] ?? yaml[section.replaceAll('_', '-')];
  if (typeof values !== 'object' || values === null) return undefined;
  const record = values as Record<string, unknown>;
  const value = record[snakeCase(key)] ?? record[key] ?? undefined;
  return value === undefined ? undefined : { from: 'config.yml', value };
}

const TRUE = new Set(['true', 'yes', 'on', '1']);
const FALSE = new Set(['false', 'no', 'off', '0']);

/** Text of a variable in the type of the schema; left as text where it does not fit, for the schema to refuse. */
function fromText(text: string, schema: z.ZodType): unknown {
  const plain = innermost(schema);
  if (plain instanceof z.ZodBoolean) {
    const word = text.trim().toLowerCase();
    return TRUE.has(word) ? true : FALSE.has(word) ? false : text;
  }
  if (plain instanceof z.ZodNumber) return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (plain instanceof z.ZodArray) {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  return plain instanceof z.ZodObject || plain instanceof z.ZodRecord ? fromJson(text) : text;
}

function innermost(schema: z.ZodType): z.ZodType {
  let current = schema;
  for (let inner = innerOf(current); inner; inner = innerOf(current)) current = inner;
  return current;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // Not JSON: the schema says what is expected.
  }
}

function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  section: string,
  schema: z.ZodObject,
  raw: Readonly<Record<string, unknown>>,
): ConfigProblem[] {
  return issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const property = schema.shape[key] as z.ZodType | undefined;
    const hidden = property !== undefined && isSecret(property) && raw[key] !== undefined;
    return {
      variable: variableName(section, key),
      path: yamlPath(section, key),
      found: raw[key] === undefined ? 'nothing' : hidden ? 'a value that is not shown' : JSON.stringify(raw[key]),
      expected: expectation(issue, property),
    };
  });
}

function expectation(issue: z.core.$ZodIssue, property: z.ZodType | undefined): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  const about = property?.description ?? '';
  if (issue.code === 'invalid_type') return `a ${issue.expected}${about ? ` (${about})` : ''}`;
  return issue.message;
}
