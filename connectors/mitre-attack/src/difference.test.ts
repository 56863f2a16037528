import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FakePlatform, localHttp } from '@opencti-connectors/testing';
import { expect, test } from 'vitest';
import {
  AUTHOR,
  bundle,
  folderWith,
  icsFile,
  id,
  object,
  relationship,
  runAttack,
  technique,
} from './attack.fixtures.ts';

const MALWARE = object('malware', 1, { name: 'Quiet Heron' });
const USES = relationship(1, MALWARE.id, 'uses', id('attack-pattern', 1));
const OLD = [AUTHOR, technique(1), technique(2), technique(3), MALWARE, USES];

/** Runs release 1.0, then 1.1, on one platform. */
async function twice(next: readonly object[], given: Record<string, unknown> = {}) {
  const folder = folderWith({ 'ics-attack-1.0.json': bundle(OLD, '1.0') });
  const config = { icsAttackFileUrl: join(folder, 'x'), folder, ...given };
  const platform = new FakePlatform();
  await runAttack(config, { platform });
  writeFileSync(join(folder, 'ics-attack-1.1.json'), bundle(next, '1.1'));
  return runAttack(config, { platform });
}

test('the next release sends what changed, with what it refers to', async () => {
  const next = [...OLD.slice(0, -1), { ...USES, description: 'New words.' }];

  const { objects, platform } = await twice(next);

  expect(objects.map((one) => one.id).sort()).toEqual([USES.id, MALWARE.id, technique(1).id, AUTHOR.id].sort());
  expect(platform.works[1]?.messages[0]).toContain('ics-attack 1.1 since 1.0: 1 changed, 3 needed by them, 0 gone');
});

test('housekeeping and the time of an edit are no change: no work is opened', async () => {
  const next = OLD.map((one) => ({ ...one, modified: '2026-06-06T00:00:00.000Z', x_mitre_deprecated: false }));

  const { outcome, platform } = await twice(next);

  expect(outcome.status).toBe('unchanged');
  expect(platform.works).toHaveLength(1);
});

test('an object that was imported and is deprecated now is flagged; one that is gone is counted', async () => {
  const { objects, platform } = await twice([
    AUTHOR,
    technique(1, { x_mitre_deprecated: true }),
    technique(2),
    MALWARE,
  ]);

  expect(objects).toMatchObject([{ id: id('attack-pattern', 1), revoked: true }, { id: AUTHOR.id }]);
  expect(platform.works[1]?.messages[0]).toContain('2 gone');
});

test('an object that is no longer revoked is said to be so', async () => {
  const folder = folderWith({ 'ics-attack-1.0.json': bundle([AUTHOR, technique(1, { revoked: true })], '1.0') });
  const platform = new FakePlatform();
  await runAttack({ icsAttackFileUrl: 'x', folder }, { platform });
  writeFileSync(join(folder, 'ics-attack-1.1.json'), bundle([AUTHOR, technique(1)], '1.1'));

  const { objects } = await runAttack({ icsAttackFileUrl: 'x', folder }, { platform });

  expect(objects[0]).toMatchObject({ revoked: false });
});

test('a technique with a new ATT&CK id keeps the old one as an alias, and the work says so', async () => {
  const references = [{ source_name: 'mitre-attack', external_id: 'T7' }];
  const { objects, platform } = await twice(
    OLD.map((one) => (one.id === id('attack-pattern', 2) ? technique(2, { external_references: references }) : one)),
  );

  expect(objects[0]).toMatchObject({ x_mitre_id: 'T7', aliases: ['T92'] });
  expect(platform.works[1]?.messages[0]).toContain('T92 is now T7');
});

