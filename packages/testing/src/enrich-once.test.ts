import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  defineInternalEnrichment,
  type InternalEnrichment,
  PlatformError,
  SourceError,
} from '@opencti-connectors/core';
import {
  domainName,
  note,
  organization,
  type StixObject,
  tlpId,
  withOpenctiExtension,
} from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type EnrichOptions, enrichOnce } from './enrich-once.ts';
import { FakeEntities } from './fakes/entities.ts';
import { noNetwork } from './fakes/outside.ts';
import { FakePlatform } from './fakes/platform.ts';
import './matchers.ts';

type Enrich = InternalEnrichment['enrich'];

function connector(enrich: Enrich, more: Partial<InternalEnrichment> = {}): InternalEnrichment {
  return defineInternalEnrichment({
    slug: 'owners',
    name: 'Owners',
    description: 'Finds owners.',
    scope: ['Domain-Name', 'StixFile'],
    author: { name: 'Register' },
    maxTlp: () => 'TLP:AMBER',
    config: z.object({}),
    enrich,
    ...more,
  }) as unknown as InternalEnrichment;
}

const owner = organization({ name: 'Heron Ltd' });
const finding = connector(async (ctx, entity) => {
  ctx.bundle.add(owner);
  ctx.bundle.relate(entity, 'belongs-to', owner);
});
const failing = connector(async () => {
  throw new SourceError('The register is closed.');
});
const entity: StixObject = domainName('heron.example', {
  object_marking_refs: [tlpId('TLP:GREEN')],
  x_opencti_score: 50,
});
const red = { ...entity, object_marking_refs: [tlpId('TLP:RED')] };
const ours = withOpenctiExtension(entity, { creator_ids: ['user'] });
const other: StixObject = { type: 'malware', id: 'malware--00000000-0000-4000-8000-000000000001', name: 'Came along' };

const answered = (bundle: string) => (JSON.parse(bundle) as { objects: StixObject[] }).objects;

describe('what was found', () => {
  test('goes out in one sending with the entity, author and the markings of the entity', async () => {
    const { objects, queue, works, settled } = await enrichOnce(finding, { entity });
    expect(queue.sent).toHaveLength(1);
    expect(objects).toContainStix({ ...entity });
    expect(objects).toContainStix({ id: owner.id, object_marking_refs: [tlpId('TLP:GREEN')] });
    expect(objects).toContainStix({ type: 'identity', name: 'Register' });
    expect(works).toMatchObject([{ status: 'complete', errors: [] }]);
    expect(settled).toEqual(['done']);
  });
  test('a change of the entity itself keeps what it came with', async () => {
    const changing = connector(async (ctx, { id, type }) => {
      ctx.bundle.add({ id, type, value: 'heron.example', x_opencti_labels: ['new'] });
    });
    const labelled = { ...entity, x_opencti_labels: ['old'] };
    const { objects } = await enrichOnce(changing, { entity: labelled });
    expect(objects).toContainStix({ id: entity.id, x_opencti_score: 50, x_opencti_labels: ['old', 'new'] });
  });
  test('nothing found sends nothing and says so', async () => {
    const { queue, said } = await enrichOnce(
      connector(async () => undefined),
      { entity },
    );
    expect({ sent: queue.sent, said }).toEqual({ sent: [], said: 'Nothing was found.' });
  });
  test('what is shared with organizations makes results that are shared with them', async () => {
    const granted = withOpenctiExtension(entity, { granted_refs: ['identity--1'] });
    const { objects } = await enrichOnce(finding, { entity: granted });
    expect(objects).toContainStix({ id: owner.id, x_opencti_granted_refs: ['identity--1'] });
  });
});

describe('an entity that is left alone', () => {
  test.each<[string, Partial<EnrichOptions>, string]>([
    ['out of the scope of the settings', { scope: ['Url'] }, 'Domain-Name is not in the scope of this connector (Url)'],
    ['above the maximum TLP', { entity: red }, 'marked TLP:RED, and the maximum is TLP:AMBER'],
    [
      'created by this connector, when the platform asks by itself',
      { entity: ours, internal: { mode: 'auto', trigger: 'create' } },
      'this connector created the entity itself',
    ],
  ])('%s', async (_name, more, reason) => {
    const { queue, said, works } = await enrichOnce(finding, { entity, ...more });
    expect(said).toContain(reason);
    expect({ sent: queue.sent, errors: works[0]?.errors }).toEqual({ sent: [], errors: [] });
  });
  test.each<[string, Partial<EnrichOptions>]>([
    ['a person asks', { internal: { mode: 'manual' } }],
    ['it changed', { internal: { mode: 'auto', trigger: 'update' } }],
    ['somebody else created it too', { entity: withOpenctiExtension(entity, { creator_ids: ['user', 'other'] }) }],
  ])('but not the own one when %s', async (_name, more) => {
    expect((await enrichOnce(finding, { entity: ours, ...more })).queue.sent).toHaveLength(1);
  });
});

