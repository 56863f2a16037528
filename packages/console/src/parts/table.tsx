import type { ComponentChildren } from 'preact';
import type { PageInfo, Paging } from '../hooks/use-paging.ts';
import { Count } from './words.tsx';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `number` stands right; `wide` takes what is left; `minor` goes first when it is narrow. */
  readonly kind?: 'number' | 'wide' | 'minor';
}

interface TableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div class="table-frame">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, kind }) => (
              <th key={name} scope="col" class={kind}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, kind, cell }) => (
                <td key={name} class={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PagerProps {
  readonly paging: Paging;
  readonly info: PageInfo;
  readonly size: number;
  readonly shown: number;
}

/** Back and forth in a list, with where one is. */
export function Pager({ paging, info, size, shown }: PagerProps) {
  const start = paging.page * size;
  const isLast = start + shown >= info.globalCount || !info.hasNextPage;
  return (
    <nav class="pager" aria-label="Pages">
      <span class="soft">
        {shown === 0 ? '0' : `${(start + 1).toLocaleString('en')}–${(start + shown).toLocaleString('en')}`} of{' '}
        <Count value={info.globalCount} />
      </span>
      <button type="button" disabled={paging.page === 0} onClick={paging.back}>
        Previous
      </button>
      <button type="button" disabled={isLast} onClick={() => paging.next(info.endCursor)}>
        Next
      </button>
    </nav>
  );
}