test('other settings send everything again, and MITRE_FULL_IMPORT does', async () => {
  const file = icsFile(bundle(OLD, '1.0'));
  const platform = new FakePlatform();
  await runAttack({ icsAttackFileUrl: file }, { platform });

  expect((await runAttack({ icsAttackFileUrl: file }, { platform })).objects).toHaveLength(0);
  expect((await runAttack({ icsAttackFileUrl: file, labels: ['attack'] }, { platform })).objects).toHaveLength(6);
  expect((await runAttack({ icsAttackFileUrl: file, fullImport: true }, { platform })).objects).toHaveLength(6);
});

test('a source without versions is compared with the cache, and sent whole without one', async () => {
  const file = icsFile(bundle(OLD));
  const cacheFolder = folderWith({});
  const counts: number[] = [];
  for (const given of [{ cacheFolder }, {}]) {
    writeFileSync(file, bundle(OLD));
    const platform = new FakePlatform();
    await runAttack({ icsAttackFileUrl: file, ...given }, { platform });
    writeFileSync(file, bundle([...OLD, technique(4)]));
    counts.push((await runAttack({ icsAttackFileUrl: file, ...given }, { platform })).objects.length);
  }
  expect(counts).toEqual([2, 7]);
});

test('an object of two domains is sent once', async () => {
  const folder = folderWith({
    'ics-attack-1.0.json': bundle([AUTHOR, MALWARE], '1.0'),
    'mobile-attack-1.0.json': bundle([AUTHOR, MALWARE, technique(1)], '1.0'),
  });

  const { objects } = await runAttack({ icsAttackFileUrl: 'x', mobileAttackFileUrl: 'x', folder });

  expect(objects).toHaveLength(3);
});

test('a domain that fails ends the work in error; the others are imported and remembered', async () => {
  const config = { icsAttackFileUrl: icsFile(bundle(OLD, '1.0')), mobileAttackFileUrl: '/nowhere/mobile.json' };
  const platform = new FakePlatform();

  const { outcome, objects } = await runAttack(config, { platform });

  expect(outcome.status).toBe('failed');
  expect(objects).toHaveLength(6);
  expect(platform.works[0]?.errors).toEqual(['/nowhere/mobile.json cannot be read (ENOENT)']);
  expect(Object.keys(JSON.parse(platform.state ?? '').domains)).toEqual(['ics-attack']);
});

test('the state stays small', async () => {
  const { platform } = await twice(OLD);

  expect(platform.state?.length).toBeLessThan(400);
});

test('over HTTP: a pinned release by the index, a conditional request, and the earlier release for the difference', async () => {
  const files: Record<string, string> = {
    '/index.json': JSON.stringify({
      collections: [
        { versions: ['1.0', '1.1'].map((version) => ({ version, url: `http://x/ics-attack/${version}` })) },
      ],
    }),
    '/ics-attack/ics-attack-1.0.json': bundle(OLD, '1.0'),
    '/ics-attack/ics-attack-1.1.json': bundle([...OLD, technique(4)], '1.1'),
    '/ics-attack/ics-attack.json': bundle([...OLD, technique(4)], '1.1'),
  };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${path}${request.headers['if-none-match'] ? ' conditional' : ''}`);
    const etag = `"${path}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(files[path] ? 200 : 404, { etag }).end(files[path]);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ics-attack/ics-attack.json`;
  const http = localHttp();
  const platform = new FakePlatform();
  try {
    await runAttack({ icsAttackFileUrl: url, version: '1.0' }, { platform, http });
    const major = await runAttack({ icsAttackFileUrl: url, version: '1' }, { platform, http });
    const again = await runAttack({ icsAttackFileUrl: url, version: '1' }, { platform, http });

    expect(major.objects.map((one) => one.id)).toEqual([technique(4).id, AUTHOR.id]);
    expect(again.outcome.status).toBe('unchanged');
    expect(requests).toEqual([
      '/ics-attack/ics-attack-1.0.json',
      '/index.json',
      '/ics-attack/ics-attack-1.1.json conditional',
      '/ics-attack/ics-attack-1.0.json',
      '/index.json',
      '/ics-attack/ics-attack-1.1.json conditional',
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
