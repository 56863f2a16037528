/** An importer of files as a process: asked by the platform over the broker and over HTTP, its objects arrive. */
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { hasBroker } from './broker/vhost.ts';
import { ConnectorProcess } from './connector-process.ts';
import { askImport, type ImportAsk, upload } from './import-asks.ts';
import { type Closing, ended, importPlace, type Protocol } from './import-place.ts';

const MAIN = join(import.meta.dirname, 'sample/import-file.ts');
const CONNECTOR = '5c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55';
const GREEN = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const TOOL = id('tool', 1);
const MALWARE = id('malware', 2);

function id(type: string, number: number): string {
  return `${type}--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const place = (protocol: Protocol, more: Record<string, string> = {}) =>
  importPlace(protocol, { main: MAIN, id: CONNECTOR, closing }, more);

async function imported(sandbox: Sandbox, file: string, ask: ImportAsk = { bypassValidation: true }) {
  return ended(sandbox, await askImport(sandbox, file, ask));
}

/** Internal id of a marking. */
function marking(sandbox: Sandbox, definition: string): string {
  return sandbox.platform.markings().find((one) => one.definition === definition)?.id ?? '';
}

function lines(...objects: object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n');
}

const tool = { type: 'tool', id: TOOL, name: 'Heron' };
const malware = { type: 'malware', id: MALWARE, name: 'Quiet', is_family: true };
const uses = {
  type: 'relationship',
  id: id('relationship', 3),
  relationship_type: 'uses',
  source_ref: MALWARE,
  target_ref: TOOL,
};

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(protocol === 'AMQP' && !hasBroker);

  it('the objects of an uploaded file arrive, and what is bad is named', async () => {
    const { sandbox } = await place(protocol);
    const bad = { type: 'tool', id: 'tool--00000000-0000-4000-8000-000000000009' };
    const file = await upload(sandbox, 'Some Objects.json', lines(uses, malware, tool, bad));
    const { said, errors } = await imported(sandbox, file);
    expect(said).toBe(
      '3 objects (1 relationship, 0 observables) sent: 1 malware, 1 relationship, 1 tool. Read as application/json. ' +
        `1 left out: ${bad.id}: $.name is missing: tool needs it.`,
    );
    expect(errors).toEqual([`${bad.id}: $.name is missing: tool needs it`]);
    const { graph } = sandbox.platform;
    expect([graph.find(TOOL)?.entityType, graph.find(MALWARE)?.entityType, graph.find(uses.id)?.entityType]).toEqual([
      'Tool',
      'Malware',
      'uses',
    ]);
  });

  it('a report gets the content of its file, marked as the file is, in several sendings of one work', async () => {
    const { sandbox } = await place(protocol);
    const { graph } = sandbox.platform;
    const held = graph.upsert(tool);
    const published = '2026-01-01T00:00:00.000Z';
    const entity = graph.upsert({ type: 'report', id: id('report', 1), name: 'Pond', published, object_refs: [TOOL] });
    const many = Array.from({ length: 1_200 }, (_, number) => ({
      ...malware,
      id: id('malware', number + 10),
      name: `M${number}`,
    }));
    const markings = [marking(sandbox, 'TLP:GREEN')];
    const file = await upload(sandbox, 'many.json', lines(uses, malware, ...many), { entityId: entity.id, markings });
    const { said, errors } = await imported(sandbox, file);
    expect(said).toContain(
      '1203 objects (1 relationship, 0 observables) sent: 1201 malware, 1 relationship, 1 report.',
    );
    expect(errors).toEqual([]);
    await expect.poll(() => [graph.find(entity.id)?.properties.object_refs].flat().length).toBe(1_202);
    expect(graph.find(entity.id)?.properties.object_refs).toContain(held.standardId);
    expect(graph.find(MALWARE)?.properties.object_marking_refs).toEqual([GREEN]);
    expect(graph.find(uses.id)?.properties.object_marking_refs).toEqual([GREEN]);
    expect(graph.find(entity.id)?.properties.object_marking_refs ?? []).toEqual([]);
    expect(graph.find(uses.id)?.properties.target_ref).toBe(held.standardId);
  });

  it('a workbench: the bundle waits as a file of the entity, with the markings, and the work ends', async () => {
    const { sandbox } = await place(protocol, { CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' });
    const entity = sandbox.platform.graph.upsert({
      type: 'malware',
      id: id('malware', 6),
      name: 'Six',
      is_family: true,
    });
    const markings = [marking(sandbox, 'TLP:GREEN')];
    const file = await upload(sandbox, 'bench.txt', lines(tool, malware), { entityId: entity.id, markings });
    const { said } = await imported(sandbox, file, { validationMode: 'workbench' });
    expect(said).toContain(
      '2 objects (0 relationships, 0 observables) put into the workbench bench.txt.json for validation',
    );
    const pending = sandbox.platform.files.find('import/pending/bench.txt.json');
    expect(pending).toMatchObject({ entityId: entity.id, markings, mimeType: 'application/json' });
    const { objects } = JSON.parse(String(await pending?.content.bytes())) as { objects: { id: string }[] };
    expect(objects.map((one) => one.id)).toEqual([TOOL, MALWARE]);
    expect(sandbox.platform.graph.find(TOOL)).toBeUndefined();

    // What a person does then: the workbench is imported, in the context of its entity.
    const accepted = await imported(sandbox, await upload(sandbox, 'again.json', lines(tool), { entityId: entity.id }));
    expect(accepted.said).toContain('1 object (0 relationships, 0 observables) sent');
  });

  it('strict, asked for one import alone: nothing is sent, and each flaw is named', async () => {
    const { sandbox } = await place(protocol);
    const file = await upload(sandbox, 'strict.json', lines(tool, { type: 'tool', id: id('tool', 9) }));
    const ask = { bypassValidation: true, configuration: '{"validation":"strict"}' };
    const { said, errors } = await imported(sandbox, file, ask);
    expect(said).toBe('');
    expect(errors).toEqual([
      `${id('tool', 9)}: $.name is missing: tool needs it`,
      `Nothing was imported, because not all of the file is right (strict). Read as application/json. 1 left out: ${id('tool', 9)}: $.name is missing: tool needs it.`,
    ]);
    expect(sandbox.platform.graph.find(TOOL)).toBeUndefined();
  });

  it('a file of another kind: refused when a person asks, only said when it came by itself', async () => {
    const { sandbox } = await place(protocol, { CONNECTOR_AUTO: 'true' });
    const file = await upload(sandbox, 'other.json', '# not STIX');
    const [automatic] = sandbox.platform.works.all();
    expect((await ended(sandbox, automatic?.id ?? '')).said).toBe('These are not objects of STIX.');
    const { said, errors } = await imported(sandbox, file);
    expect({ said, errors }).toEqual({ said: '', errors: ['These are not objects of STIX.'] });
  });

  it('references: what the platform knows stays, under whatever id', async () => {
    const { sandbox } = await place(protocol);
    const { graph } = sandbox.platform;
    const known = graph.upsert(tool);
    const gone = { ...uses, id: id('relationship', 8), target_ref: id('tool', 77) };
    const file = await upload(sandbox, 'references.json', lines(malware, uses, gone));
    const { said, errors } = await imported(sandbox, file);
    expect(said).toContain('2 objects (1 relationship, 0 observables) sent');
    expect(errors).toEqual([
      `${gone.id}: $.target_ref names ${id('tool', 77)}, which is neither among the objects of the file nor on the platform`,
    ]);
    expect(graph.find(uses.id)?.properties.target_ref).toBe(known.standardId);
  });

  it('wrapped into a report, and linked to an entity', async () => {
    const { sandbox } = await place(protocol, { SAMPLE_WRAP_IN_REPORT: 'true', SAMPLE_LINK_TO_ENTITY: 'true' });
    const { graph } = sandbox.platform;
    await imported(sandbox, await upload(sandbox, 'wrap.json', lines(tool)));
    const [report] = [...graph.elements()].filter(({ type }) => type === 'report');
    expect(report?.properties).toMatchObject({ name: 'wrap.json', object_refs: [graph.find(TOOL)?.standardId] });
    const entity = graph.upsert({ ...malware, id: id('malware', 6), name: 'Six' });
    await imported(sandbox, await upload(sandbox, 'link.json', lines(tool, malware), { entityId: entity.id }));
    const links = [...graph.elements()].filter(({ entityType }) => entityType === 'related-to');
    expect(links.map(({ properties }) => properties.target_ref)).toEqual([entity.standardId, entity.standardId]);
  });
});

describe('drafts', () => {
  test.skipIf(!hasBroker)('over AMQP: a draft named after the file is filled, once', async () => {
    const { sandbox } = await place('AMQP', { CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' });
    const file = await upload(sandbox, 'draft.json', lines(uses, malware, tool));
    const work = await askImport(sandbox, file, { validationMode: 'draft' });
    expect((await ended(sandbox, work)).said).toContain('sent, into the draft draft.json for validation');
    const [draft, ...others] = sandbox.platform.drafts.all();
    expect({ name: draft?.name, others }).toEqual({ name: 'draft.json', others: [] });
    expect(sandbox.platform.works.find(work)?.draft_context).toBe(draft?.id);
    await expect.poll(() => draft?.graph.find(uses.id)?.entityType).toBe('uses');
    expect(sandbox.platform.graph.find(TOOL)).toBeUndefined();
  });

  test('over HTTP: refused by the name of the setting, and no draft is made', async () => {
    const { sandbox } = await place('API', { CONNECTOR_VALIDATE_BEFORE_IMPORT: 'true' });
    const { errors } = await imported(sandbox, await upload(sandbox, 'draft.json', lines(tool)), {
      validationMode: 'draft',
    });
    expect(errors).toEqual([
      'Drafts cannot be filled over HTTP: set CONNECTOR_QUEUE_PROTOCOL=amqp for this connector.',
    ]);
    expect(sandbox.platform.drafts.all()).toEqual([]);
  });
});

test.skipIf(!hasBroker)(
  'killed in the middle: the next process imports the file, and the work ends once',
  async () => {
    const { sandbox, connector, env } = await place('AMQP');
    const many = Array.from({ length: 30_000 }, (_, number) => ({
      ...malware,
      id: id('malware', number + 10),
      name: `M${number}`,
    }));
    const work = await askImport(sandbox, await upload(sandbox, 'killed.json', lines(...many)), {
      bypassValidation: true,
    });
    await expect
      .poll(() => sandbox.platform.works.find(work)?.expected ?? 0, {
        timeout: 20_000,
        interval: 5,
      })
      .toBeGreaterThan(500);
    connector.child.kill('SIGKILL');
    await connector.exited;
    expect(sandbox.platform.works.find(work)?.status).toBe('progress');
    const next = new ConnectorProcess(env, [], MAIN);
    closing.push(async () => next.child.kill('SIGKILL'));
    const done = () => sandbox.platform.works.find(work);
    await expect.poll(() => done()?.messages.at(-1)?.message, { timeout: 30_000 }).toContain('30000 objects');
    await expect.poll(() => done()?.status, { timeout: 60_000 }).toBe('complete');
    const arrived = [...sandbox.platform.graph.elements()].filter(({ entityType }) => entityType === 'Malware');
    expect(arrived).toHaveLength(30_000);
  },
  120_000,
);

test('--check names what an importer lacks: capabilities, a folder, a queue that takes drafts', async () => {
  const sandbox = await startSandbox({ port: 0 });
  closing.push(() => sandbox.close());
  const OPENCTI_TOKEN = sandbox.platform.addUser('pinger', ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES']);
  const own = { OPENCTI_URL: sandbox.url, OPENCTI_TOKEN, CONNECTOR_ID: CONNECTOR, CONNECTOR_QUEUE_PROTOCOL: 'api' };
  const connector = new ConnectorProcess({ ...own, CONNECTOR_SPOOL_DIR: '/dev/null/x' }, ['--check'], MAIN);
  expect(await connector.exited).toBe(1);
  const said = (level: string) => connector.lines.filter((line) => line.level === level).map(({ message }) => message);
  expect(said('ERROR')).toEqual([
    'the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE, to read the entities that jobs are about',
    'the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE_KNUPDATE, to create and update knowledge',
    'the user of OPENCTI_TOKEN lacks the capability KNOWLEDGE_KNASKIMPORT, to read files and to validate them',
    '/dev/null/x cannot be written to (ENOTDIR): CONNECTOR_SPOOL_DIR names where files are put aside',
    'this connector cannot do its work yet',
  ]);
  expect(said('WARNING').at(-1)).toContain('set CONNECTOR_QUEUE_PROTOCOL=amqp for this connector');
});
