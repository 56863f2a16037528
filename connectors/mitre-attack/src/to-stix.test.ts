import { describe, expect, test } from 'vitest';
import { AUTHOR, id, object, relationship, STATEMENT, technique } from './attack.fixtures.ts';
import type { AttackObject } from './attack-source.ts';
import { type Settings, settings } from './settings.ts';
import { toStix } from './to-stix.ts';

function map(objects: readonly AttackObject[], given: Partial<Settings> = {}, release = '18.1') {
  const rest = { domain: 'ics-attack' as const, malformed: {}, etag: undefined, text: '' };
  const mapped = toStix({ ...rest, objects, release }, settings.parse(given));
  return { ...mapped, all: [...mapped.objects.values()], reasons: mapped.leftOut.toObject() };
}

const TACTICS = [
  object('x-mitre-tactic', 1, { x_mitre_shortname: 'first-phase', name: 'First' }),
  object('x-mitre-tactic', 2, { x_mitre_shortname: 'second-phase', name: 'Second' }),
  object('x-mitre-matrix', 1, { tactic_refs: [id('x-mitre-tactic', 1), id('x-mitre-tactic', 2)] }),
];

test('a technique keeps what the platform has a place for, with its ATT&CK id and the order of its phases', () => {
  const raw = technique(1, { x_mitre_version: '2.0', x_mitre_platforms: ['None'], description: '', revoked: false });

  expect(map([raw, ...TACTICS]).all[0]).toEqual({
    type: 'attack-pattern',
    id: raw.id,
    spec_version: '2.1',
    created: raw.created,
    modified: raw.modified,
    name: 'Invented technique 1',
    created_by_ref: AUTHOR.id,
    object_marking_refs: [STATEMENT.id],
    external_references: [{ source_name: 'mitre-attack', external_id: 'T91' }],
    kill_chain_phases: [{ kill_chain_name: 'mitre-ics-attack', phase_name: 'second-phase', x_opencti_order: 2 }],
    x_mitre_id: 'T91',
  });
});

test('a versioned kill chain is there when it is asked for', () => {
  const [first] = map([technique(1), ...TACTICS], { versionedKillChain: true }).all;

  expect(first?.kill_chain_phases).toMatchObject([
    { kill_chain_name: 'mitre-ics-attack' },
    { kill_chain_name: 'mitre-ics-attack-v18', x_opencti_order: 2 },
  ]);
});

test('STIX 2.0 becomes 2.1', () => {
  const { spec_version: _none, ...malware } = object('malware', 1, {
    name: 'Quiet Heron',
    labels: ['malware'],
    x_mitre_aliases: ['Quiet Heron', 'Heron'],
  });

  const [found] = map([malware as AttackObject]).all;

  expect(found).toMatchObject({ spec_version: '2.1', is_family: true, aliases: ['Heron'] });
  expect(found).not.toHaveProperty('labels');
});

describe('revoked objects', () => {
  const revoked = technique(1, { revoked: true });
  const release = [revoked, technique(2), relationship(1, revoked.id, 'revoked-by', id('attack-pattern', 2))];

  test('are sent as revoked with what replaced them', () => {
    const { all } = map(release);
    expect(all.map(({ type, revoked: flag }) => [type, flag])).toEqual([
      ['attack-pattern', true],
      ['attack-pattern', undefined],
      ['relationship', undefined],
    ]);
  });
  test('get a label, or are left out with their relationships, as the setting says', () => {
    expect(map(release, { revoked: 'label' }).all[0]).toMatchObject({ labels: ['revoked'] });
    const { all, reasons } = map(release, { revoked: 'ignore' });
    expect(all).toHaveLength(1);
    expect(reasons).toEqual({
      'revoked attack-pattern: left out by setting': 1,
      'relationship revoked-by: an end is revoked attack-pattern and not sent': 1,
    });
  });
  test('are not sent where a live object has the same name: they would flag that one', () => {
    const dead = object('malware', 1, { name: 'Quiet Heron', revoked: true });
    const { all, reasons } = map([dead, object('malware', 2, { name: 'quiet heron ' })]);
    expect(all).toHaveLength(1);
    expect(reasons).toEqual({ 'revoked malware: a live object has its name or id': 1 });
  });
});

test('deprecated objects are not created, and flagged where an earlier release brought them', () => {
  const gone = technique(1, { x_mitre_deprecated: true });
  const { all, retired, reasons } = map([gone, relationship(1, id('malware', 1), 'uses', gone.id)]);

  expect(all).toEqual([]);
  expect(retired.get(gone.id)).toMatchObject({ revoked: true });
  expect(reasons).toEqual({
    'deprecated attack-pattern: sent only where an earlier release brought it': 1,
    'relationship uses: an end is not in the release': 1,
  });
  expect(map([gone], { deprecated: 'mark' }).all[0]).toMatchObject({ revoked: true });
});

