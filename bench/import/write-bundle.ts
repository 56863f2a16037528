/** A bundle of about as many bytes as wanted, made up: entities, observables, indicators and what relates them. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { deterministicId } from '../../packages/core/src/stix/uuid5.ts';

const TIME = '2026-01-02T03:04:05.000Z';
const WORDS = 'stream heron quiet "path" \\ é 测试 of a campaign that was seen in many places and never named ';
const BLOCK = 1_000;

/** Writes it to a path. @returns how many objects it has, and its size. */
export async function writeBundle(path: string, bytes: number): Promise<{ objects: number; bytes: number }> {
  const out = createWriteStream(path);
  let size = out.write('{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[') ? 80 : 80;
  let objects = 0;
  while (size < bytes) {
    const block = Array.from({ length: BLOCK }, () => JSON.stringify(made(objects++)));
    const text = (size > 80 ? ',' : '') + block.join(',');
    size += Buffer.byteLength(text);
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end(']}');
  await once(out, 'close');
  return { objects, bytes: size + 2 };
}

/** Four kinds in turn: the relationship leads from the malware to the observable before it. */
function made(number: number): object {
  const round = Math.floor(number / 4);
  const id = (type: string, of = round) => deterministicId(type, { of });
  const common = { spec_version: '2.1', created: TIME, modified: TIME };
  const description = WORDS.repeat(8);
  const kinds = [
    { ...common, type: 'malware', id: id('malware'), name: `Malware ${round}`, is_family: true, description },
    { type: 'domain-name', spec_version: '2.1', id: id('domain-name'), value: `host-${round}.example` },
    {
      ...{ ...common, type: 'indicator', id: id('indicator'), name: `host-${round}.example`, description },
      ...{ pattern: `[domain-name:value = 'host-${round}.example']`, pattern_type: 'stix', valid_from: TIME },
    },
    {
      ...{ ...common, type: 'relationship', id: id('relationship'), relationship_type: 'indicates' },
      ...{ source_ref: id('indicator'), target_ref: id('malware') },
    },
  ];
  return kinds[number % kinds.length] ?? {};
}
