import { useState } from 'preact/hooks';
import { attempt, say } from '../hooks/notices.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Empty } from '../parts/page.tsx';
import { ask } from '../platform/ask.ts';
import { LOOK_MS } from './connector-data.tsx';
import type { WorkRow } from './work-list.tsx';
import { WorkWatch } from './work-watch.tsx';

const ENRICHERS = 'query Enrichers($type: String!) { enrichmentConnectors(type: $type) { id name active } }';
const ENRICH = `mutation Enrich($id: ID!, $connectorId: ID!) {
  stixCoreObjectEdit(id: $id) { askEnrichment(connectorId: $connectorId) { id } } }`;

interface EnrichersAnswer {
  readonly enrichmentConnectors: readonly { readonly id: string; readonly name: string; readonly active: boolean }[];
}
interface EnrichAnswer {
  readonly stixCoreObjectEdit: { readonly askEnrichment: { readonly id: string } };
}

interface EnrichProps {
  readonly id: string;
  readonly type: string;
  readonly onArrival: () => void;
}

/** Asks a connector to enrich the entity, and shows what becomes of it. */
export function Enrich({ id, type, onArrival }: EnrichProps) {
  const { data } = useQuery<EnrichersAnswer>(ENRICHERS, { type }, LOOK_MS);
  const [works, setWorks] = useState<readonly string[]>([]);
  const enrich = (connectorId: string, name: string) =>
    attempt(async () => {
      const { stixCoreObjectEdit } = await ask<EnrichAnswer>(ENRICH, { id, connectorId });
      setWorks((before) => [stixCoreObjectEdit.askEnrichment.id, ...before]);
      say(`${name} was asked`);
    });
  const ended = ({ errors }: WorkRow) => {
    say(errors.length > 0 ? 'The enrichment failed' : 'The enrichment has arrived', errors.length > 0);
    onArrival();
  };
  const connectors = data?.enrichmentConnectors ?? [];
  return (
    <section class="card" aria-labelledby="enrich">
      <h2 id="enrich">Enrich</h2>
      {data && connectors.length === 0 && <Empty>No connector enriches entities of the type {type}.</Empty>}
      <div class="buttons">
        {connectors.map(({ id: connector, name, active }) => (
          <button key={connector} type="button" disabled={!active} onClick={() => void enrich(connector, name)}>
            Ask {name}
          </button>
        ))}
      </div>
      {works.map((work) => (
        <WorkWatch key={work} id={work} onEnd={ended} />
      ))}
    </section>
  );
}
