import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FakePlatform } from '@opencti-connectors/testing';
import { describe, expect, test } from 'vitest';
import { bundle, folderWith, icsFile, object, runAttack, technique } from './attack.fixtures.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');

test('a second run on the same release sends nothing and opens no work', async () => {
  const config = { icsAttackFileUrl: icsFile(bundle([technique(1)])) };
  const platform = new FakePlatform();
  const first = await runAttack(config, { platform });

  const second = await runAttack(config, { platform });

  expect([first.outcome.status, second.outcome.status]).toEqual(['done', 'unchanged']);
  expect(second.objects).toEqual([]);
  expect(platform.works).toHaveLength(1);
});

describe('bad input ends the work in error with a sentence', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['truncated', bundle([technique(1)]).slice(0, 50), 'is not complete JSON'],
    ['empty', '', 'is empty'],
    ['no bundle', '{"type":"malware"}', 'is JSON, but not a STIX bundle'],
    ['without objects', bundle([]), 'is a STIX bundle without objects'],
    ['wrongly encoded', Uint8Array.from([0x7b, 0xe9, 0x20]), 'is not UTF-8 text'],
    ['damaged gzip', gzipSync(bundle([technique(1)])).subarray(0, 60), 'is gzip, but damaged'],
  ])('%s', async (_name, content, words) => {
    const { outcome, platform } = await runAttack({ icsAttackFileUrl: icsFile(content) });

    expect(outcome.status).toBe('failed');
    expect(platform.works[0]?.errors[0]).toContain(words);
    expect(platform.works[0]?.errors[0]).toContain('ics-attack.json');
  });

  test('300 MB, plain and unpacked', async () => {
    const folder = folderWith({ 'bomb.json': gzipSync(Buffer.alloc(300_000_000, 32), { level: 1 }) });
    const large = openSync(join(folder, 'large.json'), 'w');
    ftruncateSync(large, 300_000_000);
    closeSync(large);

    const results = [];
    for (const name of ['large.json', 'bomb.json']) {
      results.push(await runAttack({ icsAttackFileUrl: join(folder, name) }));
    }

    expect(results.map(({ platform }) => platform.works[0]?.errors[0])).toEqual([
      `${folder}/large.json has 300000000 bytes, more than the limit of 268435456`,
      `${folder}/bomb.json unpacks to more than the limit of 268435456 bytes`,
    ]);
  });

  test('a file that is not there, a folder without the domain, a release that is not the one asked for', async () => {
    const folder = folderWith({ 'ics-attack-18.1.json': bundle([technique(1)], '18.1') });
    const custom = join(folderWith({ 'mine.json': bundle([technique(1)], '18.1') }), 'mine.json');
    const errors = [];
    for (const config of [
      { icsAttackFileUrl: '/nowhere/ics.json' },
      { mobileAttackFileUrl: 'x', folder },
      { icsAttackFileUrl: 'x', folder, version: '17' },
      { icsAttackFileUrl: custom, version: '17' },
    ]) {
      errors.push((await runAttack(config)).platform.works[0]?.errors[0]);
    }
    expect(errors).toEqual([
      '/nowhere/ics.json cannot be read (ENOENT)',
      `${folder} holds no mobile-attack file`,
      `${folder} holds no ics-attack file of release 17`,
      `${custom.replace('/mine.json', '')} holds no ics-attack file of release 17`,
    ]);
  });
});

test('settings that leave nothing to import are an error, not a quiet run', async () => {
  const { outcome, platform } = await runAttack({});

  expect(outcome.status).toBe('failed');
  expect(platform.works[0]?.errors[0]).toContain('Nothing to import: MITRE_DOMAINS');
});

test('objects without id, nested too deep or referring to nothing are counted, the rest goes through', async () => {
  let deep: object = {};
  for (let level = 0; level < 60; level++) deep = { deep };
  const dangling = object('relationship', 1, {
    source_ref: technique(1).id,
    relationship_type: 'uses',
    target_ref: 'x',
  });
  const content = bundle([{ type: 'malware' }, technique(1), object('tool', 1, { deep }), dangling]);

  const { objects, log } = await runAttack({ icsAttackFileUrl: icsFile(content) });

  expect(objects).toHaveLength(1);
  expect(log.lines.find(({ message }) => message === 'release read')?.fields.left_out).toEqual({
    'object without type or id': 1,
    'object nested deeper than 50 levels': 1,
    'relationship uses: an end is not in the release': 1,
  });
});

test('a file nested a million levels deep costs neither stack nor process', async () => {
  const depth = 1_000_000;
  const content = `{"type":"bundle","id":"b","objects":[{"type":"tool","id":"tool--1","x":${'['.repeat(depth)}${']'.repeat(depth)}}]}`;

  const { platform } = await runAttack({ icsAttackFileUrl: icsFile(content) });

  expect(platform.works[0]?.errors[0]).toContain('is a STIX bundle without objects');
});

const FILES = ['ics-attack-18.1.json.gz', 'mobile-attack-17.1.json.gz', 'enterprise-attack-18.1-stix20.json.gz'];

describe.skipIf(!existsSync(DATA))('../shared/data, skipped where it is absent: nothing disappears uncounted', () => {
  test.each(FILES)('%s', async (name) => {
    const setting = { ics: 'icsAttackFileUrl', mobile: 'mobileAttackFileUrl', enterprise: 'enterpriseFileUrl' };
    const domain = name.split('-')[0] as keyof typeof setting;

    const { objects, log } = await runAttack({ [setting[domain]]: join(DATA, name) });

    const fields = log.lines.find(({ message }) => message === 'release read')?.fields as {
      objects_in: number;
      left_out: Record<string, number>;
    };
    const leftOut = Object.values(fields.left_out).reduce((sum, count) => sum + count, 0);
    const rebuilt = objects.filter((one) => one.relationship_type === 'detects' && domain !== 'mobile').length;
    expect(objects.length - rebuilt + leftOut).toBe(fields.objects_in);
  });

  test('ICS 18.0 to 18.1 and mobile 17.0 to 17.1 by release', async () => {
    const changed: string[] = [];
    for (const [domain, setting, from, to] of [
      ['ics-attack', 'icsAttackFileUrl', '18.0', '18.1'],
      ['mobile-attack', 'mobileAttackFileUrl', '17.0', '17.1'],
    ] as const) {
      const platform = new FakePlatform();
      await runAttack({ [setting]: 'x', folder: DATA, version: from }, { platform });
      await runAttack({ [setting]: 'x', folder: DATA, version: to }, { platform });
      changed.push(`${domain} ${platform.works[1]?.messages[0]?.split(': ')[1]?.split('. ')[0]}`);
    }
    expect(changed).toEqual([
      'ics-attack 27 changed, 2 needed by them, 0 gone',
      'mobile-attack 1 changed, 4 needed by them, 0 gone',
    ]);
  });
});
