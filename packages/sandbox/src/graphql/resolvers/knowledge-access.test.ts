import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../index.ts';

const READ = ['APIACCESS_USETOKEN', 'KNOWLEDGE'];
const LIST =
  'query { malwares(orderBy: name) { edges { node { name createdBy { name } } } pageInfo { globalCount } } }';
const RELATIONS = 'query { stixCoreRelationships { edges { node { fromType to { ... on Malware { name } } } } } }';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  const { graph } = sandbox.platform;
  const markings = [...graph.ofTypes(['Marking-Definition'])];
  const marked = (name: string) => ({
    object_marking_refs: markings
      .filter(({ properties }) => properties.definition === name)
      .map(({ standardId }) => standardId),
  });
  const author = {
    type: 'identity',
    id: 'identity--1',
    name: 'Secret',
    identity_class: 'individual',
    ...marked('TLP:RED'),
  };
  graph.upsert(author);
  graph.upsert({ type: 'malware', id: 'malware--1', name: 'Clear' });
  graph.upsert({
    type: 'malware',
    id: 'malware--2',
    name: 'Green',
    created_by_ref: 'identity--1',
    ...marked('TLP:GREEN'),
  });
  graph.upsert({ type: 'malware', id: 'malware--3', name: 'Red', ...marked('TLP:RED') });
  graph.upsert({ type: 'malware', id: 'malware--4', name: 'Pap', ...marked('PAP:GREEN') });
  const ends = { source_ref: 'malware--1', target_ref: 'malware--3' };
  graph.upsert({ type: 'relationship', id: 'relationship--1', relationship_type: 'related-to', ...ends });
});
afterEach(() => sandbox.close());

async function ask(token: string, query: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return ((await response.json()) as { data: Record<string, { edges: { node: Record<string, unknown> }[] }> }).data;
}

test('a user sees what is marked up to a maximum, each kind of marking for itself', async () => {
  const { platform } = sandbox;
  const names = async (token: string) => (await ask(token, LIST)).malwares?.edges.map(({ node }) => node.name);
  expect(await names(platform.connectorToken)).toEqual(['Clear', 'Green', 'Pap', 'Red']);
  expect(await names(platform.addUser('none', READ))).toEqual(['Clear']);
  expect(await names(platform.addUser('amber', READ, { maxMarkings: ['TLP:AMBER'] }))).toEqual(['Clear', 'Green']);
  expect(await names(platform.addUser('pap', READ, { maxMarkings: ['PAP:RED'] }))).toEqual(['Clear', 'Pap']);
});

test('an author or an end of a relationship that a user may not see is null', async () => {
  const token = sandbox.platform.addUser('amber', READ, { maxMarkings: ['TLP:AMBER'] });
  expect((await ask(token, LIST)).malwares?.edges.map(({ node }) => node.createdBy)).toEqual([null, null]);
  expect((await ask(token, RELATIONS)).stixCoreRelationships?.edges).toEqual([
    { node: { fromType: 'Malware', to: null } },
  ]);
  const [{ node } = { node: {} }] =
    (await ask(sandbox.platform.connectorToken, RELATIONS)).stixCoreRelationships?.edges ?? [];
  expect(node.to).toEqual({ name: 'Red' });
});
