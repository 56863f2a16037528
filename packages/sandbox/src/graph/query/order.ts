import { mainName } from '../representative.ts';
import type { Element, GraphStore } from '../store.ts';
import { valuesOf } from './values.ts';

export type Direction = 'asc' | 'desc';
export type SortValue = string | number | null;

export interface SortKey {
  readonly value: SortValue;
  readonly id: string;
}

/** What a cursor holds: the value that the list is ordered by, if any, and the standard id. */
export type Cursor = readonly SortValue[];

const DATE = /^\d{4}-\d{2}-\d{2}T/;
/** Ordered by the name of what they refer to. */
const REFERENCES = new Set(['createdBy', 'objectMarking', 'objectLabel', 'fromId', 'toId']);

/** What an element is ordered by: text in small letters, dates as milliseconds; null when it has none. */
export function sortKey(element: Element, orderBy: string, graph: GraphStore): SortValue {
  if (orderBy === 'entity_type' || orderBy === 'relationship_type') return element.entityType.toLowerCase();
  const [value] = valuesOf(element, orderBy, graph);
  if (value === undefined) return null;
  if (REFERENCES.has(orderBy)) {
    const target = graph.find(String(value));
    return target ? mainName(target, (id) => graph.find(id)).toLowerCase() : null;
  }
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = String(value);
  return DATE.test(text) ? Date.parse(text) : text.toLowerCase();
}

/** What has no value comes last in both directions; equal values go by standard id. */
export function compareKeys(a: SortKey, b: SortKey, direction: Direction): number {
  if (a.value !== b.value) {
    if (a.value === null) return 1;
    if (b.value === null) return -1;
    return (a.value < b.value ? -1 : 1) * (direction === 'desc' ? -1 : 1);
  }
  if (a.id === b.id) return 0;
  return (a.id < b.id ? -1 : 1) * (direction === 'desc' ? -1 : 1);
}

export function cursorOf({ value, id }: SortKey, withValue: boolean): string {
  return Buffer.from(JSON.stringify(withValue ? [value, id] : [id])).toString('base64');
}

/** @throws SyntaxError */
export function readCursor(cursor: string): Cursor {
  return JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as Cursor;
}
