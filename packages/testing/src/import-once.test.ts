/** The first pass of file imports over ports in memory: what is left out, in which order the rest comes, what is put on it. */
import type { ImportPolicy } from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import { FakeQueue } from './fakes/queue.ts';
import { AMBER, GREEN, id, ids, object, relationship, report, run } from './import-once.fixtures.ts';

describe('what is left out', () => {
  const tool = object('tool', 1);
  const bad = { type: 'tool', id: id('tool', 2) };

  test('lenient: bad objects are named with path and reason, the rest goes through', async () => {
    const { objects, problems, said, log } = await run([tool, bad, 'text', null, { type: 'tool' }]);
    expect(ids(objects)).toEqual([tool.id]);
    expect(problems).toEqual([
      `${bad.id}: $.name is missing: tool needs it`,
      '$ is not a JSON object',
      '$ is not a JSON object',
      '$.id is not <type>--<UUID>',
    ]);
    expect(said).toBe(
      `1 object (0 relationships, 0 observables) sent: 1 tool. 4 left out: ${problems.slice(0, 3).join('; ')}; ….`,
    );
    expect(log.lines.filter(({ message }) => message === 'object left out')).toHaveLength(4);
  });

  test('strict: one bad object, and nothing is sent', async () => {
    const { status, said, problems, queue } = await run([tool, bad], { validation: 'strict' });
    expect({ status, sent: queue.sent.length }).toEqual({ status: 'failed', sent: 0 });
    expect(said).toContain('Nothing was imported, because not all of the file is right (strict). 1 left out:');
    expect(problems).toEqual([`${bad.id}: $.name is missing: tool needs it`]);
  });

  test('off: what has an id and a type is sent', async () => {
    const odd = { type: 'tool', id: 'tool--odd' };
    const { objects, problems } = await run([tool, bad, odd, { type: 'tool' }], { validation: 'off' });
    expect(ids(objects)).toEqual([tool.id, bad.id, odd.id]);
    expect(problems).toEqual(['$.id is missing']);
  });

  test('types that the platform does not import are counted, and strict lets them pass', async () => {
    const tactic = object('x-mitre-tactic', 3);
    const { status, said } = await run([tool, tactic, tactic], { validation: 'strict' });
    expect(status).toBe('done');
    expect(said).toContain('Of types that the platform does not import: 2 x-mitre-tactic');
  });

  test('as many are named as a work keeps, all are counted', async () => {
    const many = Array.from({ length: 150 }, (_, number) => ({ type: 'tool', id: id('tool', number + 10) }));
    const { problems, said } = await run([tool, ...many]);
    expect(problems).toHaveLength(99);
    expect(said).toContain('150 left out');
  });

  test('above the limit of objects the file is refused', async () => {
    const { status, said, queue } = await run([tool, object('tool', 2)], { maxObjects: 1 });
    expect({ status, sent: queue.sent.length }).toEqual({ status: 'failed', sent: 0 });
    expect(said).toContain('more than 1 objects');
  });

  test('an object that comes twice is sent once, with both of its parts', async () => {
    const { objects, said } = await run([
      report(1, [tool.id]),
      tool,
      object('tool', 2),
      { ...report(1, [id('tool', 2)]), description: 'later' },
    ]);
    expect(objects.at(-1)).toMatchObject({ description: 'later', object_refs: [tool.id, id('tool', 2)] });
    expect(objects).toHaveLength(3);
    expect(said).toContain('1 objects came more than once');
  });
});

describe('references to what is not in the file', () => {
  const tool = object('tool', 1);
  const there = id('malware', 7);
  const gone = id('malware', 8);

  test('resolve: the platform is asked, what it knows stays, a relationship without an end is left out', async () => {
    const given = [
      relationship(1, there, tool.id),
      relationship(2, gone, tool.id),
      tool,
      report(3, [there, gone, tool.id]),
    ];
    const { objects, problems, said, files } = await run(given, {}, { known: [there] });
    expect(files.asked.sort()).toEqual([there, gone]);
    expect(ids(objects).sort()).toEqual([id('relationship', 1), id('report', 3), tool.id]);
    expect(objects.find(({ type }) => type === 'report')?.object_refs).toEqual([there, tool.id]);
    expect(problems).toEqual([
      `${id('relationship', 2)}: $.source_ref names ${gone}, which is neither among the objects of the file nor on the platform`,
    ]);
    expect(said).toContain(`1 reference to 1 object that are not there dropped: ${gone}`);
  });

  test('drop: the platform is asked for markings alone', async () => {
    const marked = { ...report(3, [there, tool.id]), object_marking_refs: [GREEN] };
    const { objects, files } = await run([tool, marked], { missingReferences: 'drop' }, { known: [there, GREEN] });
    expect(files.asked).toEqual([GREEN]);
    expect(objects.at(-1)).toMatchObject({ object_refs: [tool.id], object_marking_refs: [GREEN] });
  });

  test('report: all stay and are named', async () => {
    const given = [relationship(1, gone, tool.id), tool];
    const { objects, problems, files } = await run(given, { missingReferences: 'report' });
    expect({ asked: files.asked, sent: objects.length }).toEqual({ asked: [], sent: 2 });
    expect(problems).toEqual([`${gone} is not in the file: 1 reference to it`]);
  });

  test('what would lose a marking is not sent: more people would see it', async () => {
    const { objects, problems } = await run([tool, { ...object('tool', 2), object_marking_refs: [AMBER] }]);
    expect(ids(objects)).toEqual([tool.id]);
    expect(problems[0]).toContain(`$.object_marking_refs names ${AMBER}`);
  });

  test('what needs something that is left out is left out too', async () => {
    const given = [relationship(1, gone, tool.id), tool, relationship(2, id('relationship', 1), tool.id)];
    const { objects, problems } = await run(given);
    expect(ids(objects)).toEqual([tool.id]);
    expect(problems[1]).toBe(
      `${id('relationship', 2)}: $.source_ref names ${id('relationship', 1)}, which is left out itself`,
    );
  });

  test('a sighting needs one of its places', async () => {
    const sighting = (number: number, places: readonly string[]) => ({
      type: 'sighting',
      id: id('sighting', number),
      sighting_of_ref: tool.id,
      where_sighted_refs: places,
    });
    const { objects } = await run([tool, sighting(1, [gone, there]), sighting(2, [gone])], {}, { known: [there] });
    expect(objects.find(({ type }) => type === 'sighting')).toMatchObject({ where_sighted_refs: [there] });
    expect(objects).toHaveLength(2);
  });
});

