import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build } from './build.ts';
import { mitreValue, openctiId, openctiValue, withOpenctiExtension } from './extensions.ts';
import { customMarking, label, statementMarking } from './meta.ts';
import type { StixObject } from './object.ts';
import { attackPattern, indicator, malware, organizationLike } from './relationship.fixtures.ts';
import { relationship, sighting } from './relationship.ts';
import * as sdo from './sdo.ts';
import { validate } from './validate.ts';

const VECTORS = join(import.meta.dirname, '../../../testing/fixtures/vectors');

test('an object is frozen, with times as text and without what is undefined', () => {
  expect(indicator).toEqual({
    type: 'indicator',
    spec_version: '2.1',
    id: indicator.id,
    pattern: "[domain-name:value = 'example.org']",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00.000Z',
  });
  expect(Object.isFrozen(indicator)).toBe(true);
  expect(sdo.malware({ name: 'A', is_family: false, description: undefined as never })).not.toHaveProperty(
    'description',
  );
});

test('a missing property is named with its path', () => {
  expect(() => sdo.malware({ name: 'A' } as never)).toThrow('malware needs is_family');
  expect(() => sdo.tool({ name: '' })).toThrow(expect.objectContaining({ path: '$.name' }));
});

const REFS = { object_refs: [malware.id] };
const TIME = '2026-01-01T00:00:00.000Z';
const EVERY: readonly StixObject[] = [
  attackPattern,
  indicator,
  malware,
  organizationLike,
  sdo.campaign({ name: 'A' }),
  sdo.courseOfAction({ name: 'A' }),
  sdo.grouping({ name: 'A', context: 'suspicious-activity', ...REFS }),
  sdo.individual({ name: 'A' }),
  sdo.system({ name: 'A' }),
  sdo.sector({ name: 'A' }),
  sdo.incident({ name: 'A', created: TIME }),
  sdo.infrastructure({ name: 'A' }),
  sdo.intrusionSet({ name: 'A' }),
  sdo.region({ name: 'A' }),
  sdo.country({ name: 'A' }),
  sdo.administrativeArea({ name: 'A' }),
  sdo.city({ name: 'A' }),
  sdo.position({ name: 'A', latitude: 1, longitude: 2 }),
  sdo.malwareAnalysis({ product: 'A', result_name: 'B', submitted: TIME }),
  sdo.note({ content: 'A', ...REFS }),
  sdo.observedData({ first_observed: TIME, last_observed: TIME, number_observed: 1, ...REFS }),
  sdo.opinion({ opinion: 'agree', ...REFS }),
  sdo.report({ name: 'A', published: TIME, ...REFS }),
  sdo.threatActorGroup({ name: 'A' }),
  sdo.threatActorIndividual({ name: 'A' }),
  sdo.tool({ name: 'A' }),
  sdo.vulnerability({ name: 'A' }),
  sdo.caseIncident({ name: 'A', created: TIME }),
  sdo.caseRfi({ name: 'A', created: TIME }),
  sdo.caseRft({ name: 'A', created: TIME }),
  sdo.task({ name: 'A', created: TIME }),
  sdo.channel({ name: 'A' }),
  sdo.dataComponent({ name: 'A' }),
  sdo.dataSource({ name: 'A' }),
  sdo.event({ name: 'A' }),
  sdo.feedback({ name: 'A' }),
  sdo.language({ name: 'A' }),
  sdo.narrative({ name: 'A' }),
  statementMarking('Invented.'),
  customMarking('PAP', 'PAP:GREEN'),
  label('attack', '#ff0000'),
  relationship(malware, 'uses', attackPattern),
  sighting(indicator, [organizationLike], { count: 2 }),
];

describe('every builder makes an object that is valid and has an id of its type', () => {
  test.each(EVERY.map((object, index) => [`${index} ${object.type}`, object] as const))('%s', (_name, object) => {
    expect(validate(object)).toEqual([]);
    expect(JSON.parse(JSON.stringify(object))).toEqual(object);
  });
  test('all ids differ', () => expect(new Set(EVERY.map(({ id }) => id)).size).toBe(EVERY.length));
});

test('the same properties give the same id; a given id wins', () => {
  expect(sdo.malware({ name: ' quiet HERON', is_family: false }).id).toBe(malware.id);
  expect(build('tool', { id: 'tool--1', name: 'A' }).id).toBe('tool--1');
});

test('a relationship that does not exist is refused at run time too', () => {
  const wide = { type: 'tool', id: 'tool--1' } as StixObject;
  expect(() => relationship(wide, 'mitigates', malware)).toThrow(
    'There is no relationship "mitigates" from tool to malware',
  );
  expect(() => sighting(indicator, [])).toThrow('needs a place');
});

interface AttributeCase {
  readonly fn: string;
  readonly key: string;
  readonly object: Record<string, unknown>;
  readonly expected?: unknown;
  readonly error?: string;
}
const attributes = JSON.parse(readFileSync(join(VECTORS, 'attributes.json'), 'utf8')).cases as AttributeCase[];

describe(`values in extensions (${attributes.length} cases of attributes.json)`, () => {
  test.each(attributes.map((one, index) => [`${index} ${one.key}`, one] as const))('%s', (_name, one) => {
    const read = one.fn === 'get_attribute_in_mitre_extension' ? mitreValue : openctiValue;
    // The reference does not look at the flat property here; ours does, so that callers need not.
    // Where it raises an error over null in place of extensions, ours takes the object's own property.
    const own = one.error && read === openctiValue ? one.object[one.key] : undefined;
    const flat = read === openctiValue ? one.object[`x_opencti_${one.key}`] : undefined;
    expect(read(one.object, one.key) ?? null).toEqual(one.expected ?? own ?? flat ?? null);
  });
});

test('a value is put into the extension and read back', () => {
  const scored = withOpenctiExtension(malware, { id: '1', score: 70 });
  expect(withOpenctiExtension(scored, { score: 80 }).extensions).toMatchObject({
    'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba': { id: '1', score: 80 },
  });
  expect([openctiValue(scored, 'score'), openctiId(scored), openctiId(malware)]).toEqual([70, '1', undefined]);
});
