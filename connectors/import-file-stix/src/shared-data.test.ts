import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type StixObject, validate } from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import { read } from './file.fixtures.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const hasData = existsSync(DATA);
if (!hasData) console.info('skipped: no ../shared/data');

function countsByType(objects: readonly StixObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of objects) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

const files = hasData ? readdirSync(DATA).filter((name) => name.endsWith('.gz')) : [];

describe.skipIf(!hasData)('all of ../shared/data', () => {
  test.for(files)('%s: as many of each type as before, each valid', async (name) => {
    const packed = readFileSync(join(DATA, name));
    const bundle = JSON.parse(gunzipSync(packed).toString()) as { objects: StixObject[] };
    const { objects, refused, said } = await read(packed, { name });
    expect(refused).toEqual([]);
    expect(countsByType(objects)).toEqual(countsByType(bundle.objects));
    expect(objects.map(({ id }) => id)).toEqual(bundle.objects.map(({ id }) => id));
    const old = bundle.objects.filter(({ spec_version }) => spec_version !== '2.1').length;
    expect(said).toEqual(old > 0 ? [`${old} objects converted from STIX 2.0`] : []);
    expect(objects.filter(({ spec_version }) => spec_version !== '2.1')).toEqual([]);
    const known = objects.filter(({ type }) => !type.startsWith('x-mitre-'));
    expect(known.flatMap((object) => validate(object).map((flaw) => ({ id: object.id, ...flaw })))).toEqual([]);
  });

  test('a JSON file that is no STIX is not ours', async () => {
    const index = readFileSync(join(DATA, 'attack-index.json'));
    await expect(read(index)).rejects.toMatchObject({ code: 'NOT_OURS' });
  });
});