describe('order', () => {
  test('what is named comes first, over all batches, however deep', async () => {
    const chain = Array.from({ length: 5_000 }, (_, number) =>
      object('identity', number, number === 4_999 ? {} : { created_by_ref: id('identity', number + 1) }),
    );
    const queue = new FakeQueue();
    const { objects } = await run(chain, {}, { queue });
    expect(queue.sent.map(({ objects }) => objects.length)).toEqual(Array.from({ length: 10 }, () => 500));
    expect(objects[0]?.id).toBe(id('identity', 4_999));
    expect(objects.at(-1)?.id).toBe(id('identity', 0));
  });

  test('a circle is cut at one edge and said', async () => {
    const given = [report(1, [id('report', 2)]), report(2, [id('report', 1)])];
    const { objects, said } = await run(given);
    const refs = objects.map(({ id, object_refs }) => [id, object_refs]);
    expect(refs).toEqual([
      [id('report', 2), []],
      [id('report', 1), [id('report', 2)]],
    ]);
    expect(said).toContain('1 references that lead round in a circle were cut');
  });

  test('a container of a relationship that starts at the container: the relationship is sent', async () => {
    const tool = object('tool', 1);
    const held = relationship(2, id('report', 1), tool.id, { relationship_type: 'related-to' });
    const { objects } = await run([report(1, [held.id, tool.id]), held, tool]);
    expect(ids(objects).sort()).toEqual([held.id, id('report', 1), tool.id].sort());
  });

  test('a marking and the identity that it was made by keep each other', async () => {
    const statement = { definition_type: 'statement', definition: { statement: 'x' } };
    const marking = {
      type: 'marking-definition',
      id: id('marking-definition', 1),
      ...statement,
      created_by_ref: id('identity', 1),
    };
    const identity = object('identity', 1, { object_marking_refs: [marking.id] });
    const { objects } = await run([identity, marking]);
    expect(objects[0]?.id).toBe(marking.id);
    expect(objects[1]).toMatchObject(identity);
  });
});

describe('what is put on objects', () => {
  const own = object('tool', 1, { object_marking_refs: [AMBER] });
  const bare = object('tool', 2);
  const known = { internal: GREEN, [AMBER]: AMBER };
  const markings = async (policy: ImportPolicy) =>
    (await run([own, bare], policy, { markings: ['internal'], known })).objects.map((one) => one.object_marking_refs);

  test('the markings of the file: added, in place of others, or where there are none', async () => {
    expect(await markings({})).toEqual([[AMBER, GREEN], [GREEN]]);
    expect(await markings({ markings: 'replace' })).toEqual([[GREEN], [GREEN]]);
    expect(await markings({ markings: 'only-if-missing' })).toEqual([[AMBER], [GREEN]]);
  });

  test('a marking of the file that cannot be found keeps everything back', async () => {
    const { status, said, queue } = await run([bare], {}, { markings: ['unknown'] });
    expect({ status, sent: queue.sent.length }).toEqual({ status: 'failed', sent: 0 });
    expect(said).toContain('the file is marked unknown');
  });

  test('default marking, author, labels, score and confidence where there are none', async () => {
    const policy = {
      defaultMarking: 'TLP:GREEN',
      author: { name: 'Us' },
      labels: ['imported'],
      score: 40,
      confidence: 70,
    };
    const address = { type: 'ipv4-addr', id: id('ipv4-addr', 1), value: '192.0.2.1' };
    const theirs = object('tool', 3, { created_by_ref: id('identity', 9), confidence: 10, labels: ['x'] });
    const { objects } = await run([address, theirs, object('identity', 9)], policy);
    const author = objects.find(({ name }) => name === 'Us');
    expect(objects.find(({ type }) => type === 'ipv4-addr')).toMatchObject({
      x_opencti_created_by_ref: author?.id,
      object_marking_refs: [GREEN],
      x_opencti_labels: ['imported'],
      x_opencti_score: 40,
    });
    const sent = objects.find(({ type }) => type === 'tool');
    expect(sent).toMatchObject({ created_by_ref: id('identity', 9), confidence: 10, labels: ['x', 'imported'] });
    expect(sent).not.toHaveProperty('x_opencti_score');
  });

  test('the author of all', async () => {
    const theirs = object('tool', 3, { created_by_ref: id('identity', 9) });
    const { objects } = await run([theirs, object('identity', 9)], { author: { name: 'Us' }, overrideAuthor: true });
    const author = objects.find(({ name }) => name === 'Us');
    expect(objects.find(({ type }) => type === 'tool')?.created_by_ref).toBe(author?.id);
  });
});
