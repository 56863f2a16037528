/** Filters, meaning and forms, over what a real platform sent. */
import { type StreamEvent, stateBefore } from '@opencti-connectors/core';
import { tlpId, validate } from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import { eventOf, recorded, settingsOf } from './events.fixtures.ts';
import { Feedback } from './feedback.ts';
import { Filter } from './filters.ts';
import { Mapper, textOf } from './mapping.ts';
import { actionsOf, asDeletion } from './meaning.ts';

const events = recorded();
const passing = (given: Record<string, unknown>) => {
  const filter = new Filter(settingsOf(given));
  return events.filter((event) => filter.passes(event)).map(({ type, data }) => `${type} ${data.type}`);
};
const first = (type: StreamEvent['type'], stixType: string) => {
  const found = events.find((event) => event.type === type && event.data.type === stixType);
  if (!found) throw new Error(`no ${type} of ${stixType} was recorded`);
  return found;
};

describe('filters', () => {
  test('pass everything but updates of times when nothing is set', () => {
    expect(passing({})).toHaveLength(events.length);
    const patch = [{ op: 'replace', path: '/modified', value: '2026-01-01T00:00:00.000Z' }];
    const idle = eventOf('update', { data: first('update', 'malware').data, context: { patch } });
    expect(new Filter(settingsOf()).passes(idle)).toBe(false);
  });

  test('by kind, type in either words, relationship, label, pattern type', () => {
    expect(passing({ events: ['delete'] })).toEqual(['delete relationship', 'delete malware']);
    expect(passing({ types: ['Indicator'] })).toEqual(['create indicator']);
    expect(passing({ types: ['domain-name', 'communicates-with'] })).toEqual([
      'create domain-name',
      'create relationship',
      'delete relationship',
    ]);
    expect(passing({ labels: ['streamed'] }).every((one) => one.endsWith('malware'))).toBe(true);
    expect(passing({ patternTypes: ['sigma'] })).not.toContain('create indicator');
    expect(passing({ detection: true })).not.toContain('create indicator');
    expect(passing({ dependencies: false })).not.toContain('create identity');
    expect(passing({ minConfidence: 70, types: ['malware'] })).toEqual(['create malware', 'update malware']);
  });

  test('changed names the properties of an update', () => {
    expect(passing({ events: ['update'], changed: ['name'] })).toEqual(['update malware']);
    expect(passing({ events: ['update'], changed: ['labels'] })).toEqual(['update malware']);
  });

  test('nothing above the maximum TLP, also not what a merge took in; what has none passes', () => {
    const green = passing({ maxTlp: 'TLP:GREEN' });
    expect(green).not.toContain('merge malware');
    expect(green).toContain('create malware');
    expect(passing({ maxTlp: 'TLP:CLEAR', types: ['malware'] })).toEqual(['create malware']);
  });

  test('an object that leaves is deleted at the receiver, as it was', () => {
    const filter = new Filter(settingsOf({ maxTlp: 'TLP:GREEN' }));
    const leaving = events.filter((event) => filter.isLeaving(event));
    expect(leaving.map(({ message }) => message)).toEqual(['Update 1 elements']);
    const [event] = leaving;
    const deletion = event && asDeletion(event);
    expect(deletion).toMatchObject({ type: 'delete', entityId: event?.entityId });
    expect(deletion?.text).not.toContain(tlpId('TLP:AMBER'));
    expect(JSON.parse(deletion?.text ?? '')).toMatchObject({ type: 'delete', data: { name: event?.data.name } });
  });
});

test('the state before each recorded update is the state that was recorded before it', () => {
  const last = new Map<string, StreamEvent>();
  let compared = 0;
  for (const event of events) {
    const before = last.get(event.entityId);
    if (event.type === 'update' && before) {
      // The platform gives labels in another order from event to event.
      const { modified: _at, extensions: _own, labels, ...wanted } = before.data;
      const found = stateBefore(event);
      expect(found).toMatchObject(wanted);
      expect(new Set(found?.labels as string[])).toEqual(new Set(labels as string[]));
      compared += 1;
    }
    last.set(event.entityId, event);
  }
  expect(compared).toBeGreaterThan(5);
});

describe('meaning', () => {
  const now = new Date('2026-12-01T00:00:00Z');

  test('a rename says which STIX id it replaces; a merge deletes what it took in', () => {
    const renamed = events.flatMap((event) => actionsOf(event, 'delete', now)).filter(({ previousId }) => previousId);
    expect(renamed).toHaveLength(1);
    expect(renamed[0]?.previousId).toMatch(/^malware--0decd9fc/);
    const merged = actionsOf(first('merge', 'malware'), 'delete', now);
    expect(merged.map(({ action, object }) => [action, object.name])).toEqual([
      ['delete', 'Stream Egret 1795368892'],
      ['upsert', 'Stream Heron 1795368892 II'],
    ]);
  });

  test('revoked and expired are deletions unless they are kept', () => {
    const { data } = first('create', 'indicator');
    const late = new Date('2030-01-01T00:00:00Z');
    expect(actionsOf(eventOf('create', { data }), 'delete', late)[0]?.action).toBe('delete');
    expect(actionsOf(eventOf('create', { data }), 'keep', late)[0]?.action).toBe('upsert');
    expect(actionsOf(eventOf('update', { data: { ...data, revoked: true } }), 'delete', now)[0]?.action).toBe('delete');
  });
});

