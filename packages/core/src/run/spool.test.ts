import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Spot } from '../ports/spool.ts';
import { createSpools } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (number: number) => `${number} Ünï ${'x'.repeat(number % 997)}`;

test('pieces come back whole, in the order asked for, from the file and from memory', async () => {
  const spool = await createSpools(folder).open();
  const spots: Spot[] = [];
  for (let number = 0; number < 5_000; number++) spots.push(await spool.append(text(number)));
  const order = spots.map((_, index) => (index * 1_237) % spots.length);
  const read = await spool.read(order.map((index) => spots[index] ?? { offset: 0, length: 0 }));
  expect(read).toEqual(order.map(text));
  expect(await spool.read([])).toEqual([]);
  await spool.close();
});

test('one piece that is larger than what is written at once', async () => {
  const spool = await createSpools(folder).open();
  const large = 'ü'.repeat(3_000_000);
  const spots = [await spool.append('a'), await spool.append(large), await spool.append('b')];
  expect(await spool.read(spots)).toEqual(['a', large, 'b']);
  await spool.close();
});

test('the file has no name: nothing is left, whatever happens to the process', async () => {
  const spool = await createSpools(folder).open();
  await spool.append('x'.repeat(2_000_000));
  expect(readdirSync(folder)).toEqual([]);
  await spool.close();
});

test('a folder that cannot be written to is named with the setting', async () => {
  writeFileSync(join(folder, 'file'), '');
  const spool = await createSpools(join(folder, 'file')).open();
  await expect(spool.append('x'.repeat(2_000_000))).rejects.toThrow(
    `Nothing was imported: ${join(folder, 'file')} cannot be written to (EEXIST). CONNECTOR_SPOOL_DIR names the folder`,
  );
  await spool.close();
});

const mounts = canMount();

test.skipIf(!mounts)('no space left is said with the amount (skipped where nothing can be mounted)', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]);
  const spool = await createSpools(folder).open();
  try {
    const fill = async () => {
      for (let number = 0; number < 10; number++) await spool.append('x'.repeat(1_000_000));
    };
    await expect(fill()).rejects.toThrow(`there is no space left in ${folder} after 4 MB`);
  } finally {
    await spool.close();
    execFileSync('umount', [folder]);
  }
});

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'opencti-connectors-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
