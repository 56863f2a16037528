import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';

interface Job {
  readonly internal: { readonly work_id: string; readonly trigger: string; readonly applicant_id: string | null };
  readonly event: { readonly entity_id: string; readonly file_fetch?: string; readonly access_filter?: unknown };
}

let sandbox: Sandbox;
let callback: Server;
let jobs: Job[];

beforeEach(async () => {
  jobs = [];
  callback = createServer(async (request, response) => {
    jobs.push(JSON.parse(Buffer.concat(await request.toArray()).toString('utf8')) as Job);
    response.writeHead(202).end();
  });
  await new Promise<void>((done) => callback.listen(0, '127.0.0.1', done));
  sandbox = await startSandbox();
});
afterEach(async () => {
  await sandbox.close();
  callback.close();
});

const ENRICHER = { id: 'enricher', name: 'E', type: 'INTERNAL_ENRICHMENT', scope: ['Domain-Name'] };

function register(input: object, token = sandbox.platform.connectorToken) {
  const { port } = callback.address() as AddressInfo;
  const full = { ...ENRICHER, ...input, listen_callback_uri: `http://127.0.0.1:${port}/` };
  return sandbox.platform.registry.register(full, sandbox.platform.userOf(token)?.id ?? '');
}

async function push(...objects: object[]): Promise<void> {
  const { platform } = sandbox;
  const bundle = JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });
  await platform.push('enricher', bundle, undefined, platform.userOf(platform.connectorToken)?.id ?? '');
  await platform.idle();
}

const domain = (value: string, more: object = {}) => ({
  type: 'domain-name',
  id: `domain-name--${value}`,
  value,
  ...more,
});
const triggers = () => jobs.map(({ internal }) => internal.trigger).sort();
const RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';

test('enriches by itself what is created and changed in its scope, once', async () => {
  register({ auto: true, auto_update: true });
  await push(domain('one.example'), { type: 'malware', id: 'malware--1', name: 'M' });
  await push(domain('one.example'));
  await push(domain('one.example', { x_opencti_score: 10 }));

  await expect.poll(triggers).toEqual(['create', 'update']);
});

test('without its flags, or asked to leave it alone, nothing is sent', async () => {
  register({ auto: false, auto_update: false });
  await push(domain('one.example'));
  register({ auto: true });
  await push(domain('two.example', { auto_enrichment_disable: true }));
  await push(domain('three.example'));

  await expect.poll(triggers).toEqual(['create']);
  expect(sandbox.platform.works.all().filter(({ name }) => name?.startsWith('Enrichment'))).toHaveLength(1);
});

test('a filter of triggers decides over the flag', async () => {
  register({ auto: false });
  const scored = { key: ['x_opencti_score'], values: ['50'], operator: 'gt', mode: 'or' };
  const marked = { key: 'objectMarking', values: [RED], operator: 'not_eq', mode: 'or' };
  const filters = JSON.stringify({ mode: 'and', filters: [scored, marked], filterGroups: [] });
  sandbox.platform.registry.setTrigger('enricher', filters);
  await push(domain('low.example', { x_opencti_score: 10 }));
  await push(domain('red.example', { x_opencti_score: 90, object_marking_refs: [RED] }));
  await push(domain('high.example', { x_opencti_score: 90 }));

  await expect.poll(() => jobs.map(({ event }) => event.entity_id)).toHaveLength(1);
  expect(sandbox.platform.graph.find(String(jobs[0]?.event.entity_id))?.properties.value).toBe('high.example');
});

test("what the connector's user may not see is not sent", async () => {
  register({ auto: true }, sandbox.platform.addUser('blind', ['APIACCESS_USETOKEN', 'CONNECTORAPI']));
  await push(domain('red.example', { object_marking_refs: [RED] }));
  await push(domain('open.example'));

  await expect.poll(triggers).toEqual(['create']);
});

