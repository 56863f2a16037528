import { useState } from 'preact/hooks';

export interface PageInfo {
  readonly endCursor: string;
  readonly hasNextPage: boolean;
  readonly globalCount: number;
}

export const PAGE_INFO = 'pageInfo { endCursor hasNextPage globalCount }';

export interface Paging {
  /** Cursor that the shown page starts behind; undefined for the first. */
  readonly after: string | undefined;
  /** Number of the page, from 0. */
  readonly page: number;
  readonly next: (endCursor: string) => void;
  readonly back: () => void;
}

/** The way through a list by cursors; it begins anew when `key` changes. */
export function usePaging(key: string): Paging {
  const [state, setState] = useState<{ key: string; cursors: readonly string[] }>({ key, cursors: [] });
  const cursors = state.key === key ? state.cursors : [];
  return {
    after: cursors.at(-1),
    page: cursors.length,
    next: (endCursor) => setState({ key, cursors: [...cursors, endCursor] }),
    back: () => setState({ key, cursors: cursors.slice(0, -1) }),
  };
}
