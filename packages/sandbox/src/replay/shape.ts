/** Where two JSON values differ in shape: keys, JSON types, nulls (decision 3). Values themselves are not compared. */
export function shapeDifferences(
  recorded: unknown,
  ours: unknown,
  known: ReadonlyMap<string, string> = new Map(),
  path = '$',
): string[] {
  const [wanted, got] = [kindOf(recorded), kindOf(ours)];
  if (wanted !== got) return [`${path}: ${got}, recorded ${wanted}`];
  if (Array.isArray(recorded) && Array.isArray(ours)) return listDifferences(recorded, ours, known, path);
  if (wanted !== 'object') return [];
  const [left, right] = [recorded as Record<string, unknown>, ours as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
    if (!(key in left)) return [`${path}.${key}: not recorded`];
    return key in right
      ? shapeDifferences(left[key], right[key], known, `${path}.${key}`)
      : [`${path}.${key}: missing`];
  });
}

/**
 * A list has the shape of its items. Those with an id are compared with the same one, the others by their place; how
 * many there are depends on what else a platform holds.
 */
function listDifferences(
  recorded: readonly unknown[],
  ours: readonly unknown[],
  known: ReadonlyMap<string, string>,
  path: string,
): string[] {
  if ((recorded.length === 0) !== (ours.length === 0))
    return [`${path}: ${ours.length} items, recorded ${recorded.length}`];
  const byId = new Map(ours.map((item) => [idOf(item), item]));
  return recorded.flatMap((item, index) => {
    const id = idOf(item);
    const same = id === undefined ? ours[index] : byId.get(translate(id, known));
    return same === undefined ? [] : shapeDifferences(item, same, known, `${path}[${index}]`);
  });
}

/** The id of an item, or of what an edge leads to. */
function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { id, node } = item as { id?: unknown; node?: unknown };
  return typeof id === 'string' ? id : idOf(node);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Pairs of texts at the same place: what was volatile on the recorded platform, and what it is here. */
export function learn(recorded: unknown, ours: unknown, known: Map<string, string>): void {
  if (typeof recorded === 'string' && typeof ours === 'string') {
    if (recorded !== ours && isVolatile(recorded) && !known.has(recorded)) known.set(recorded, ours);
    return;
  }
  if (typeof recorded !== 'object' || typeof ours !== 'object' || !recorded || !ours) return;
  // Of a list it is not known which item is which, unless there is only one.
  if (Array.isArray(recorded) && recorded.length > 1) return;
  for (const [key, value] of Object.entries(recorded)) learn(value, (ours as Record<string, unknown>)[key], known);
}

/** Internal ids, work ids and cursors: what later requests refer to. */
function isVolatile(text: string): boolean {
  return /^(work_|Wz|[0-9a-f]{8}-[0-9a-f]{4}-)/.test(text);
}

/** A value with what is known of this platform in place of what was recorded. */
export function translate<Value>(value: Value, known: ReadonlyMap<string, string>): Value {
  let text = JSON.stringify(value);
  if (text === undefined) return value;
  for (const [recorded, ours] of known) text = text.replaceAll(recorded, ours);
  return JSON.parse(text) as Value;
}
