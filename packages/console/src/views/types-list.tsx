import { linkTo } from '../hooks/route.ts';
import { Count, TypeName } from '../parts/words.tsx';

/** What `/sandbox/counts` answers. */
export interface Counts {
  readonly entities: Readonly<Record<string, number>>;
  readonly relationships: Readonly<Record<string, number>>;
}

interface TypesListProps {
  /** The view that the types lead to. */
  readonly place: 'entities' | 'relationships';
  readonly counts: Readonly<Record<string, number>>;
  readonly chosen: string;
  readonly search: string;
}

/** Types with their numbers, the largest first; choosing one keeps the search. */
export function TypesList({ place, counts, chosen, search }: TypesListProps) {
  const types = Object.entries(counts).sort(([a, one], [b, other]) => other - one || a.localeCompare(b));
  const total = types.reduce((sum, [, count]) => sum + count, 0);
  const rows: readonly (readonly [type: string, count: number])[] = [['', total], ...types];
  return (
    <nav class="types" aria-label="Types">
      <ul>
        {rows.map(([type, count]) => (
          <li key={type}>
            <a href={linkTo([place], { type, search })} aria-current={type === chosen ? 'true' : undefined}>
              {type === '' ? 'All' : place === 'entities' ? <TypeName type={type} /> : type}
              <Count value={count} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
