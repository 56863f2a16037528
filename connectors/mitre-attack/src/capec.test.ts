import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakePlatform } from '@opencti-connectors/testing';
import { describe, expect, test } from 'vitest';
import { AUTHOR, bundle, folderWith, id, object, relationship, runAttack, technique } from './attack.fixtures.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');

/** A CAPEC pattern with its number, and the techniques that it names. */
function pattern(number: number, more: Record<string, unknown> = {}, techniques: readonly string[] = []) {
  return object('attack-pattern', 100 + number, {
    name: `Invented pattern ${number}`,
    created_by_ref: AUTHOR.id,
    external_references: [
      ...techniques.map((external_id) => ({ source_name: 'ATTACK', external_id })),
      { source_name: 'capec', external_id: `CAPEC-${number}` },
      { source_name: 'cwe', external_id: 'CWE-9' },
    ],
    x_capec_version: '3.9',
    x_capec_status: 'Draft',
    ...more,
  });
}

function capecFile(objects: readonly object[]): string {
  return join(folderWith({ 'stix-capec.json': bundle(objects) }), 'stix-capec.json');
}

async function runCapec(objects: readonly object[], given: Record<string, unknown> = {}) {
  const { objects: sent, ...rest } = await runAttack({ capecFileUrl: capecFile(objects), ...given });
  return { sent, links: sent.filter(({ type }) => type === 'relationship'), ...rest };
}

test('a pattern has its CAPEC number as id, and no field that OpenCTI does not know', async () => {
  const { sent, platform } = await runCapec([AUTHOR, pattern(7, { x_capec_domains: ['Software'] })]);

  expect(sent.find(({ type }) => type === 'attack-pattern')).toMatchObject({ x_mitre_id: 'CAPEC-7' });
  expect(JSON.stringify(sent)).not.toContain('x_capec');
  expect(platform.works[0]?.messages[0]).toContain('capec 3.9: all 2 objects');
});

test('XHTML becomes paragraphs, and the extended description follows; examples with angle brackets stay', async () => {
  const { sent } = await runCapec([
    AUTHOR,
    pattern(1, {
      description: '\n  <xhtml:p>First\n  line.</xhtml:p>\n  <xhtml:ul><xhtml:li>One</xhtml:li></xhtml:ul>\n',
      x_capec_extended_description: 'It sends <script>.',
    }),
  ]);

  expect(sent[0]?.description ?? sent[1]?.description).toBe('First line.\n\n- One\n\nIt sends <script>.');
});

test('parents become relationships of the wanted type; a deprecated one is not created', async () => {
  const objects = [
    AUTHOR,
    pattern(1, { x_capec_status: 'Deprecated' }),
    pattern(2),
    pattern(3, { x_capec_child_of_refs: [pattern(1).id, pattern(2).id] }),
  ];

  const { links, log } = await runCapec(objects);

  expect(links).toMatchObject([
    { relationship_type: 'subtechnique-of', source_ref: pattern(3).id, target_ref: pattern(2).id },
  ]);
  expect(links[0]?.created_by_ref).toBe(AUTHOR.id);
  expect(log.lines.find(({ message }) => message === 'release read')?.fields.left_out).toEqual({
    'deprecated attack-pattern: sent only where an earlier release brought it': 1,
    'relationship subtechnique-of: an end is deprecated attack-pattern and not sent': 1,
  });
  expect((await runCapec(objects, { capecParents: 'related-to' })).links[0]?.relationship_type).toBe('related-to');
  expect((await runCapec(objects, { capecParents: 'none' })).links).toEqual([]);
});

test('mitigations that share a name stay two', async () => {
  const { sent } = await runCapec([
    AUTHOR,
    object('course-of-action', 2, { name: 'coa-1-0', description: 'Two.' }),
    object('course-of-action', 1, { name: 'coa-1-0', description: 'One.' }),
  ]);

  const names = sent.map(({ name, description }) => `${name}: ${description}`);
  expect(names).toEqual(expect.arrayContaining(['coa-1-0: One.', 'coa-1-0 (2): Two.']));
});

test('references to CWE are kept unless the setting says otherwise', async () => {
  const [kept, left] = [await runCapec([pattern(1)]), await runCapec([pattern(1)], { capecCwe: false })];

  expect(JSON.stringify(kept.sent)).toContain('CWE-9');
  expect(JSON.stringify(left.sent)).not.toContain('CWE-9');
});

