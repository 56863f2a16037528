import { useState } from 'preact/hooks';
import { linkTo } from '../hooks/route.ts';
import { type Change, type EventsState, useEvents } from '../hooks/use-events.ts';
import { Empty, Page } from '../parts/page.tsx';
import { plainName } from '../parts/plain-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Badge, Count, Time, TypeName } from '../parts/words.tsx';

const COLUMNS: readonly Column<Change>[] = [
  { name: 'Time', cell: ({ at }) => <Time at={at} /> },
  { name: 'Change', cell: ({ kind }) => <Badge tone={kind === 'delete' ? 'bad' : 'quiet'}>{kind}</Badge> },
  {
    name: 'What',
    kind: 'wide',
    cell: ({ message, entityId, isRelationship, kind }) =>
      entityId && !isRelationship && kind !== 'delete' ? (
        <a href={linkTo(['entity', entityId])}>{plainName(message)}</a>
      ) : (
        plainName(message)
      ),
  },
  {
    name: 'Type',
    kind: 'minor',
    cell: ({ type, isRelationship }) => (isRelationship ? type : <TypeName type={type} />),
  },
];

function Connection({ status }: Pick<EventsState, 'status'>) {
  if (status === 'live') return <Badge tone="good">Live</Badge>;
  return status === 'lost' ? <Badge tone="bad">Lost, tries again</Badge> : <Badge tone="busy">Connecting</Badge>;
}

/** The event stream as connectors of the kind stream see it. */
export function Events() {
  const [isPaused, setPaused] = useState(false);
  const [search, setSearch] = useState('');
  const { changes, total, status } = useEvents(isPaused);
  const wanted = search.toLowerCase();
  const shown = changes.filter(({ message, type }) => `${message} ${type}`.toLowerCase().includes(wanted));
  const note = (
    <>
      <Connection status={status} /> <Count value={total} /> {total === 1 ? 'change' : 'changes'} since you opened this
      view
    </>
  );
  const actions = (
    <>
      <SearchBox label="Filter events" value={search} onSearch={setSearch} />
      <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
        {isPaused ? 'Go on' : 'Pause'}
      </button>
    </>
  );
  return (
    <Page title="Live events" note={note} actions={actions}>
      {shown.length === 0 && <Empty>{changes.length === 0 ? 'Waiting for the next change…' : 'No change fits.'}</Empty>}
      {shown.length > 0 && <Table label="Live events" columns={COLUMNS} rows={shown} keyOf={({ key }) => key} />}
    </Page>
  );
}
