import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { splitBundle } from '../packages/core/src/bundle/split.ts';
import { splitText } from '../packages/core/src/bundle/split-text.ts';
import { type Figure, median } from './measure.ts';

const ENTERPRISE = join(import.meta.dirname, '../../shared/data/enterprise-attack-18.1-stix20.json.gz');

/** An id of the n-th invented object. */
function id(type: string, number: number): string {
  return `${type}--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function reportOf(references: number) {
  const targets = Array.from({ length: references }, (_, number) => ({
    type: 'tool',
    id: id('tool', number),
    name: 'T',
  }));
  return {
    objects: [{ type: 'report', id: id('report', 1), object_refs: targets.map((tool) => tool.id) }, ...targets],
  };
}

function chainOf(length: number) {
  const link = (number: number) => ({
    type: 'identity',
    id: id('identity', number),
    created_by_ref: id('identity', number + 1),
  });
  return { objects: Array.from({ length }, (_, number) => link(number)) };
}

/** Splitting: the official enterprise release, a report with many references, a long chain. */
export function splitting(): Figure[] {
  const report = reportOf(50_000);
  const chain = chainOf(100_000);
  return [
    ...enterprise(),
    { what: 'split a report with 50,000 references', unit: 's', goal: 0.12, ...median(9, () => splitBundle(report)) },
    { what: 'split a chain of 100,000 references', unit: 's', ...median(5, () => splitBundle(chain)) },
  ];
}

function enterprise(): Figure[] {
  const what = ['split enterprise ATT&CK, objects to objects', 'split enterprise ATT&CK, text to text'] as const;
  if (!existsSync(ENTERPRISE)) {
    return what.map((name) => ({ what: name, unit: 's', value: undefined, note: 'no ../shared/data' }));
  }
  const text = gunzipSync(readFileSync(ENTERPRISE)).toString('utf8');
  const bundle = JSON.parse(text);
  const toText = () => {
    let bytes = 0;
    for (const part of splitText(text).texts) bytes += part.length;
    return bytes;
  };
  return [
    { what: what[0], unit: 's', goal: 0.1, ...median(15, () => splitBundle(bundle)) },
    { what: what[1], unit: 's', goal: 0.35, ...median(9, toText) },
  ];
}
