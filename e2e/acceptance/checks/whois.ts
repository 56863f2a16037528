/** Enrichment: a domain name is asked about, and what a registry says of it stands around it. */
import { AcceptedConnector, counters } from '../connector.ts';
import { ADD_DOMAIN, ASK_ENRICHMENT, RELATIONSHIPS } from '../documents.ts';
import { readEntity, removeLater } from '../objects.ts';
import { openRegistry } from '../registry.ts';
import type { Check, Stage } from '../stage.ts';

/** Relationships from the domain: holder, registrar, name server. */
const AROUND = ['belongs-to', 'related-to', 'related-to'];

interface Domain {
  readonly id: string;
  readonly value: string;
}

export const whois: Check = {
  kind: 'INTERNAL_ENRICHMENT',
  connector: 'whois',

  async run(stage) {
    const value = `accept-${stage.run.id}.org`;
    const registration = {
      holder: stage.named('Heron Holdings'),
      registrar: stage.named('Tern Names'),
      nameServer: `ns1.accept-${stage.run.id}.net`,
    };
    const registry = await openRegistry(registration);
    stage.closing.push(() => registry.close());
    const connector = new AcceptedConnector(stage, 'whois', {
      WHOIS_RDAP_SERVER: registry.url,
      WHOIS_WHOIS: 'false',
    });
    await stage.step('registers', async () => {
      await connector.start();
      const { connector_type, connector_scope } = await connector.registered();
      return `${connector_type} for ${connector_scope.join(', ')}`;
    });
    const domain = { id: '', value };
    await stage.step('enriches a domain name', async () => {
      domain.id = await addDomain(stage, value);
      const before = await around(stage, domain);
      if (before.length > 0) throw new Error(`${before.length} relationships are there before`);
      const work = await connector.completed(await askEnrichment(stage, domain, connector));
      return `work complete, ${counters(work)}: ${work.messages.at(-1)?.message ?? ''}`;
    });
    await stage.step('what it found is there', async () => {
      stage.made.enriched = [domain.id];
      const found = await around(stage, domain);
      const names = await Promise.all(found.map(({ to }) => nameOf(stage, to?.id ?? '')));
      expectSame(
        found.map(({ relationship_type }) => relationship_type),
        AROUND,
      );
      expectSame(names, Object.values(registration));
      return `${found.length} relationships, to ${names.join(', ')}`;
    });
    await stage.step('asked again, nothing is doubled', async () => {
      const work = await connector.completed(await askEnrichment(stage, domain, connector));
      const found = await around(stage, domain);
      if (found.length !== AROUND.length) throw new Error(`${found.length} relationships now`);
      return `still ${found.length} relationships; ${counters(work)}`;
    });
  },
};

async function addDomain(stage: Stage, value: string): Promise<string> {
  type Answer = { stixCyberObservableAdd: { id: string } };
  const variables = { type: 'Domain-Name', value: { value } };
  const { stixCyberObservableAdd } = await stage.platform.ask<Answer>(ADD_DOMAIN, variables);
  const { id } = stixCyberObservableAdd;
  removeLater(stage, id);
  return id;
}

/** @returns the id of the work. */
async function askEnrichment(stage: Stage, { id }: Domain, connector: AcceptedConnector): Promise<string> {
  type Answer = { stixCoreObjectEdit: { askEnrichment: { id: string } } };
  const { stixCoreObjectEdit } = await stage.platform.ask<Answer>(ASK_ENRICHMENT, { id, connector: connector.id });
  return stixCoreObjectEdit.askEnrichment.id;
}

interface Link {
  readonly relationship_type: string;
  readonly to: { readonly id: string } | null;
}

async function around(stage: Stage, { id }: Domain): Promise<Link[]> {
  type Answer = { stixCoreRelationships: { edges: { node: Link }[] } };
  const { stixCoreRelationships } = await stage.platform.ask<Answer>(RELATIONSHIPS, { from: [id], first: 50 });
  return stixCoreRelationships.edges.map(({ node }) => node);
}

async function nameOf(stage: Stage, id: string): Promise<string> {
  const { name, value } = JSON.parse((await readEntity(stage.platform, id))?.toStix ?? '{}') as Record<string, string>;
  return name ?? value ?? id;
}

function expectSame(found: readonly string[], wanted: readonly string[]): void {
  if (JSON.stringify([...found].sort()) === JSON.stringify([...wanted].sort())) return;
  throw new Error(`found ${found.join(', ') || 'nothing'}, expected ${wanted.join(', ')}`);
}