test('a deprecated data source that a live component names is sent', () => {
  const source = object('x-mitre-data-source', 1, { name: 'File', x_mitre_deprecated: true });
  const component = object('x-mitre-data-component', 1, { name: 'File Access', x_mitre_data_source_ref: source.id });

  const { all, reasons } = map([source, component]);

  expect(all.map(({ type }) => type).sort()).toEqual(['x-mitre-data-component', 'x-mitre-data-source']);
  expect(all.every(({ revoked }) => revoked === undefined)).toBe(true);
  expect(reasons).toEqual({});
});

test('v18 detections become a text and component-to-technique links', () => {
  const component = object('x-mitre-data-component', 1, {
    name: 'File Access',
    description: 'Files.',
    x_mitre_log_sources: [{ name: 'File', channel: 'None' }],
  });
  const analytic = object('x-mitre-analytic', 1, {
    name: 'Analytic 1',
    description: 'Watch files.',
    x_mitre_platforms: ['Windows'],
    x_mitre_log_source_references: [
      { x_mitre_data_component_ref: component.id, name: 'Sysmon', channel: 'EventCode=11' },
      { x_mitre_data_component_ref: component.id, name: 'File', channel: 'None' },
    ],
  });
  const strategy = object('x-mitre-detection-strategy', 1, {
    name: 'Detection of it',
    x_mitre_analytic_refs: [analytic.id],
  });

  const { all } = map([
    technique(1),
    component,
    analytic,
    strategy,
    relationship(1, strategy.id, 'detects', id('attack-pattern', 1)),
  ]);

  expect(all[0]?.x_mitre_detection).toBe(
    '**Detection of it**\n\nAnalytic 1 (Windows)\nWatch files.\nLog sources: Sysmon: EventCode=11; File',
  );
  expect(all[1]?.description).toBe('Files.\n\nLog sources:\n- File');
  expect(all.filter(({ type }) => type === 'relationship')).toMatchObject([
    { relationship_type: 'detects', source_ref: component.id, target_ref: id('attack-pattern', 1) },
  ]);
});

test('assets become systems when asked for', () => {
  const asset = object('x-mitre-asset', 1, { name: 'Control Server', x_mitre_sectors: ['General'] });
  const targets = relationship(1, id('attack-pattern', 1), 'targets', asset.id);

  const { all } = map([technique(1), asset, targets], { assets: true });

  expect(all[1]).toMatchObject({ type: 'identity', identity_class: 'system', name: 'Control Server' });
  expect(all[2]).toMatchObject({ relationship_type: 'targets', target_ref: all[1]?.id });
  expect(map([technique(1), asset, targets]).reasons).toEqual({
    'x-mitre-asset: imported as systems with MITRE_ASSETS=true': 1,
    'relationship targets: an end is x-mitre-asset and not sent': 1,
  });
});

test('tactics become labels or attack patterns when asked for', () => {
  expect(map([technique(1), ...TACTICS], { tacticsAs: 'label' }).all[0]?.labels).toEqual(['second-phase']);
  const { all } = map([technique(1), ...TACTICS], { tacticsAs: 'attack-pattern' });
  expect(all.map(({ name }) => name)).toEqual(['Invented technique 1', 'First', 'Second']);
});

test.each<[Settings['citations'], string]>([
  ['keep', 'Known. (Citation: Report A) It is.'],
  ['number', 'Known. [2] It is.'],
  ['remove', 'Known. It is.'],
])('citations: %s', (citations, expected) => {
  const references = [{ source_name: 'mitre-attack', external_id: 'T91' }, { source_name: 'Report A' }];
  const cited = technique(1, { description: 'Known. (Citation: Report A) It is.', external_references: references });

  expect(map([cited], { citations }).all[0]?.description).toBe(expected);
});

test('the statement marking goes when another marking is wanted, its references too', () => {
  expect(map([STATEMENT, technique(1)]).all[1]?.object_marking_refs).toEqual([STATEMENT.id]);
  for (const given of [{ removeStatementMarking: true }, { marking: 'TLP:CLEAR' as const }]) {
    const { all, reasons } = map([STATEMENT, technique(1)], given);
    expect(all).toHaveLength(1);
    expect(all[0]).not.toHaveProperty('object_marking_refs');
    expect(reasons).toEqual({ 'marking-definition: the statement is left out by setting': 1 });
  }
});

test('filters leave out by name of the setting, and relationships follow', () => {
  const windows = technique(1, { x_mitre_platforms: ['Windows'] });
  const linux = technique(2, { x_mitre_platforms: ['Linux'] });
  const malware = object('malware', 1, { name: 'Quiet Heron' });
  const release = [windows, linux, malware, relationship(1, malware.id, 'uses', linux.id)];

  expect(map(release, { platforms: ['windows'] }).reasons).toEqual({
    'attack-pattern: left out by MITRE_PLATFORMS': 1,
    'relationship uses: an end is attack-pattern and not sent': 1,
  });
  expect(map(release, { types: ['malware'] }).all).toHaveLength(1);
  expect(map(release, { relationshipTypes: ['mitigates'] }).all).toHaveLength(3);
  expect(map(release, { labels: ['attack'] }).all.map(({ labels }) => labels)).toEqual([
    ['attack'],
    ['attack'],
    ['attack'],
    undefined,
  ]);
});
