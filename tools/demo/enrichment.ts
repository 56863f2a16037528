/** Enrichment: a domain name is looked up; a registry of the demo's own answers where RDAP cannot be reached. */
import type { Sandbox } from '@opencti-connectors/sandbox';
import { ADD_DOMAIN, ASK_ENRICHMENT, RELATIONSHIPS } from '../../e2e/acceptance/documents.ts';
import { openRegistry } from '../../e2e/acceptance/registry.ts';
import { DemoConnector } from './connector.ts';
import { Person, sentence } from './person.ts';
import { isReachable } from './reachable.ts';
import type { Act } from './show.ts';

const BOOTSTRAP = 'https://data.iana.org/rdap/dns.json';
const RECORDED = { holder: 'Heron Holdings', registrar: 'Tern Names, Inc.', nameServer: 'ns1.tern-names.net' };
const DOMAIN = 'example.org';

/** @param online whether the network may be asked. */
export async function enrichment(sandbox: Sandbox, online: boolean): Promise<Act> {
  const started = performance.now();
  const registry = online && (await isReachable(BOOTSTRAP)) ? undefined : await openRegistry(RECORDED);
  const source = registry ? 'a recorded answer, RDAP being out of reach' : 'RDAP';
  console.log(`   Looking up ${DOMAIN} by ${source}`);
  const settings: Record<string, string> = registry ? { WHOIS_RDAP_SERVER: registry.url, WHOIS_WHOIS: 'false' } : {};
  const connector = await DemoConnector.start(sandbox, 'whois', settings);
  await connector.said('connector registered');
  const person = new Person(sandbox);
  type Added = { stixCyberObservableAdd: { id: string } };
  const { stixCyberObservableAdd: domain } = await person.ask<Added>(ADD_DOMAIN, {
    type: 'Domain-Name',
    value: { value: DOMAIN },
  });
  type Asked = { stixCoreObjectEdit: { askEnrichment: { id: string } } };
  const { stixCoreObjectEdit } = await person.ask<Asked>(ASK_ENRICHMENT, { id: domain.id, connector: connector.id });
  const work = await person.ended(stixCoreObjectEdit.askEnrichment.id);
  type Links = { stixCoreRelationships: { edges: { node: { relationship_type: string } }[] } };
  const { stixCoreRelationships } = await person.ask<Links>(RELATIONSHIPS, { from: [domain.id], first: 50 });
  const links = stixCoreRelationships.edges.length;
  await connector.stop();
  await registry?.close();
  return {
    kind: 'enrichment',
    connector: 'whois',
    did: `${DOMAIN} by ${source}: ${sentence(work)}; ${links} relationships of the domain`,
    seconds: (performance.now() - started) / 1000,
    peakMb: connector.peakMb,
    ok: work.errors.length === 0 && links > 0,
  };
}
