import type { Element, GraphStore } from '../store.ts';
import { type Cursor, compareKeys, cursorOf, type Direction, readCursor, type SortKey, sortKey } from './order.ts';

/** Which elements a list holds, and in which order. */
export interface ListShape {
  /** Two lists of the same text are the same list, as long as the graph does not change. */
  readonly key: string;
  readonly candidates: () => Iterable<Element>;
  readonly test: (element: Element) => boolean;
  /** Property to order by; without one, by standard id, and after a search by how well it answers. */
  readonly orderBy: string | undefined;
  readonly score: ((element: Element) => number) | undefined;
  readonly direction: Direction;
}

interface Row extends SortKey {
  readonly element: Element;
}
interface Snapshot {
  readonly revision: number;
  readonly rows: readonly Row[];
}

export interface Page {
  readonly edges: readonly { readonly cursor: string; readonly element: Element }[];
  readonly total: number;
}

const KEPT = 32;

/**
 * Lists in order. A list is filtered and sorted once and then paged by binary search, so that reading all of it is
 * linear; while the graph changes, pages go on in the order that was made, until it ends.
 */
export class Lists {
  readonly #graph: GraphStore;
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(graph: GraphStore) {
    this.#graph = graph;
  }

  /** @throws SyntaxError for a cursor that is none */
  page(shape: ListShape, first: number, after: string | null | undefined): Page {
    const cursor = after ? readCursor(after) : undefined;
    const withValue = shape.orderBy !== undefined || shape.score !== undefined;
    let rows = this.#rows(shape, cursor !== undefined);
    let start = cursor ? position(rows, cursor, withValue, shape.direction) : 0;
    // What came since the order was made stands behind its end, or is seen from the start.
    if (cursor && start + first > rows.length && this.#isStale(shape)) {
      rows = this.#rows(shape, false);
      start = position(rows, cursor, withValue, shape.direction);
    }
    const edges = rows
      .slice(start, start + first)
      .map((row) => ({ cursor: cursorOf(row, withValue), element: row.element }));
    return { edges, total: rows.length };
  }

  #isStale({ key }: ListShape): boolean {
    return this.#snapshots.get(key)?.revision !== this.#graph.revision;
  }

  #rows(shape: ListShape, evenIfStale: boolean): readonly Row[] {
    const kept = this.#snapshots.get(shape.key);
    if (kept && (evenIfStale || kept.revision === this.#graph.revision)) return kept.rows;
    const { revision } = this.#graph;
    const rows = order(shape, this.#graph);
    this.#snapshots.delete(shape.key);
    this.#snapshots.set(shape.key, { revision, rows });
    const [oldest] = this.#snapshots.keys();
    if (this.#snapshots.size > KEPT && oldest !== undefined) this.#snapshots.delete(oldest);
    return rows;
  }
}

function order(shape: ListShape, graph: GraphStore): Row[] {
  const { candidates, test, score, orderBy, direction } = shape;
  const rows: Row[] = [];
  for (const element of candidates()) {
    if (!test(element)) continue;
    const found = score?.(element);
    if (found === 0) continue;
    const value = orderBy === undefined ? (found ?? null) : sortKey(element, orderBy, graph);
    rows.push({ value, id: element.standardId, element });
  }
  return rows.sort((a, b) => compareKeys(a, b, direction));
}

/** Index of the first row behind a cursor. */
function position(rows: readonly Row[], cursor: Cursor, withValue: boolean, direction: Direction): number {
  const key: SortKey = withValue
    ? { value: cursor[0] ?? null, id: String(cursor[1]) }
    : { value: null, id: String(cursor[0]) };
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row && compareKeys(row, key, direction) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