describe('jobs that the platform makes by itself', () => {
  test('on a trigger filter arrive like any automatic one and are done', async () => {
    const { queue } = await enrichOnce(finding, { entity, internal: { mode: 'auto', trigger: 'create' } });
    expect(queue.sent).toHaveLength(1);
  });
  test('send the same result once, though the entity was touched in between', async () => {
    let calls = 0;
    const touching = connector(async (ctx, given) => {
      calls += 1;
      ctx.bundle.add(withOpenctiExtension(given, { score: 7, updated_at: `2026-01-0${calls}T00:00:00Z` }));
      ctx.bundle.add(owner);
    });
    const { queue, works } = await enrichOnce(touching, {
      entity,
      internal: { mode: 'auto', trigger: 'update' },
      times: 2,
    });
    expect({ calls, sent: queue.sent.length }).toEqual({ calls: 2, sent: 1 });
    expect(works[1]?.messages.at(-1)).toBe('Nothing new was found.');
  });
  test('asked by a person the same result is sent again', async () => {
    expect((await enrichOnce(finding, { entity, times: 2 })).queue.sent).toHaveLength(2);
  });
});

describe('a playbook gets exactly one answer with everything it sent', () => {
  test.each<[string, InternalEnrichment, Partial<EnrichOptions>, string[]]>([
    ['found', finding, {}, ['domain-name', 'identity', 'identity', 'malware', 'relationship']],
    ['nothing found', connector(async () => undefined), {}, ['domain-name', 'malware']],
    ['out of scope', finding, { scope: ['Url'] }, ['domain-name', 'malware']],
    ['above the maximum TLP', finding, { entity: red }, ['domain-name', 'malware']],
    ['own entity', finding, { entity: ours }, ['domain-name', 'identity', 'identity', 'malware', 'relationship']],
    [
      'without entity type (before June 2026)',
      finding,
      { event: { entity_type: undefined } },
      ['domain-name', 'identity', 'identity', 'malware', 'relationship'],
    ],
    ['failed', failing, {}, ['domain-name', 'malware']],
  ])('%s', async (_name, enrichment, more, types) => {
    const { answers, queue, settled } = await enrichOnce(enrichment, { entity, playbook: [other], ...more });
    expect(answers).toHaveLength(1);
    expect(
      answered(answers[0]?.bundle ?? '')
        .map(({ type }) => type)
        .sort(),
    ).toEqual(types);
    expect(answered(answers[0]?.previousBundle ?? '')).toHaveLength(2);
    expect({ sent: queue.sent, settled }).toEqual({ sent: [], settled: ['done'] });
  });
  test('a handler that ignores its time limit', async () => {
    const hanging = connector(() => new Promise(() => undefined));
    const platform = new FakePlatform();
    await enrichOnce(hanging, { entity, playbook: [other], timeoutMs: 20, platform });
    await expect.poll(() => platform.playbookAnswers).toHaveLength(1);
  });
  test('a platform that is away for a moment', async () => {
    const platform = new FakePlatform();
    platform.fail('answerPlaybook', new PlatformError('away', { retryable: true }), 3);
    expect((await enrichOnce(finding, { entity, playbook: [other], platform })).answers).toHaveLength(1);
  });
  test('a platform that refuses the answer is not answered twice', async () => {
    const platform = new FakePlatform();
    platform.fail('answerPlaybook', new PlatformError('refused'), 1);
    const { answers, log } = await enrichOnce(finding, { entity, playbook: [other], platform });
    expect(answers).toEqual([]);
    expect(log.lines).toContainEqual(expect.objectContaining({ message: 'job failed' }));
  });
});

test('draft and person of the message go with the bundle, and only they', async () => {
  const named = await enrichOnce(finding, { entity, internal: { draft_id: 'draft', applicant_id: 'person' } });
  expect(named.queue.sent[0]?.options).toMatchObject({ draftId: 'draft', applicantId: 'person' });
  const unnamed = (await enrichOnce(finding, { entity })).queue.sent[0]?.options;
  expect(unnamed).not.toHaveProperty('draftId');
  expect(unnamed).not.toHaveProperty('applicantId');
});