test('a file goes to the connectors of its type; a contextual one only with an entity; in a draft by its draft', async () => {
  const importer = { type: 'INTERNAL_IMPORT_FILE', scope: ['Text/CSV'] };
  register({ ...importer, id: 'global' });
  register({ ...importer, id: 'contextual', only_contextual: true });
  register({ ...importer, id: 'other', scope: ['application/pdf'] });
  const { platform } = sandbox;
  const report = platform.graph.upsert({ type: 'report', id: 'report--1', name: 'R', published: '2026-01-01' });
  const draft = platform.drafts.add({ name: 'D', creatorId: 'user' });

  const global = await platform.jobs.uploadAndImport('a.csv', 'a');
  const contextual = await platform.jobs.uploadAndImport('b.csv', 'b', undefined, { entityId: report.id });
  const typed = await platform.jobs.uploadAndImport('c.bin', 'c', 'text/csv', { draftId: draft.id });

  expect(global.works.map(({ connectorId }) => connectorId)).toEqual(['global']);
  expect(contextual.works.map(({ connectorId }) => connectorId).sort()).toEqual(['contextual', 'global']);
  await expect.poll(() => jobs).toHaveLength(4);
  const job = jobs.find(({ internal }) => internal.work_id === typed.works[0]?.id);
  expect(job).toMatchObject({
    internal: { draft_id: draft.id },
    event: { file_fetch: `/storage/get/draft/${draft.id}/import/global/c.bin`, bypass_validation: true },
  });
});

test('an export leaves out what its asker may not see', async () => {
  register({ id: 'exporter', type: 'INTERNAL_EXPORT_FILE', scope: ['text/csv'] });
  const { platform } = sandbox;
  const token = platform.addUser('reader', ['APIACCESS_USETOKEN', 'KNOWLEDGE_KNGETEXPORT_KNASKEXPORT']);
  const user = platform.userOf(token);
  const list = { format: 'text/csv', exportType: 'simple', exportContext: { entity_type: 'Malware' } };
  await platform.jobs.askExport(list, user);

  await expect.poll(() => jobs).toHaveLength(1);
  const values = platform.markings().map(({ id }) => id);
  expect(jobs[0]).toMatchObject({ internal: { applicant_id: user?.id } });
  expect(jobs[0]?.event.access_filter).toMatchObject({
    filters: [{ key: 'objectMarking', operator: 'not_eq', values }],
  });
});

test('who may do everything acts for the account that playbooks name', async () => {
  const { platform, url } = sandbox;
  const powerful = platform.addUser('powerful', ['APIACCESS_USETOKEN', 'BYPASS']);
  register({ playbook_compatible: true }, powerful);
  const element = platform.graph.upsert(domain('one.example'));
  await platform.jobs.askPlaybook(element.id, 'enricher');
  await expect.poll(() => jobs).toHaveLength(1);

  const applicant = String(jobs[0]?.internal.applicant_id);
  const headers = { authorization: `Bearer ${powerful}`, 'opencti-applicant-id': applicant };
  const body = JSON.stringify({ query: 'query Self { me { id name } }' });
  const type = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { ...headers, ...type }, body });
  expect(await answer.json()).toEqual({ data: { me: { id: applicant, name: '[AUTOMATION MANAGER]' } } });
});

test('waiting for a work that never ends says which and what it said', async () => {
  register({});
  const element = sandbox.platform.graph.upsert(domain('one.example'));
  const work = await sandbox.platform.jobs.askEnrichment(element.id, 'enricher');
  sandbox.platform.works.toReceived(work.id, 'On it');

  await expect(sandbox.platform.jobs.done([work], 50)).rejects.toThrow(/Manual enrichment.*progress.*On it/);
});

test('what a connector writes in a draft stays there until it is validated', async () => {
  const { platform } = sandbox;
  register({});
  const malware = platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'M' });
  const draft = platform.drafts.add({ name: 'D', creatorId: 'user' });
  const objects = [{ type: 'malware', id: 'malware--1', name: 'M', description: 'changed' }, domain('one.example')];
  const content = Buffer.from(JSON.stringify({ type: 'bundle', id: 'bundle--1', objects })).toString('base64');
  await platform.wire.push('enricher', [
    { content, draft_id: draft.id },
    { content, draft_id: 'gone' },
  ]);
  await platform.idle();

  expect(malware.properties.description).toBeUndefined();
  expect(draft.graph.find(malware.id)?.properties.description).toBe('changed');
  expect(platform.counts().entitiesByType).toEqual({ malware: 1 });
  expect(platform.rejected.map(({ reason }) => reason)).toContain('Could not find draft workspace');
});
