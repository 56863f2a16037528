import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { Count, Size, Time } from '../parts/words.tsx';
import { CONNECTOR_FIELDS, type ConnectorRow, kindOf, LOOK_MS, Status } from './connector-data.tsx';
import { ResetDialog } from './reset.tsx';
import { WorkList } from './work-list.tsx';

const CONNECTOR = `query Connector($id: String!) { connector(id: $id) {
  ${CONNECTOR_FIELDS} auto connector_state_timestamp created_at config { listen push }
} }`;

interface Details extends ConnectorRow {
  readonly auto: boolean;
  readonly connector_state_timestamp: string;
  readonly created_at: string;
  readonly config: { readonly listen: string; readonly push: string };
}

function pretty(state: string | null): string {
  if (!state) return 'none';
  try {
    return JSON.stringify(JSON.parse(state), null, 2);
  } catch {
    return state;
  }
}

function factsOf(one: Details): readonly (readonly [name: string, value: ComponentChildren])[] {
  const { connector_queue_details: queue, connector_info: info } = one;
  return [
    ['Status', <Status key="status" of={one} />],
    ['Kind', `${kindOf(one)}${one.auto ? ', runs by itself' : ''}`],
    ['Scope', one.connector_scope.join(', ') || 'none'],
    ['Last run', <Time key="last" at={info?.last_run_datetime} />],
    ['Next run', <Time key="next" at={info?.next_run_datetime} />],
    ['Heard of', <Time key="heard" at={one.updated_at} />],
    ['Registered', <Time key="registered" at={one.created_at} />],
    [
      'Queue',
      <span key="queue">
        <Count value={queue.messages_number} /> messages, <Size bytes={queue.messages_size} />
      </span>,
    ],
    ['Id', <code key="id">{one.id}</code>],
  ];
}

/** One connector: how it is, its state, its works, and the reset. */
export function Connector({ id }: { readonly id: string }) {
  const { data, error, isLoading, again } = useQuery<{ connector: Details | null }>(CONNECTOR, { id }, LOOK_MS);
  const [isAsking, setAsking] = useState(false);
  const one = data?.connector;
  if (!one) {
    return (
      <Page title="Connector">
        <State error={error} isLoading={isLoading} hasData={data !== undefined} />
        {data && <Empty>There is no connector with the id {id}.</Empty>}
      </Page>
    );
  }
  const reset = (
    <button type="button" onClick={() => setAsking(true)}>
      Reset state…
    </button>
  );
  return (
    <Page title={one.name} actions={reset}>
      <State error={error} isLoading={isLoading} hasData />
      <div class="two-columns">
        <section class="card" aria-labelledby="facts">
          <h2 id="facts">Now</h2>
          <dl class="facts">
            {factsOf(one).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section class="card" aria-labelledby="state">
          <h2 id="state">State</h2>
          <pre class="state">{pretty(one.connector_state)}</pre>
        </section>
      </div>
      <section aria-labelledby="works">
        <h2 id="works">Works</h2>
        <WorkList connectorId={id} />
      </section>
      {isAsking && <ResetDialog id={id} name={one.name} onClose={() => setAsking(false)} onDone={again} />}
    </Page>
  );
}
