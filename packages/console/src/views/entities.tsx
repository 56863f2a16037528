import { useState } from 'preact/hooks';
import { replaceWith } from '../hooks/route.ts';
import { PAGE_INFO, type PageInfo, usePaging } from '../hooks/use-paging.ts';
import { useQuery, useSandbox } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { type Column, Pager, Table } from '../parts/table.tsx';
import { Count, Cut, EntityLink, type Named, Time, TypeName } from '../parts/words.tsx';
import { ExportDialog } from './export.tsx';
import { type Counts, TypesList } from './types-list.tsx';

const SIZE = 50;
/** Between two looks at the counts, milliseconds. */
const COUNT_MS = 4_000;

const ENTITIES = `query Entities($types: [String], $first: Int, $after: ID, $search: String,
  $orderBy: StixCoreObjectsOrdering, $orderMode: OrderingMode) {
  stixCoreObjects(types: $types, first: $first, after: $after, search: $search, orderBy: $orderBy, orderMode: $orderMode) {
    edges { node {
      id entity_type representative { main } updated_at
      createdBy { id name } objectMarking { id definition }
      ... on AttackPattern { x_mitre_id } ... on CourseOfAction { x_mitre_id }
    } } ${PAGE_INFO}
  } }`;

interface EntityRow extends Named {
  readonly updated_at: string;
  readonly createdBy: { readonly name: string } | null;
  readonly objectMarking: readonly { readonly id: string; readonly definition: string }[] | null;
  readonly x_mitre_id?: string | null;
}
interface EntitiesAnswer {
  readonly stixCoreObjects: { readonly edges: readonly { readonly node: EntityRow }[]; readonly pageInfo: PageInfo };
}

const COLUMNS: readonly Column<EntityRow>[] = [
  {
    name: 'Name',
    kind: 'wide',
    cell: (row) => (
      <>
        {row.x_mitre_id && <code class="code-id">{row.x_mitre_id}</code>} <EntityLink to={row} />
      </>
    ),
  },
  { name: 'Type', cell: ({ entity_type }) => <TypeName type={entity_type} /> },
  { name: 'Author', kind: 'minor', cell: ({ createdBy }) => <Cut text={createdBy?.name ?? '–'} /> },
  {
    name: 'Marking',
    kind: 'minor',
    // Statements of copyright are markings too, and long.
    cell: ({ objectMarking }) => <Cut text={objectMarking?.map(({ definition }) => definition).join(', ') || '–'} />,
  },
  { name: 'Updated', cell: ({ updated_at }) => <Time at={updated_at} /> },
];

type Order = 'name' | 'updated_at';

interface EntitiesProps {
  readonly type: string;
  readonly search: string;
}

/** Entities by type, a page at a time. */
export function Entities({ type, search }: EntitiesProps) {
  const [order, setOrder] = useState<Order>('name');
  const [isExporting, setExporting] = useState(false);
  const paging = usePaging(JSON.stringify([type, search, order]));
  const { data: counts } = useSandbox<Counts>('/sandbox/counts', COUNT_MS);
  const variables = {
    types: type === '' ? undefined : [type],
    first: SIZE,
    after: paging.after,
    search: search || undefined,
    orderBy: order,
    orderMode: order === 'name' ? 'asc' : 'desc',
  };
  const { data, error, isLoading } = useQuery<EntitiesAnswer>(ENTITIES, variables, COUNT_MS);
  const count = data?.stixCoreObjects.pageInfo.globalCount;
  const rows = data?.stixCoreObjects.edges.map(({ node }) => node) ?? [];
  const actions = (
    <>
      <SearchBox
        label="Search entities"
        value={search}
        onSearch={(text) => replaceWith(['entities'], { type, search: text })}
      />
      <label class="inline">
        Order{' '}
        <select value={order} onChange={({ currentTarget }) => setOrder(currentTarget.value as Order)}>
          <option value="name">by name</option>
          <option value="updated_at">last changed first</option>
        </select>
      </label>
      <button type="button" onClick={() => setExporting(true)}>
        Export list…
      </button>
    </>
  );
  return (
    <Page title={type || 'Entities'} note={count !== undefined && <Count value={count} />} actions={actions}>
      <div class="with-types">
        <TypesList place="entities" counts={counts?.entities ?? {}} chosen={type} search={search} />
        <section aria-label="List">
          <State error={error} isLoading={isLoading} hasData={data !== undefined} />
          {data && rows.length === 0 && <Empty>Nothing here{search && ` answers “${search}”`}.</Empty>}
          {data && rows.length > 0 && (
            <>
              <Table label="Entities" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
              <Pager paging={paging} info={data.stixCoreObjects.pageInfo} size={SIZE} shown={rows.length} />
            </>
          )}
        </section>
      </div>
      {isExporting && <ExportDialog type={type} search={search} onClose={() => setExporting(false)} />}
    </Page>
  );
}
