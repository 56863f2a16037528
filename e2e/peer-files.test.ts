/** The reference client's connectors of files, unmodified: they import what is uploaded and export what is asked for. */
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { freePort } from './connector-process.ts';
import { hasPeer, Peer } from './peer/python.ts';

const CONNECTOR = '4d0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d44';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandboxFor(broker: boolean): Promise<Sandbox> {
  const sandbox = broker
    ? await sandboxOnBroker(await brokerPlace())
    : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  return sandbox;
}

async function start(sandbox: Sandbox, script: string, listen: string, more: Record<string, string> = {}) {
  const peer = new Peer(script, {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: sandbox.platform.connectorToken,
    CONNECTOR_ID: CONNECTOR,
    LISTEN: listen,
    PORT: String(await freePort()),
    VALIDATE: 'false',
    ...more,
  });
  closing.push(async () => peer.child.kill('SIGKILL'));
  await peer.said('registered');
  return peer;
}

const BUNDLE = JSON.stringify({
  type: 'bundle',
  id: 'bundle--5a8c0b9e-3f0e-4e5b-9d57-5f3f4f0a9a01',
  objects: [
    { type: 'malware', spec_version: '2.1', id: 'malware--31b940d4-6f7f-459a-80ea-9c1f17b58abc', name: 'Été' },
    { type: 'tool', spec_version: '2.1', id: 'tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f', name: 'Reed' },
  ],
});

describe.skipIf(!hasPeer).each([
  ['AMQP', true],
  ['API', false],
] as const)('the reference client over %s', (listen, broker) => {
  const it = test.skipIf(broker && !hasBroker);

  it('imports an uploaded file: fetched, sent, and the work complete', { timeout: 60_000 }, async () => {
    const sandbox = await sandboxFor(broker);
    const peer = await start(sandbox, 'import_file.py', listen);
    const { jobs } = sandbox.platform;
    const { file, works } = await jobs.uploadAndImport('Été (1).JSON', BUNDLE);
    expect(file).toMatchObject({ id: 'import/global/été (1).json', mimeType: 'application/json' });

    const [work] = await jobs.done(works);

    expect(await peer.said('fetched')).toEqual({ fetched: BUNDLE.length });
    expect(work).toMatchObject({ status: 'complete', errors: [], expected: 2, processed: 2 });
    expect(sandbox.platform.counts().entitiesByType).toEqual({ malware: 1, tool: 1 });
  });

  it('imports a file of an entity into a workbench', { timeout: 60_000 }, async () => {
    const sandbox = await sandboxFor(broker);
    await start(sandbox, 'import_file.py', listen, { VALIDATE: 'true' });
    const { jobs, graph, files } = sandbox.platform;
    const report = graph.upsert({ type: 'report', id: 'report--1', name: 'R', published: '2026-01-01T00:00:00Z' });
    const fileMarkings = ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'];
    const about = { entityId: report.id, fileMarkings, validationMode: 'workbench' as const };
    const { file, works } = await jobs.uploadAndImport('context.json', BUNDLE, undefined, about);
    expect(file.id).toBe(`import/Report/${report.id}/context.json`);

    await jobs.done(works);

    const [workbench] = files.list('import/pending');
    expect(workbench).toMatchObject({ name: 'context.json', entityId: report.id, markings: file.markings });
    expect((await workbench?.content.bytes())?.toString()).toBe(BUNDLE);
    expect(sandbox.platform.counts().entitiesByType).toEqual({ report: 1 });
  });

  it('exports one entity, a selection and lists of two families', { timeout: 60_000 }, async () => {
    const sandbox = await sandboxFor(broker);
    await start(sandbox, 'export_file.py', listen);
    const { jobs, graph } = sandbox.platform;
    const malware = graph.upsert({ type: 'malware', id: 'malware--1', name: 'Quiet Heron' });
    const ask = { format: 'text/csv', exportType: 'simple' };
    const asks = [
      { ...ask, entityId: malware.id },
      { ...ask, exportContext: { entity_type: 'Malware' }, selectedIds: [malware.id] },
      { ...ask, exportContext: { entity_type: 'Malware' }, list: { search: 'Heron' } },
      { ...ask, exportContext: { entity_type: 'Stix-Cyber-Observable' } },
    ];
    const texts: string[] = [];
    for (const one of asks) {
      const [work] = await jobs.done(await jobs.askExport(one));
      expect(work).toMatchObject({ status: 'complete', errors: [] });
      const file = work && jobs.exported(work);
      texts.push(`${file?.listFilters ?? ''} ${(await file?.content.bytes())?.toString().split('\r\n')[1]}`);
    }

    expect(texts).toEqual([
      ' "single";"Quiet Heron"',
      'selected_ids "selection";"global"',
      '{"search": "Heron"} "query";"global"',
      '{} "query";"global"',
    ]);
  });
});

test.skipIf(!hasPeer || !hasBroker)(
  'the reference client imports a file into a draft, and the draft is validated',
  { timeout: 60_000 },
  async () => {
    const sandbox = await sandboxFor(true);
    await start(sandbox, 'import_file.py', 'AMQP', { VALIDATE: 'true' });
    const { jobs, drafts } = sandbox.platform;
    const { works } = await jobs.uploadAndImport('drafted.json', BUNDLE);

    const [work] = await jobs.done(works);

    const [draft] = drafts.all();
    expect(draft).toMatchObject({ name: 'drafted.json', status: 'open' });
    expect(work?.draft_context).toBe(draft?.id);
    expect(sandbox.platform.counts().entitiesByType).toEqual({});
    const headers = { authorization: `Bearer ${sandbox.platform.adminToken}`, 'content-type': 'application/json' };
    const query = 'mutation Accept($id: ID!) { draftWorkspaceValidate(id: $id) { status } }';
    const body = JSON.stringify({ query, variables: { id: draft?.id } });
    const answer = await (await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body })).json();
    expect(answer).toEqual({ data: { draftWorkspaceValidate: { status: 'complete' } } });
    expect(sandbox.platform.counts().entitiesByType).toEqual({ malware: 1, tool: 1 });
  },
);
