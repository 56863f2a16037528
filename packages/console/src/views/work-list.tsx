import { linkTo } from '../hooks/route.ts';
import { PAGE_INFO, type PageInfo, usePaging } from '../hooks/use-paging.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Empty, State } from '../parts/page.tsx';
import { Pager } from '../parts/table.tsx';
import { Badge, Count, Time } from '../parts/words.tsx';
import { LOOK_MS } from './connector-data.tsx';

const SIZE = 20;

/** A work as the lists show it. */
export interface WorkRow {
  readonly id: string;
  readonly name: string | null;
  readonly status: 'wait' | 'progress' | 'complete' | 'timeout';
  readonly timestamp: string;
  /** When its connector was done; what it sent may still be on its way. */
  readonly processed_time: string | null;
  readonly completed_time: string | null;
  readonly connector: { readonly id: string; readonly name: string } | null;
  readonly messages: readonly WorkText[];
  readonly errors: readonly WorkText[];
  readonly tracking: {
    readonly import_expected_number: number | null;
    readonly import_processed_number: number | null;
  } | null;
}
interface WorkText {
  readonly timestamp: string;
  readonly message: string;
}

export const WORK_FIELDS = `
  id name status timestamp processed_time completed_time connector { id name }
  messages { timestamp message } errors { timestamp message }
  tracking { import_expected_number import_processed_number }
`;
const WORKS = `query Works($first: Int, $after: ID, $filters: FilterGroup) {
  works(first: $first, after: $after, orderBy: timestamp, orderMode: desc, filters: $filters) {
    edges { node { ${WORK_FIELDS} } } ${PAGE_INFO}
  } }`;

interface WorksAnswer {
  readonly works: { readonly edges: readonly { readonly node: WorkRow }[]; readonly pageInfo: PageInfo };
}

/** Works, the newest first, with their progress and what they said. */
export function WorkList({ connectorId }: { readonly connectorId: string }) {
  const paging = usePaging(connectorId);
  const filter = { mode: 'and', filters: [{ key: ['connector_id'], values: [connectorId] }], filterGroups: [] };
  const variables = { first: SIZE, after: paging.after, filters: connectorId === '' ? undefined : filter };
  const { data, error, isLoading } = useQuery<WorksAnswer>(WORKS, variables, LOOK_MS);
  const works = data?.works.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <State error={error} isLoading={isLoading} hasData={data !== undefined} />
      {data && works.length === 0 && <Empty>No works: nothing was imported, asked or sent yet.</Empty>}
      <ul class="works">
        {works.map((work) => (
          <Work key={work.id} work={work} withConnector={connectorId === ''} />
        ))}
      </ul>
      {data && data.works.pageInfo.globalCount > SIZE && (
        <Pager paging={paging} info={data.works.pageInfo} size={SIZE} shown={works.length} />
      )}
    </>
  );
}

export function WorkStatus({ work: { status, errors } }: { readonly work: WorkRow }) {
  if (errors.length > 0 && status === 'complete') return <Badge tone="bad">Ended with errors</Badge>;
  if (errors.length > 0) return <Badge tone="bad">Errors</Badge>;
  if (status === 'complete') return <Badge tone="good">Complete</Badge>;
  return status === 'wait' ? <Badge tone="quiet">Waits</Badge> : <Badge tone="busy">Under way</Badge>;
}

function Work({ work, withConnector }: { readonly work: WorkRow; readonly withConnector: boolean }) {
  const { name, connector, timestamp, completed_time: ended, messages, errors } = work;
  return (
    <li class="card work">
      <div class="work-head">
        <strong>{name || 'Without a name'}</strong>
        <WorkStatus work={work} />
      </div>
      <p class="soft">
        {withConnector && connector && <a href={linkTo(['connectors', connector.id])}>{connector.name}</a>}
        {withConnector && ' · '}
        started <Time at={timestamp} />
        {ended && (
          <>
            , ended <Time at={ended} />
          </>
        )}
      </p>
      <Progress work={work} />
      {messages.length > 0 && <p>{messages.at(-1)?.message}</p>}
      {errors.length > 0 && (
        <details open={errors.length <= 3}>
          <summary>
            <Count value={errors.length} /> {errors.length === 1 ? 'error' : 'errors'}
          </summary>
          <ul class="errors">
            {errors.map(({ timestamp: at, message }) => (
              <li key={at + message}>{message}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** How much of what was announced is imported; nothing where nothing was announced. */
export function Progress({ work: { tracking, name, status } }: { readonly work: WorkRow }) {
  const expected = tracking?.import_expected_number ?? 0;
  const done = Math.min(tracking?.import_processed_number ?? (status === 'complete' ? expected : 0), expected);
  if (expected === 0) return null;
  return (
    <div class="progress">
      <progress value={done} max={expected} aria-label={`Progress of ${name ?? 'the work'}`} />
      <span class="soft">
        <Count value={done} /> of <Count value={expected} />
      </span>
    </div>
  );
}
