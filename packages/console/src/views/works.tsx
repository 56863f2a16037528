import { replaceWith } from '../hooks/route.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Page } from '../parts/page.tsx';
import { LOOK_MS } from './connector-data.tsx';
import { WorkList } from './work-list.tsx';

const NAMES = 'query ConnectorNames { connectors { id name } }';

interface NamesAnswer {
  readonly connectors: readonly { readonly id: string; readonly name: string }[];
}

/** Works of all connectors, or of one. */
export function Works({ connectorId }: { readonly connectorId: string }) {
  const { data } = useQuery<NamesAnswer>(NAMES, {}, LOOK_MS);
  const choose = (id: string) => replaceWith(['works'], { connector: id });
  const choice = (
    <label class="inline">
      Connector{' '}
      <select value={connectorId} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">all</option>
        {data?.connectors.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Page title="Works" actions={choice}>
      <WorkList connectorId={connectorId} />
    </Page>
  );
}
