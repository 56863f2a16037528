import { useEffect, useState } from 'preact/hooks';
import { linkTo, replaceWith } from '../hooks/route.ts';
import {
  arrange,
  type Cell,
  chainsOf,
  type Phase,
  phasesOf,
  type Tactic,
  type Technique,
  titleOf,
} from '../matrix/arrange.ts';
import { moveByArrow, take } from '../matrix/keys.ts';
import { loadPhases, loadSubtechniques, loadTechniques } from '../matrix/load.ts';
import { Empty, Page } from '../parts/page.tsx';
import { plainName } from '../parts/plain-text.ts';
import { SearchBox } from '../parts/search-box.tsx';

/** Waits for `load` whenever `key` changes. */
function useLoaded<Data>(
  key: string,
  load: (signal: AbortSignal) => Promise<Data>,
): [Data | undefined, string | undefined] {
  const [loaded, setLoaded] = useState<{ key: string; data?: Data; error?: string }>();
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (data) => setLoaded({ key, data }),
      (error: Error) => !stop.signal.aborted && setLoaded({ key, error: error.message }),
    );
    return () => stop.abort();
  }, [key]);
  return loaded?.key === key ? [loaded.data, loaded.error] : [undefined, undefined];
}

/** What was imported of ATT&CK, or of another kill chain, as its matrix. */
export function Matrix({ chain }: { readonly chain: string }) {
  const [phases, error] = useLoaded('phases', loadPhases);
  const [search, setSearch] = useState('');
  const [isOpen, setOpen] = useState(false);
  const chains = chainsOf(phases ?? []);
  const chosen = chain || chains[0] || '';
  const actions = (
    <>
      <SearchBox label="Find a technique" value={search} onSearch={setSearch} />
      <label class="inline">
        Kill chain{' '}
        <select
          value={chosen}
          onChange={({ currentTarget }) => replaceWith(['matrix'], { chain: currentTarget.value })}
        >
          {chains.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" checked={isOpen} onChange={() => setOpen(!isOpen)} /> Sub-techniques
      </label>
    </>
  );
  return (
    <Page title="Matrix" note={chosen} actions={actions}>
      {error && <p class="failure">{error}</p>}
      {phases?.length === 0 && <Empty>No kill chain was imported yet: the MITRE ATT&CK connector brings one.</Empty>}
      {phases && chosen !== '' && (
        <Board key={chosen} phases={phasesOf(phases, chosen)} search={search.toLowerCase()} isOpen={isOpen} />
      )}
    </Page>
  );
}

interface BoardProps {
  readonly phases: readonly Phase[];
  readonly search: string;
  readonly isOpen: boolean;
}

function Board({ phases, search, isOpen }: BoardProps) {
  const [techniques, error] = useLoaded('techniques', (signal) =>
    Promise.all([loadTechniques(phases, signal), loadSubtechniques(signal)]),
  );
  if (error) return <p class="failure">{error}</p>;
  if (!techniques) return <Empty>Loading…</Empty>;
  const tactics = arrange(phases, ...techniques);
  const first = tactics.find(({ cells }) => cells.length > 0)?.cells[0]?.technique.id;
  return (
    <section class="matrix" aria-label="Matrix" onKeyDown={moveByArrow}>
      {tactics.map((tactic) => (
        <Column key={tactic.phase.id} tactic={tactic} search={search} isOpen={isOpen} first={first} />
      ))}
    </section>
  );
}

function fits({ name, x_mitre_id }: Technique, search: string): boolean {
  return `${x_mitre_id ?? ''} ${name}`.toLowerCase().includes(search);
}

interface ColumnProps {
  readonly tactic: Tactic;
  readonly search: string;
  readonly isOpen: boolean;
  /** Technique that Tab leads to. */
  readonly first: string | undefined;
}

function Column({ tactic: { phase, cells }, search, isOpen, first }: ColumnProps) {
  const shown = cells.filter(({ technique, subs }) => [technique, ...subs].some((one) => fits(one, search)));
  return (
    <section aria-labelledby={phase.id}>
      <h2 id={phase.id}>
        {titleOf(phase)} <span class="soft">{shown.length}</span>
      </h2>
      <ul>
        {shown.map((cell) => (
          <TechniqueCell key={cell.technique.id} cell={cell} search={search} isOpen={isOpen} first={first} />
        ))}
      </ul>
    </section>
  );
}

interface CellProps extends Omit<ColumnProps, 'tactic'> {
  readonly cell: Cell;
}

function TechniqueCell({ cell: { technique, subs }, search, isOpen, first }: CellProps) {
  const shown = subs.filter((sub) => search === '' || fits(sub, search) || fits(technique, search));
  // A search opens what it found below.
  const showsSubs = isOpen || (search !== '' && !fits(technique, search));
  return (
    <li>
      <TechniqueLink technique={technique} isFirst={technique.id === first} more={showsSubs ? 0 : subs.length} />
      {showsSubs && shown.length > 0 && (
        <ul class="subs">
          {shown.map((sub) => (
            <li key={sub.id}>
              <TechniqueLink technique={sub} isFirst={false} more={0} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

interface LinkProps {
  readonly technique: Technique;
  readonly isFirst: boolean;
  /** Number of sub-techniques that are not shown. */
  readonly more: number;
}

function TechniqueLink({ technique: { id, name, x_mitre_id }, isFirst, more }: LinkProps) {
  return (
    <a
      class="cell"
      data-cell
      href={linkTo(['entity', id])}
      tabIndex={isFirst ? 0 : -1}
      onFocus={({ currentTarget }) => take(currentTarget)}
    >
      <span class="cell-name">{breakable(name)}</span>
      <span class="cell-foot">
        {x_mitre_id}
        {more > 0 && <span title={`${more} sub-techniques`}>+{more}</span>}
      </span>
    </a>
  );
}

/** Long pairs of words may break after their slash. */
function breakable(name: string): string {
  return plainName(name).replaceAll('/', '/\u200b');
}
