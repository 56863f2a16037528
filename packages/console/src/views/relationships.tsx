import { useState } from 'preact/hooks';
import { replaceWith } from '../hooks/route.ts';
import { PAGE_INFO, usePaging } from '../hooks/use-paging.ts';
import { useQuery, useSandbox } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { type Column, Pager, Table } from '../parts/table.tsx';
import { Count, EntityLink, type Named, Time, TypeName } from '../parts/words.tsx';
import { ExportDialog } from './export.tsx';
import { RELATIONSHIP_FIELDS, type RelationshipRow, type RelationshipsPage } from './relationship-data.tsx';
import { type Counts, TypesList } from './types-list.tsx';

const SIZE = 50;
const LOOK_MS = 4_000;
/** The platform has no ask to export these. */
const SIGHTINGS = 'stix-sighting-relationship';

const RELATIONSHIPS = `query Relationships($types: [String], $first: Int, $after: ID, $search: String) {
  stixRelationships(relationship_type: $types, first: $first, after: $after, search: $search,
    orderBy: updated_at, orderMode: desc) {
    edges { node { ${RELATIONSHIP_FIELDS} } } ${PAGE_INFO}
  } }`;

function End({ of }: { readonly of: Named | null }) {
  if (!of) return <span class="soft">restricted</span>;
  return (
    <>
      <EntityLink to={of} /> <TypeName type={of.entity_type} />
    </>
  );
}

const COLUMNS: readonly Column<RelationshipRow>[] = [
  { name: 'From', kind: 'wide', cell: ({ from }) => <End of={from} /> },
  { name: 'Relationship', cell: ({ relationship_type }) => relationship_type },
  { name: 'To', kind: 'wide', cell: ({ to }) => <End of={to} /> },
  { name: 'Updated', kind: 'minor', cell: ({ updated_at }) => <Time at={updated_at} /> },
];

interface RelationshipsProps {
  readonly type: string;
  readonly search: string;
}

/** Relationships by type, the last changed first, a page at a time. */
export function Relationships({ type, search }: RelationshipsProps) {
  const [isExporting, setExporting] = useState(false);
  const paging = usePaging(JSON.stringify([type, search]));
  const { data: counts } = useSandbox<Counts>('/sandbox/counts', LOOK_MS);
  const variables = {
    types: type === '' ? undefined : [type],
    first: SIZE,
    after: paging.after,
    search: search || undefined,
  };
  const { data, error, isLoading } = useQuery<{ stixRelationships: RelationshipsPage }>(
    RELATIONSHIPS,
    variables,
    LOOK_MS,
  );
  const page = data?.stixRelationships;
  const rows = page?.edges.map(({ node }) => node) ?? [];
  const actions = (
    <>
      <SearchBox
        label="Search relationships"
        value={search}
        onSearch={(text) => replaceWith(['relationships'], { type, search: text })}
      />
      {type !== SIGHTINGS && (
        <button type="button" onClick={() => setExporting(true)}>
          Export list…
        </button>
      )}
    </>
  );
  return (
    <Page title={type || 'Relationships'} note={page && <Count value={page.pageInfo.globalCount} />} actions={actions}>
      <div class="with-types">
        <TypesList place="relationships" counts={counts?.relationships ?? {}} chosen={type} search={search} />
        <section aria-label="List">
          <State error={error} isLoading={isLoading} hasData={data !== undefined} />
          {page && rows.length === 0 && <Empty>Nothing here{search && ` answers “${search}”`}.</Empty>}
          {page && rows.length > 0 && (
            <>
              <Table label="Relationships" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
              <Pager paging={paging} info={page.pageInfo} size={SIZE} shown={rows.length} />
            </>
          )}
        </section>
      </div>
      {isExporting && (
        <ExportDialog type={type || 'stix-core-relationship'} search={search} onClose={() => setExporting(false)} />
      )}
    </Page>
  );
}
