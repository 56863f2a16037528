import type { StixObject } from '../stix/object.ts';
import type { StreamEvent } from './stream.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

type Container = Record<string, unknown> | unknown[];

/** The object as it was before an update, by the event's reverse patch (RFC 6902); undefined where it tells none. */
export function stateBefore({ type, data, context }: StreamEvent): StixObject | undefined {
  if (type !== 'update' || !Array.isArray(context.reverse_patch)) return undefined;
  const before = structuredClone(data) as StixObject & Record<string, unknown>;
  for (const operation of context.reverse_patch as readonly Operation[])
    if (!apply(before, operation)) return undefined;
  return before;
}

function apply(root: Record<string, unknown>, { op, path, value }: Operation): boolean {
  const parts = String(path)
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = parts.pop();
  let holder: unknown = root;
  for (const part of parts) holder = isContainer(holder) ? (holder as Record<string, unknown>)[part] : undefined;
  if (key === undefined || !isContainer(holder)) return false;
  if (Array.isArray(holder)) return applyToList(holder, op, key, value);
  if (op === 'remove') delete holder[key];
  else Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
  return true;
}

function applyToList(list: unknown[], op: string, key: string, value: unknown): boolean {
  const index = key === '-' ? list.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > list.length) return false;
  if (op === 'remove') list.splice(index, 1);
  else list.splice(index, op === 'replace' ? 1 : 0, value);
  return true;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
