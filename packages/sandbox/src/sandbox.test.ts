import axios from 'axios';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from './index.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

async function ask(query: string, variables: object = {}, token = sandbox.platform.connectorToken) {
  const headers = { authorization: `Bearer ${token}` };
  const { status, data } = await axios.post(
    `${sandbox.url}/graphql`,
    { query, variables },
    { headers, validateStatus: () => true },
  );
  return { status, ...data } as {
    status: number;
    data?: Record<string, Record<string, unknown>>;
    errors?: { name: string }[];
  };
}

const REGISTER =
  'mutation R($input: RegisterConnectorInput) { registerConnector(input: $input) { id connector_state } }';
const INPUT = { id: 'c1', name: 'One', type: 'EXTERNAL_IMPORT', scope: ['malware'], enrichment_resolution: 'none' };
const WORK = 'mutation W { workAdd(connectorId: "c1", friendlyName: "w", isMultiPartWork: true) { id } }';
const PUSH = 'mutation P($b: String!, $w: String) { stixBundlePush(connectorId: "c1", bundle: $b, work_id: $w) }';

async function push(objects: object[], workId: unknown) {
  const answer = await ask(PUSH, { b: JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }), w: workId });
  await sandbox.platform.idle();
  return answer;
}

test('refuses a wrong token and a missing capability with HTTP 200 and the code', async () => {
  const limited = sandbox.platform.addUser('limited', ['APIACCESS_USETOKEN', 'KNOWLEDGE']);

  expect(await ask(REGISTER, { input: INPUT }, 'wrong')).toMatchObject({
    status: 200,
    errors: [{ name: 'AUTH_REQUIRED' }],
  });
  expect(await ask(REGISTER, { input: INPUT }, limited)).toMatchObject({
    status: 200,
    errors: [{ name: 'FORBIDDEN_ACCESS' }],
  });
});

test('a reset ignores the next state once', async () => {
  const ping = 'mutation P($s: String) { pingConnector(id: "c1", state: $s) { connector_state } }';
  await ask(REGISTER, { input: INPUT });
  await ask(ping, { s: '{"a":1}' });
  await ask('mutation { resetStateConnector(id: "c1") { id } }');

  expect((await ask(ping, { s: '{"a":2}' })).data?.pingConnector?.connector_state).toBe('');
  expect((await ask(ping, { s: '{"a":3}' })).data?.pingConnector?.connector_state).toBe('{"a":3}');
});

test('imports what is pushed, in dependency order, and completes the work', async () => {
  await ask(REGISTER, { input: INPUT });
  const workId = (await ask(WORK)).data?.workAdd?.id;
  const author = { type: 'identity', id: 'identity--1', name: 'Author', identity_class: 'organization' };
  const tool = { type: 'tool', id: 'tool--1', name: 'T', created_by_ref: 'identity--1' };
  const uses = {
    type: 'relationship',
    id: 'relationship--1',
    relationship_type: 'uses',
    source_ref: 'malware--1',
    target_ref: 'tool--1',
  };

  await push([uses, tool, { type: 'malware', id: 'malware--1', name: 'M' }, author], workId);
  await push([{ type: 'malware', id: 'malware--other', name: ' m ' }], workId);
  await ask('mutation E($id: ID!) { workEdit(id: $id) { toProcessed(message: "done") } }', { id: workId });

  const { entitiesByType, relationshipsByType, rejected, works } = sandbox.platform.summary();
  expect(entitiesByType).toEqual({ identity: 1, tool: 1, malware: 1 });
  expect(relationshipsByType).toEqual({ uses: 1 });
  expect(rejected).toEqual([]);
  expect(works).toMatchObject([{ status: 'complete', completed_number: 5 }]);
});

test('reports a relationship to nothing and an unsupported type as errors of the work', async () => {
  await ask(REGISTER, { input: INPUT });
  const workId = (await ask(WORK)).data?.workAdd?.id;

  await push(
    [
      {
        type: 'relationship',
        id: 'relationship--1',
        relationship_type: 'uses',
        source_ref: 'malware--1',
        target_ref: 'tool--9',
      },
      { type: 'x-mitre-tactic', id: 'x-mitre-tactic--1', name: 'T' },
    ],
    workId,
  );

  expect(sandbox.platform.rejected.map(({ reason }) => reason)).toEqual([
    'Element(s) not found',
    'Type x-mitre-tactic is not supported',
  ]);
});

test('refuses a bundle that is none, other verbs and other bodies as the platform does', async () => {
  await ask(REGISTER, { input: INPUT });

  expect(await ask(PUSH, { b: '{"type":"bundle","objects":[]}' })).toMatchObject({
    errors: [{ name: 'UNSUPPORTED_ERROR' }],
  });
  expect(await ask('query { about { nothing } }')).toMatchObject({
    status: 200,
    errors: [{ name: 'GRAPHQL_VALIDATION_FAILED' }],
  });
  expect(await ask('query {')).toMatchObject({ errors: [{ name: 'GRAPHQL_PARSE_FAILED' }] });
  expect((await axios.get(`${sandbox.url}/graphql`, { validateStatus: () => true })).status).toBe(405);
});
