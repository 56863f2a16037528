import { useState } from 'preact/hooks';
import { Graph } from '../graph/graph.tsx';
import type { Neighbour } from '../graph/layout.ts';
import { PAGE_INFO, usePaging } from '../hooks/use-paging.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { type Column, Pager, Table } from '../parts/table.tsx';
import { EntityLink, type Named, Time, TypeName } from '../parts/words.tsx';
import { Enrich } from './enrich.tsx';
import { Facts } from './facts.tsx';
import { RELATIONSHIP_FIELDS, type RelationshipRow, type RelationshipsPage } from './relationship-data.tsx';

/** Neighbours that one picture can show, and rows of the list below it. */
const SIZE = 60;
const LOOK_MS = 4_000;

const ENTITY = `query Entity($id: String!) { stixCoreObject(id: $id) {
  id standard_id entity_type representative { main secondary } created_at updated_at toStix
  createdBy { id entity_type representative { main } } objectMarking { id definition } objectLabel { id value }
  containers(first: 20) { edges { node { id entity_type representative { main } } } }
} }`;
const AROUND = `query Around($id: [String], $first: Int, $after: ID) {
  stixCoreRelationships(fromOrToId: $id, first: $first, after: $after, orderBy: relationship_type) {
    edges { node { ${RELATIONSHIP_FIELDS} } } ${PAGE_INFO}
  } }`;

export interface EntityDetails extends Named {
  readonly standard_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly toStix: string | null;
  readonly createdBy: Named | null;
  readonly objectMarking: readonly { readonly id: string; readonly definition: string }[] | null;
  readonly objectLabel: readonly { readonly id: string; readonly value: string }[] | null;
  /** Reports, notes and the like that hold it. */
  readonly containers: { readonly edges: readonly { readonly node: Named }[] } | null;
}

/** One entity: what it says, what it is related to, and the ask to enrich it. */
export function Entity({ id }: { readonly id: string }) {
  const paging = usePaging(id);
  const entity = useQuery<{ stixCoreObject: EntityDetails | null }>(ENTITY, { id }, LOOK_MS);
  const found = entity.data?.stixCoreObject;
  const variables = { id: [found?.id ?? id], first: SIZE, after: paging.after };
  const around = useQuery<{ stixCoreRelationships: RelationshipsPage }>(AROUND, variables, LOOK_MS);
  if (!found) {
    return (
      <Page title="Entity">
        <State error={entity.error} isLoading={entity.isLoading} hasData={entity.data !== undefined} />
        {entity.data && <Empty>There is no entity with the id {id}, or you may not see it.</Empty>}
      </Page>
    );
  }
  const page = around.data?.stixCoreRelationships;
  const rows = page?.edges.map(({ node }) => node) ?? [];
  const refresh = () => {
    entity.again();
    around.again();
  };
  const count = page?.pageInfo.globalCount ?? 0;
  return (
    <Page title={found.representative.main} note={<TypeName type={found.entity_type} />}>
      <div class="entity">
        <div class="entity-side">
          <Facts entity={found} />
          <Enrich id={found.id} type={found.entity_type} onArrival={refresh} />
        </div>
        <section class="card entity-graph" aria-labelledby="graph">
          <h2 id="graph">Related: {count.toLocaleString('en')}</h2>
          {page && count === 0 && <Empty>Nothing is related to it yet.</Empty>}
          {rows.length > 0 && (
            <div class="graph-frame">
              <Graph
                name={found.representative.main}
                type={found.entity_type}
                neighbours={rows.flatMap((row) => neighbourOf(row, found.id))}
              />
            </div>
          )}
          {page && count > SIZE && <Pager paging={paging} info={page.pageInfo} size={SIZE} shown={rows.length} />}
        </section>
      </div>
      {count > 0 && <RelatedList rows={rows} id={found.id} />}
    </Page>
  );
}

function neighbourOf({ relationship_type: relation, from, to }: RelationshipRow, id: string): Neighbour[] {
  const outward = from?.id === id;
  const other = outward ? to : from;
  if (!other) return [];
  return [{ id: other.id, type: other.entity_type, name: other.representative.main, relation, outward }];
}

/** The picture as a list, for who would rather read it. */
function RelatedList({ rows, id }: { readonly rows: readonly RelationshipRow[]; readonly id: string }) {
  const [isOpen, setOpen] = useState(false);
  const columns: readonly Column<RelationshipRow>[] = [
    {
      name: 'Relationship',
      cell: ({ relationship_type, from }) => `${from?.id === id ? '→' : '←'} ${relationship_type}`,
    },
    {
      name: 'Entity',
      kind: 'wide',
      cell: ({ from, to }) => {
        const other = from?.id === id ? to : from;
        return other ? <EntityLink to={other} /> : 'restricted';
      },
    },
    {
      name: 'Type',
      cell: ({ from, to }) => {
        const other = from?.id === id ? to : from;
        return other && <TypeName type={other.entity_type} />;
      },
    },
    { name: 'Updated', kind: 'minor', cell: ({ updated_at }) => <Time at={updated_at} /> },
  ];
  return (
    <details class="related" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The same as a list</summary>
      {isOpen && <Table label="Related entities" columns={columns} rows={rows} keyOf={({ id: one }) => one} />}
    </details>
  );
}
