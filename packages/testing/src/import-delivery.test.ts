/** Where file imports go over ports in memory: the entity of the file, drafts, workbenches, the work of the job. */
import { PlatformError } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import { FakeFiles } from './fakes/files.ts';
import { FakePlatform } from './fakes/platform.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeSpools } from './fakes/spool.ts';
import { GREEN, id, importer, object, relationship, report, run } from './import-once.fixtures.ts';
import { importOnce } from './import-once.ts';

describe('the entity of the file', () => {
  const tool = object('tool', 1);
  const author = object('identity', 2);
  const url = { type: 'url', id: id('url', 3), value: 'https://a.example/', x_opencti_created_by_ref: author.id };
  const uses = relationship(4, tool.id, id('malware', 5));
  const given = [tool, author, url, uses, object('malware', 5)];
  const marking = { type: 'marking-definition', id: GREEN, definition_type: 'tlp' };

  test.each(['report', 'grouping', 'note', 'case-incident', 'x-opencti-case-incident', 'task', 'x-opencti-feedback'])(
    'a %s gets the content besides what it holds',
    async (type) => {
      const entity: StixObject = { ...report(6, [id('tool', 99)]), type, id: id(type, 6) };
      const { objects } = await run([...given, marking], {}, { entity });
      const content = [tool.id, author.id, url.id, id('malware', 5)];
      expect(objects.at(-1)).toMatchObject({ id: entity.id, name: entity.name });
      expect([objects.at(-1)?.object_refs].flat().sort()).toEqual([id('tool', 99), ...content].sort());
    },
  );

  test('relationships become members when that is wanted', async () => {
    const { objects } = await run(given, { containRelationships: true }, { entity: report(6, []) });
    expect(objects.at(-1)?.object_refs).toContain(uses.id);
  });

  test('a container that is in the file itself is sent as the file has it', async () => {
    const entity = report(6, [id('tool', 99)]);
    const newer = { ...report(6, [tool.id]), description: 'newer' };
    const { objects } = await run([...given, newer], {}, { entity, known: [id('tool', 99)] });
    expect(objects.at(-1)).toMatchObject({ id: entity.id, description: 'newer' });
  });

  test('a container gets very many members in parts', async () => {
    const many = Array.from({ length: 12_000 }, (_, number) => object('tool', number + 10));
    const { objects } = await run(many, {}, { entity: report(6, []) });
    const containers = objects.filter((one) => one.type === 'report').map((one) => [one.object_refs].flat().length);
    expect(containers).toEqual([10_000, 2_000]);
  });

  test('another entity is linked to what stands by itself, when that is wanted', async () => {
    const entity = object('malware', 6);
    const alone = await run(given, {}, { entity });
    expect(alone.objects.filter(({ type }) => type === 'relationship')).toHaveLength(1);
    const { objects } = await run(
      given,
      { linkToEntity: true },
      { entity, markings: ['internal'], known: { internal: GREEN } },
    );
    const links = objects.filter(({ relationship_type: type }) => type === 'related-to');
    expect(links.map(({ source_ref }) => source_ref).sort()).toEqual([tool.id, url.id, id('malware', 5)].sort());
    expect(links[0]).toMatchObject({ target_ref: entity.id, object_marking_refs: [GREEN] });
  });

  test('an entity that is gone', async () => {
    const { status, said } = await run(given, {}, { event: { entity_id: 'gone' } });
    expect({ status, said }).toEqual({
      status: 'failed',
      said: 'gone, in whose page the file is, cannot be read: it is gone, or not for this user.',
    });
  });

  test('without an entity a report holds everything, with the file attached', async () => {
    const dated = object('tool', 7, { modified: '2026-02-03T04:05:06.000Z' });
    const { objects } = await run([...given, dated], { wrapInReport: true }, { name: 'found.json' });
    const made = objects.at(-1);
    expect(made).toMatchObject({ type: 'report', name: 'found.json', published: '2026-02-03T04:05:06.000Z' });
    expect(made?.object_refs).toHaveLength(5);
    const [file] = (made?.x_opencti_files ?? []) as { name: string; data: string; no_trigger_import: boolean }[];
    expect(file).toMatchObject({ name: 'found.json', no_trigger_import: true });
    expect(JSON.parse(Buffer.from(file?.data ?? '', 'base64').toString())).toEqual([...given, dated]);
  });
});