describe('forms', () => {
  const lines = (format: string, given: readonly StreamEvent[] = events) => {
    const { ended, maxTlp } = settingsOf();
    const options = {
      format: format as 'event',
      ended,
      maxTlp,
      platformUrl: 'https://opencti.example/',
      now: () => new Date(0),
    };
    return new Mapper(options).items(given).map((item) => JSON.parse(textOf(item)) as Record<string, unknown>);
  };

  test('event: as it came, with place and kind', () => {
    const found = lines('event');
    expect(found).toHaveLength(events.length);
    expect(found[0]).toMatchObject({ id: events[0]?.id, event: 'create', version: '4', data: { type: 'identity' } });
    expect(found.map(({ id: _id, event: _event, ...body }) => body)).toEqual(
      events.map(({ text }) => JSON.parse(text)),
    );
  });

  test('bundle: valid STIX with author and marking; a deletion says so', () => {
    const found = lines('bundle') as { type: string; id: string; objects: { type: string; id: string }[] }[];
    for (const { objects } of found) expect(objects.flatMap((object) => validate(object))).toEqual([]);
    const malware = found.find(({ objects }) => objects.at(-1)?.type === 'malware');
    expect(malware?.objects.map(({ type }) => type)).toEqual(['identity', 'marking-definition', 'malware']);
    expect(JSON.stringify(found.at(-1))).toContain('"opencti_operation":"delete"');
  });

  test('indicator: what detection asks for, and nothing else', () => {
    expect(lines('indicator').map(({ type }) => type)).toEqual(['domain-name', 'indicator']);
    expect(lines('indicator')[1]).toMatchObject({
      action: 'upsert',
      values: [{ type: 'Domain-Name', value: 's1795368892.quiet-heron.example' }],
      pattern_type: 'stix',
      score: 50,
      revoked: false,
      url: expect.stringMatching(/^https:\/\/opencti\.example\/dashboard\/observations\/indicators\//),
    });
  });
});

describe('feedback', () => {
  const feedback = new Feedback(settingsOf({ feedback: ['reference', 'label', 'note', 'sighting'], name: 'SOAR' }));
  const malware = first('create', 'malware');
  const items = [{ event: malware, head: '', tail: '' }];

  test('carries what identifies the object, and only adds', () => {
    const [marked] = feedback.objects(items, { refused: [], reports: [] });
    expect(marked).toMatchObject({ id: malware.data.id, labels: ['sent:soar'] });
    expect(Object.keys(marked ?? {})).not.toContain('confidence');
    expect(Object.keys(marked ?? {})).not.toContain('object_marking_refs');
  });

  test('notes and sightings are STIX, and the same at each repetition', () => {
    const sightings = [{ count: 2, first_seen: '2026-01-01T00:00:00Z' }];
    const reports = [
      { id: malware.entityId, status: 'accepted' as const, note: 'blocked', external_id: 'case-1', sightings },
    ];
    const once = feedback.objects(items, { refused: [], reports });
    expect(once.map(({ type }) => type).sort()).toEqual(['identity', 'malware', 'note', 'sighting']);
    expect(once.flatMap((object) => validate(object))).toEqual([]);
    expect(feedback.objects(items, { refused: [], reports }).map(({ id }) => id)).toEqual(once.map(({ id }) => id));
    const refused = [{ event: malware, reason: 'too old' }];
    expect(feedback.objects(items, { refused, reports: [] })).toMatchObject([{ type: 'note' }]);
  });

  test('knows its own again, and nothing of others', () => {
    const patch = (path: string, value: unknown) => ({ context: { patch: [{ op: 'add', path, value }] } });
    const data = malware.data;
    expect(feedback.isOwn(eventOf('update', { data, ...patch('/labels/1', 'sent:soar') }))).toBe(true);
    expect(feedback.isOwn(eventOf('update', { data, ...patch('/labels/1', 'sent:other') }))).toBe(false);
    expect(feedback.isOwn(eventOf('update', { data, ...patch('/name', 'sent:soar') }))).toBe(false);
    const [note] = feedback.refusal({ event: malware, reason: 'no' });
    expect(note && feedback.isOwn(eventOf('create', { data: note }, '1-0', true))).toBe(true);
    expect(note && feedback.isOwn(eventOf('create', { data: note }, '1-0', false))).toBe(false);
    expect(events.filter((event) => feedback.isOwn(event))).toEqual([]);
  });
});
