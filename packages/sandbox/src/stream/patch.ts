/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** What turns one JSON value into another; lists by place. */
export function patchBetween(from: unknown, to: unknown, path = ''): PatchOperation[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) return listPatch(from, to, path);
  if (!isRecord(from) || !isRecord(to)) return [{ op: 'replace', path, value: to }];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key): PatchOperation[] => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (to[key] === undefined) return [{ op: 'remove', path: at }];
    return from[key] === undefined ? [{ op: 'add', path: at, value: to[key] }] : patchBetween(from[key], to[key], at);
  });
}

function listPatch(from: readonly unknown[], to: readonly unknown[], path: string): PatchOperation[] {
  const shared = Math.min(from.length, to.length);
  const changed = Array.from({ length: shared }, (_, index) =>
    patchBetween(from[index], to[index], `${path}/${index}`),
  );
  const added = to.slice(shared).map((value, index): PatchOperation => {
    return { op: 'add', path: `${path}/${shared + index}`, value };
  });
  const removed = from.slice(shared).map((_, index): PatchOperation => {
    return { op: 'remove', path: `${path}/${from.length - 1 - index}` };
  });
  return [...changed.flat(), ...added, ...removed];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