describe('where the objects go', () => {
  const tool = object('tool', 1);

  test('into the queue as the asking person', async () => {
    const { queue } = await run([tool]);
    expect(queue.sent[0]?.options).toMatchObject({ applicantId: 'applicant' });
    expect(queue.sent[0]?.options).not.toHaveProperty('draftId');
  });

  test('into a draft for validation: by setting, or because the ask insists', async () => {
    for (const options of [{ validate: true }, { event: { force_validation: true } }]) {
      const { files, queue, said } = await run([tool], {}, options);
      expect(files.drafts).toMatchObject([{ name: 'file.json' }]);
      expect(queue.sent[0]?.options.draftId).toBe('draft-1');
      expect(said).toContain('sent, into the draft file.json for validation: 1 tool');
    }
  });

  test('into a workbench: one file with its entity and markings, nothing on the queue', async () => {
    const event = { validation_mode: 'workbench' };
    const more = { validate: true, event, name: 'a.txt', markings: ['internal'], known: { internal: GREEN } };
    const { files, queue, said, status } = await run(
      [tool, object('tool', 2)],
      {},
      { ...more, entity: object('malware', 6) },
    );
    expect({ status, sent: queue.sent.length }).toEqual({ status: 'done', sent: 0 });
    expect(files.offered).toMatchObject([{ name: 'a.txt.json', markings: [GREEN], entityId: 'internal' }]);
    expect(JSON.parse(files.offered[0]?.text ?? '')).toMatchObject({ type: 'bundle', objects: [{ id: tool.id }, {}] });
    expect(said).toContain('2 objects (0 relationships, 0 observables) put into the workbench a.txt.json');
  });

  test('around validation where the ask says so, and into the draft that the job is in', async () => {
    const bypassed = await run([tool], {}, { validate: true, event: { bypass_validation: true } });
    expect(bypassed.files.drafts).toEqual([]);
    const inside = await run([tool], {}, { validate: true, internal: { draft_id: 'there' } });
    expect({ drafts: inside.files.drafts, draft: inside.queue.sent[0]?.options.draftId }).toEqual({
      drafts: [],
      draft: 'there',
    });
  });

  test('a queue over HTTP refuses drafts before anything is read', async () => {
    const { status, said, files } = await run([tool], {}, { validate: true, takesDrafts: false });
    expect({ status, downloads: files.downloads }).toEqual({ status: 'failed', downloads: 0 });
    expect(said).toContain('CONNECTOR_QUEUE_PROTOCOL=amqp');
  });
});

describe('the job', () => {
  const tool = object('tool', 1);

  test('a file of nothing, and one of nothing good', async () => {
    const nothing = await importOnce(importer(), { file: '' });
    expect(nothing).toMatchObject({ status: 'done', said: 'There is nothing to import in file.json.' });
    const { status, said } = await run([{ type: 'tool' }], { author: { name: 'Us' } });
    expect({ status, said }).toEqual({
      status: 'done',
      said: 'Nothing of file.json can be imported. 1 left out: $.id is not <type>--<UUID>.',
    });
  });

  test('a file of another kind: an automatic import ends well, an asked one in error', async () => {
    const automatic = await importOnce(importer(), { file: '<stix/>', auto: true });
    expect(automatic).toMatchObject({ status: 'done', said: 'This is XML.' });
    const asked = await importOnce(importer(), { file: '<stix/>' });
    expect(asked).toMatchObject({ status: 'failed', said: 'This is XML.' });
  });

  test('settings of one import: those that a person may choose', async () => {
    const bad = { type: 'tool', id: id('tool', 2) };
    const strict = await run([tool, bad], {}, { configuration: '{"validation":"strict","secret_limit":1}' });
    expect(strict.status).toBe('failed');
    expect(strict.log.lines.find(({ message }) => message.includes('ignored'))?.fields).toEqual({
      work_id: strict.work.id,
      keys: ['secret_limit'],
    });
    const wrong = await run([tool], {}, { configuration: '{"validation":"severe"}' });
    expect(wrong.said).toContain('The configuration of this import does not fit: validation:');
  });

  test('a work takes no end between two sendings, and its problems as parts that failed', async () => {
    const calls: string[] = [];
    class Watched extends FakePlatform {
      override addExpectations = async (_id: string, count: number) => void calls.push(`+${count}`);
      override reportDone = async () => void calls.push('done');
      override reportFailure = async () => void calls.push('failed');
    }
    const queue = new FakeQueue();
    queue.onSend = () => void calls.push('send');
    await run([tool, { type: 'tool' }], {}, { queue, platform: new Watched() });
    expect(calls).toEqual(['+1', 'send', '+1', 'failed', 'done']);
  });

  test('no space where files are put aside: nothing is sent', async () => {
    const { status, said, queue, spools } = await run([tool, object('tool', 2)], {}, { spools: new FakeSpools(100) });
    expect({ status, sent: queue.sent.length, open: spools.opened }).toEqual({ status: 'failed', sent: 0, open: 0 });
    expect(said).toContain('no space left');
  });

  test('a sending that fails ends the work in error, and what was put aside is given back', async () => {
    const queue = new FakeQueue();
    queue.nextError = new PlatformError('the broker is gone', { code: 'GONE' });
    const { status, said, spools } = await run([tool], {}, { queue });
    expect({ status, said, open: spools.opened }).toEqual({ status: 'failed', said: 'the broker is gone', open: 0 });
  });

  test('past its deadline a job ends in error', async () => {
    const files = new FakeFiles({ pieces: [Buffer.from('[]')] });
    files.onPiece = () => new Promise<never>(() => undefined);
    const { status, said } = await run([], {}, { files, timeoutMs: 50 });
    expect(status).toBe('failed');
    expect(said).toContain('CONNECTOR_JOB_TIMEOUT');
  });
});