describe('links to the techniques of ATT&CK', () => {
  const ATTACK = [AUTHOR, technique(1), technique(2)];

  function files(capec: readonly object[], attack: readonly object[] = ATTACK) {
    const folder = folderWith({ 'stix-capec.json': bundle(capec), 'ics-attack-1.0.json': bundle(attack, '1.0') });
    return { folder, config: { folder, icsAttackFileUrl: 'x', capecFileUrl: 'x', domains: ['ics', 'capec'] } };
  }

  test('are sent with both ends; names of techniques that are not imported are counted', async () => {
    const { config } = files([AUTHOR, pattern(1, {}, ['T91', 'T77'])]);

    const { objects, platform } = await runAttack(config);

    expect(objects.filter(({ type }) => type === 'relationship')).toMatchObject([
      { relationship_type: 'related-to', source_ref: pattern(1).id, target_ref: technique(1).id },
    ]);
    expect(platform.works[0]?.messages[0]).toContain(
      '1 links to ATT&CK (1 more name techniques that are not imported)',
    );
    expect((await runAttack({ ...config, capecLinks: false })).objects).toHaveLength(4);
  });

  test('are not sent again, and follow when one of the ends comes later', async () => {
    const { config, folder } = files([AUTHOR, pattern(1, {}, ['T91', 'T93'])]);
    const platform = new FakePlatform();
    await runAttack(config, { platform });

    const same = await runAttack(config, { platform });
    writeFileSync(join(folder, 'ics-attack-1.1.json'), bundle([...ATTACK, technique(3)], '1.1'));
    const { objects } = await runAttack(config, { platform });

    expect(same.outcome.status).toBe('unchanged');
    expect(objects.map((one) => one.id).sort()).toEqual(
      [
        technique(3).id,
        AUTHOR.id,
        ...objects.filter(({ type }) => type === 'relationship').map((link) => link.id),
      ].sort(),
    );
    expect(objects.filter(({ type }) => type === 'relationship')).toHaveLength(2);
  });

  test('wait while a domain cannot be read', async () => {
    const { config, folder } = files([AUTHOR, pattern(1, {}, ['T91'])]);
    const platform = new FakePlatform();
    writeFileSync(join(folder, 'ics-attack-1.0.json'), '{');
    const broken = await runAttack(config, { platform });
    writeFileSync(join(folder, 'ics-attack-1.0.json'), bundle(ATTACK, '1.0'));
    const { objects } = await runAttack(config, { platform });

    expect([broken.outcome.status, broken.objects.length]).toEqual(['failed', 2]);
    expect(objects.filter(({ type }) => type === 'relationship')).toHaveLength(1);
  });
});

test('the difference: a run on the same file sends nothing, a changed file what changed', async () => {
  const cacheFolder = folderWith({});
  const mitigates = relationship(1, id('course-of-action', 1), 'mitigates', pattern(1).id);
  const first = [AUTHOR, pattern(1), pattern(2), object('course-of-action', 1, { name: 'coa-1-0' }), mitigates];
  const file = capecFile(first);
  const platform = new FakePlatform();
  const config = { capecFileUrl: file, cacheFolder };
  await runAttack(config, { platform });

  const same = await runAttack(config, { platform });
  writeFileSync(file, bundle([...first.slice(0, 2), pattern(2, { description: 'New.' }), ...first.slice(3)]));
  const { objects } = await runAttack(config, { platform });

  expect(same.outcome.status).toBe('unchanged');
  expect(objects.map((one) => one.id)).toEqual([pattern(2).id, AUTHOR.id]);
});

describe.skipIf(!existsSync(DATA))('../shared/data, skipped where it is absent', () => {
  test('CAPEC: every object arrives or is counted', async () => {
    const { sent, log } = await runCapec([], { capecFileUrl: join(DATA, 'stix-capec-2.1.json.gz') });

    const counts: Record<string, number> = {};
    for (const { type, relationship_type } of sent) {
      const name = String(relationship_type ?? type);
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts).toEqual({
      'attack-pattern': 559,
      'course-of-action': 884,
      identity: 1,
      'marking-definition': 1,
      mitigates: 1182,
      'subtechnique-of': 533,
    });
    expect(log.lines.find(({ message }) => message === 'release read')?.fields).toMatchObject({
      release: '3.9',
      left_out: { 'deprecated attack-pattern: sent only where an earlier release brought it': 56 },
    });
    expect(new Set(sent.filter(({ x_mitre_id }) => x_mitre_id).map(({ x_mitre_id }) => x_mitre_id)).size).toBe(559);
    expect(JSON.stringify(sent)).not.toContain('xhtml:');
  });

  test('CAPEC with enterprise: the techniques that its patterns name', async () => {
    const { objects, platform } = await runAttack({
      folder: DATA,
      domains: ['enterprise', 'capec'],
      enterpriseFileUrl: 'x',
      capecFileUrl: 'x',
    });

    expect(objects.filter(({ relationship_type: type }) => type === 'related-to')).toHaveLength(269);
    expect(platform.works[0]?.messages[0]).toContain('269 links to ATT&CK (2 more name techniques');
  });
});
