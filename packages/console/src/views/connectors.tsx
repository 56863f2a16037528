import { linkTo } from '../hooks/route.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Count, Time } from '../parts/words.tsx';
import { CONNECTOR_FIELDS, type ConnectorRow, kindOf, LOOK_MS, Status } from './connector-data.tsx';

const CONNECTORS = `query Connectors { connectors { ${CONNECTOR_FIELDS} } }`;

const COLUMNS: readonly Column<ConnectorRow>[] = [
  {
    name: 'Connector',
    kind: 'wide',
    cell: ({ id, name }) => <a href={linkTo(['connectors', id])}>{name}</a>,
  },
  { name: 'Kind', kind: 'minor', cell: (row) => <span class="one-line">{kindOf(row)}</span> },
  { name: 'Status', cell: (row) => <Status of={row} /> },
  {
    name: 'Queue',
    kind: 'number',
    cell: ({ connector_queue_details: { messages_number } }) => <Count value={messages_number} />,
  },
  { name: 'Last run', cell: ({ connector_info }) => <Time at={connector_info?.last_run_datetime} /> },
  { name: 'Next run', kind: 'minor', cell: ({ connector_info }) => <Time at={connector_info?.next_run_datetime} /> },
  { name: 'Heard of', kind: 'minor', cell: ({ updated_at }) => <Time at={updated_at} /> },
  {
    name: 'State',
    kind: 'minor',
    cell: ({ connector_state }) => <code class="cut">{connector_state || '–'}</code>,
  },
];

/** Connectors, as they are now. */
export function Connectors() {
  const { data, error, isLoading } = useQuery<{ connectors: ConnectorRow[] }>(CONNECTORS, {}, LOOK_MS);
  const rows = data?.connectors;
  const alive = rows?.filter(({ active }) => active).length ?? 0;
  return (
    <Page title="Connectors" note={rows && `${rows.length} registered, ${alive} alive`}>
      <State error={error} isLoading={isLoading} hasData={data !== undefined} />
      {rows?.length === 0 && (
        <Empty>No connector has registered yet. Start one with this sandbox as its OPENCTI_URL.</Empty>
      )}
      {rows && rows.length > 0 && <Table label="Connectors" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />}
    </Page>
  );
}
