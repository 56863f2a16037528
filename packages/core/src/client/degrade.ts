import { PlatformError } from '../errors.ts';
import { parseDocument, printDocument, withoutParts } from './document.ts';
import type { GraphqlError } from './platform-errors.ts';

/** An operation in the form that an older platform takes (decision 2, protocol.md section 10). */
export interface Adapted {
  readonly document: string;
  /** Keys of input objects that the platform does not know, by name of the variable. */
  readonly droppedKeys: Readonly<Record<string, readonly string[]>>;
  /** Names of fields, arguments and types that were dropped. */
  readonly dropped: readonly string[];
}

/** Texts by which a server names what it does not know; of the last one the value before it is never looked at. */
const UNKNOWN_PART = /^(?:Cannot query field|Unknown argument|Unknown type) "([^"]+)"/;
const UNKNOWN_KEY =
  /(?:Field|to not include unknown field|not to include unknown field) "(\w+)"(?: is not defined by type "\w+"|[.,]|$)/;
const VARIABLE = /^Variable "\$(\w+)"/;

/**
 * Drops everything that one refusal names. Two kinds of round are needed: first parts of the document, then keys of
 * its input; other refusals of input (a missing key, a bad enum) are the caller's own fault.
 * @returns undefined when the refusal is not about unknown names.
 * @throws PlatformError `NOT_SUPPORTED` when nothing is left of the operation.
 */
export function adapt(operation: string, current: Adapted, errors: readonly GraphqlError[]): Adapted | undefined {
  const parts = errors.filter(({ message }) => UNKNOWN_PART.test(String(message)));
  if (parts.length > 0) return withoutUnknownParts(operation, current, parts);
  const keys = errors.flatMap(({ message }) => {
    const variable = VARIABLE.exec(String(message))?.[1];
    const key = UNKNOWN_KEY.exec(tail(String(message)))?.[1];
    return variable && key ? [{ variable, key }] : [];
  });
  return keys.length > 0 ? withoutUnknownKeys(current, keys) : undefined;
}

/** The end of a text, where the server says what is wrong: before it stands the whole value. */
function tail(message: string): string {
  return message.slice(-300);
}

function withoutUnknownParts(operation: string, current: Adapted, errors: readonly GraphqlError[]): Adapted {
  const offsets = new Set(
    errors.flatMap(({ locations }) => (locations ?? []).map((at) => offsetOf(current.document, at))),
  );
  const reduced = withoutParts(parseDocument(current.document), offsets);
  if (reduced.selection.length === 0) {
    throw new PlatformError(`${operation} is not known to this platform: it is older than this connector needs`, {
      code: 'NOT_SUPPORTED',
    });
  }
  const names = errors.flatMap(({ message }) => UNKNOWN_PART.exec(String(message))?.[1] ?? []);
  return { ...current, document: printDocument(reduced), dropped: [...current.dropped, ...names] };
}

function offsetOf(document: string, { line, column }: { readonly line: number; readonly column: number }): number {
  const before = document.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}

function withoutUnknownKeys(current: Adapted, keys: readonly { variable: string; key: string }[]): Adapted {
  const droppedKeys: Record<string, string[]> = {};
  for (const [variable, known] of Object.entries(current.droppedKeys)) droppedKeys[variable] = [...known];
  for (const { variable, key } of keys) droppedKeys[variable] = [...(droppedKeys[variable] ?? []), key];
  return { ...current, droppedKeys, dropped: [...current.dropped, ...keys.map(({ key }) => key)] };
}

/** Variables without the keys that the platform does not know, at any depth of their objects. */
export function withoutKeys(variables: object, { droppedKeys }: Adapted): object {
  if (Object.keys(droppedKeys).length === 0) return variables;
  const entries = Object.entries(variables).map(([name, value]) => {
    const keys = droppedKeys[name];
    return [name, keys ? strip(value, new Set(keys)) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Our own input objects are a few levels deep. */
function strip(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, keys));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !keys.has(name));
  return Object.fromEntries(kept.map(([name, item]) => [name, strip(item, keys)]));
}