test('with enrichment_resolution stix_bundle the objects that come are at hand, and go back', async () => {
  const seen: number[] = [];
  const counting = connector(async (ctx) => {
    seen.push(ctx.objects.length);
    ctx.bundle.add(owner);
  });
  const stix_objects = JSON.stringify({ id: 'a', type: 'bundle', objects: [entity, other] });
  const { objects } = await enrichOnce(counting, { entity, event: { stix_objects, stix_entity: undefined } });
  expect(seen).toEqual([2]);
  expect(objects).toContainStix({ id: other.id });
});

describe('messages of a real platform', () => {
  const jobs = (version: string) =>
    JSON.parse(
      readFileSync(join(import.meta.dirname, `../fixtures/platform/${version}/amqp/job-enrichment.json`), 'utf8'),
    ) as { name: string; body: { internal: Record<string, unknown>; event: Record<string, unknown> } | null }[];
  const named = (version: string, name: string) => {
    const { internal, event } = jobs(version).find((job) => job.name === name)?.body ?? { internal: {}, event: {} };
    return { internal: { ...internal, work_id: undefined, mode: internal.mode, trigger: internal.trigger }, event };
  };
  const noting = connector(
    async (ctx, given) => {
      ctx.bundle.add(note({ content: String(given.value), object_refs: [given.id as `ipv4-addr--${string}`] }));
      return `${ctx.entityType} ${ctx.asked}`;
    },
    { scope: ['IPv4-Addr'], maxTlp: () => 'TLP:GREEN' },
  );

  test.each([
    ['manual-ipv4', true],
    ['auto-create', false],
  ])('7.x: %s carries the entity', async (name, asked) => {
    const entities = new FakeEntities();
    const { queue, objects, log } = await enrichOnce(noting, { entity, entities, ...named('7.260817', name) });
    expect(queue.sent).toHaveLength(1);
    expect(objects.map(({ type }) => type).sort()).toEqual(['identity', 'ipv4-addr', 'note']);
    expect(entities.asked).toEqual([]);
    expect({ asked, failed: log.lines.some(({ message }) => message === 'job failed') }).toEqual({
      asked,
      failed: false,
    });
  });
  test('6.7.5: the entity is read from the platform', async () => {
    const given = named('6.7.5', 'auto-create');
    const id = String(given.event.entity_id);
    const entities = new FakeEntities([{ type: 'ipv4-addr', id, value: '192.0.2.77' }]);
    const event = { ...given.event, stix_entity: undefined, stix_objects: undefined };
    const { objects } = await enrichOnce(noting, { entity, entities, ...given, event });
    expect(entities.asked).toEqual([id]);
    expect(objects).toContainStix({ type: 'note', content: '192.0.2.77' });
  });
  test('6.7.5: an entity that is gone ends the work with a reason', async () => {
    const event = { stix_entity: undefined, stix_objects: undefined };
    const { works } = await enrichOnce(noting, { entity, event });
    expect(works[0]?.errors[0]).toContain('cannot be read: it is gone, or the user of this connector may not see it');
  });
  test.each([
    [false, 0],
    [true, 1],
  ])('6.7.5: asked by a person: %s, looks %i times at what it created itself', async (manual, sent) => {
    const entities = new FakeEntities([ours]);
    entities.manual = manual;
    const event = { stix_entity: undefined, stix_objects: undefined };
    const internal = { mode: undefined, trigger: undefined };
    expect((await enrichOnce(finding, { entity: ours, entities, event, internal })).queue.sent).toHaveLength(sent);
  });
});

test('a stop lets a job in hand end: its requests go on', async () => {
  const stop = new AbortController();
  let signal: AbortSignal | undefined;
  const http = {
    ...noNetwork,
    text: async (_url: unknown, request?: { signal?: AbortSignal }) => {
      signal = request?.signal;
      stop.abort();
      return { status: 'ok' as const, value: String(signal?.aborted) };
    },
  };
  const asking = connector(async (ctx) => {
    const { status, ...answer } = await ctx.http.text('https://heron.example/');
    ctx.bundle.add(owner);
    return `${status} ${JSON.stringify(answer)}`;
  });
  const { said, settled } = await enrichOnce(asking, { entity, http, signal: stop.signal });
  expect({ said, settled }).toEqual({ said: 'ok {"value":"false"}', settled: ['done'] });
  expect(signal).toBeDefined();
});
