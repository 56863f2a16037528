import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalImport } from '@opencti-connectors/core';
import { FakePlatform, runOnce } from '@opencti-connectors/testing';
import { expect, test } from 'vitest';
import attack from './connector.ts';

const connector = attack as unknown as ExternalImport;
const DATA = join(import.meta.dirname, '../../../../shared/data');
const NONE = { enterpriseFileUrl: 'false', mobileAttackFileUrl: 'false', icsAttackFileUrl: 'false' };

const TECHNIQUE = {
  type: 'attack-pattern',
  id: 'attack-pattern--00000000-0000-4000-8000-000000000001',
  name: 'Invented technique',
  external_references: [{ source_name: 'mitre-ics-attack', external_id: 'T9001' }],
};
const TACTIC = { type: 'x-mitre-tactic', id: 'x-mitre-tactic--00000000-0000-4000-8000-000000000002', name: 'Invented' };

function file(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'mitre-attack-')), 'ics-attack.json');
  writeFileSync(path, content);
  return path;
}

function bundle(...objects: object[]): string {
  return JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });
}

test('imports a file, with ATT&CK ids, and counts what OpenCTI has no type for', async () => {
  const { objects, log, outcome } = await runOnce(connector, {
    config: { ...NONE, icsAttackFileUrl: file(bundle(TECHNIQUE, TACTIC)) },
  });

  expect(outcome.status).toBe('done');
  expect(objects).toMatchObject([{ id: TECHNIQUE.id, x_mitre_id: 'T9001', spec_version: '2.1' }]);
  expect(log.lines.find(({ message }) => message === 'release read')?.fields.left_out).toEqual({
    'x-mitre-tactic: OpenCTI has no such type': 1,
  });
});

test('a second run on the same release sends nothing and opens no work', async () => {
  const config = { ...NONE, icsAttackFileUrl: file(bundle(TECHNIQUE)) };
  const platform = new FakePlatform();
  await runOnce(connector, { config, platform });

  const second = await runOnce(connector, { config, platform });

  expect(second.outcome.status).toBe('unchanged');
  expect(second.objects).toEqual([]);
  expect(platform.works).toHaveLength(1);
});

test.each<[string, string | Uint8Array, string]>([
  ['truncated', bundle(TECHNIQUE).slice(0, 50), 'is not complete JSON'],
  ['empty', '', 'is empty'],
  ['not a bundle', '{"type":"malware"}', 'is JSON, but not a STIX bundle'],
  ['wrongly encoded', Uint8Array.from([0x7b, 0xe9, 0x20]), 'is not UTF-8 text'],
])('a %s file ends the work in error with a sentence', async (_name, content, words) => {
  const { outcome, platform } = await runOnce(connector, { config: { ...NONE, icsAttackFileUrl: file(content) } });

  expect(outcome.status).toBe('failed');
  expect(platform.works[0]?.errors[0]).toContain(words);
});

test('a file that is not there is named', async () => {
  const { platform } = await runOnce(connector, { config: { ...NONE, icsAttackFileUrl: '/nowhere/ics.json' } });

  expect(platform.works[0]?.errors[0]).toBe('/nowhere/ics.json cannot be read (ENOENT)');
});

test('objects without id are counted, the rest goes through', async () => {
  const { objects, log } = await runOnce(connector, {
    config: { ...NONE, icsAttackFileUrl: file(bundle({ type: 'malware' }, TECHNIQUE)) },
  });

  expect(objects).toHaveLength(1);
  expect(log.lines.find(({ message }) => message === 'release read')?.fields.malformed).toBe(1);
});

test.skipIf(!existsSync(DATA))('ICS 18.1 of ../shared/data: the counts of the file', async () => {
  const { objects } = await runOnce(connector, {
    config: { ...NONE, icsAttackFileUrl: join(DATA, 'ics-attack-18.1.json.gz') },
  });

  const count = (type: string) => objects.filter((object) => object.type === type).length;
  expect([count('attack-pattern'), count('course-of-action'), count('campaign'), count('malware')]).toEqual([
    95, 52, 8, 30,
  ]);
});
