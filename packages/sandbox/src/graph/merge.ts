/** What a write did. */
export type Change = 'create' | 'update' | 'none';

type Properties = Readonly<Record<string, unknown>>;

/** Lists that an upsert adds to; every other property takes the new value. */
const ADDED_TO = new Set(['labels', 'external_references', 'kill_chain_phases', 'object_refs']);

/** Properties after an upsert. */
export function merged(before: Properties, sent: Properties): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before, ...sent };
  for (const key of ADDED_TO) {
    const [old, more] = [before[key], sent[key]];
    if (Array.isArray(old) && Array.isArray(more)) after[key] = union(old, more);
  }
  return after;
}

function union(old: readonly unknown[], more: readonly unknown[]): unknown[] {
  return [...new Map([...old, ...more].map((item) => [keyOf(item), item])).values()];
}

function keyOf(item: unknown): string {
  return typeof item === 'string' ? item.toLowerCase() : JSON.stringify(item);
}

/** Whether what is sent says anything new. */
export function changeOf(before: Properties, sent: Properties): Change {
  const same = ([key, value]: [string, unknown]) =>
    key === 'id' || Object.is(before[key], value) || JSON.stringify(before[key]) === JSON.stringify(value);
  return Object.entries(sent).every(same) ? 'none' : 'update';
}
