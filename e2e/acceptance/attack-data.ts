/** A release of ATT&CK that nobody knows: one file of invented techniques, groups and software. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface AttackObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** A file in a folder, with the ids of its objects by short names. */
export interface AttackFile {
  /** Short name → STIX id. */
  readonly ids: Readonly<Record<string, string>>;
  /** Everything that the platform gets. */
  readonly sent: readonly string[];
  /** Writes the next release, which describes one malware anew. */
  writeNext(description: string): void;
}

const TIME = '2026-01-01T00:00:00.000Z';
const LATER = '2026-02-01T00:00:00.000Z';

/** @param run goes into every id that OpenCTI makes its own ids of, as the name does. */
export function attackFile(folder: string, run: string, named: (text: string) => string): AttackFile {
  const idOf = (type: string, short: string) => `${type}--${uuid(`${run} ${short}`)}`;
  const ids: Record<string, string> = {};
  const author = idOf('identity', 'author');
  const thing = (type: string, short: string, more: object = {}): AttackObject => {
    ids[short] = idOf(type, short);
    const times = { created: TIME, modified: TIME, spec_version: '2.1' };
    return { type, id: ids[short], ...times, created_by_ref: author, name: named(short), ...more };
  };
  const numbered = (id: string) => ({
    external_references: [
      { source_name: 'mitre-attack', external_id: `T-${run}-${id}`, url: `https://${run}.example/${id}` },
    ],
  });
  const phases = { kill_chain_phases: [{ kill_chain_name: 'mitre-ics-attack', phase_name: `${run}-wading` }] };
  const link = (from: string, name: string, to: string): AttackObject => ({
    ...thing('relationship', `${from} ${name} ${to}`, { name: undefined, relationship_type: name }),
    source_ref: ids[from],
    target_ref: ids[to],
  });
  const release = (description: string, modified: string): AttackObject[] => [
    {
      type: 'identity',
      id: author,
      name: named('Tern Analytics'),
      identity_class: 'organization',
      created: TIME,
      modified: TIME,
      spec_version: '2.1',
    },
    thing('x-mitre-collection', 'collection', {
      x_mitre_version: modified === TIME ? '1.0' : '1.1',
      x_mitre_contents: [],
    }),
    thing('attack-pattern', 'Wade', { ...numbered('1'), ...phases, description: 'Stands still in shallow water.' }),
    thing('attack-pattern', 'Wade at Night', { ...numbered('1.001'), ...phases, x_mitre_is_subtechnique: true }),
    thing('attack-pattern', 'Stab', { ...numbered('2'), ...phases }),
    thing('course-of-action', 'Drain the Pond', numbered('3')),
    thing('intrusion-set', 'Quiet Heron', { aliases: [named('Quiet Heron'), named('Grey Bird')] }),
    thing('campaign', 'Low Tide', { first_seen: TIME, last_seen: LATER }),
    thing('malware', 'Reed', { description, modified, is_family: true }),
    thing('malware', 'Bittern', { is_family: true }),
    thing('tool', 'Stilt'),
    link('Wade at Night', 'subtechnique-of', 'Wade'),
    link('Drain the Pond', 'mitigates', 'Wade'),
    link('Quiet Heron', 'uses', 'Wade'),
    link('Quiet Heron', 'uses', 'Reed'),
    link('Quiet Heron', 'uses', 'Stilt'),
    link('Reed', 'uses', 'Stab'),
    link('Bittern', 'uses', 'Wade at Night'),
    link('Low Tide', 'attributed-to', 'Quiet Heron'),
  ];
  const write = (name: string, objects: readonly AttackObject[]) => {
    writeFileSync(join(folder, name), JSON.stringify({ type: 'bundle', id: `bundle--${uuid(run)}`, objects }));
  };
  const first = release('Grows in the bank.', TIME);
  write('ics-attack.json', first);
  // What the next release is compared with.
  write('ics-attack-1.0.json', first);
  const sent = first.filter(({ type }) => type !== 'x-mitre-collection').map(({ id }) => id);
  const writeNext = (description: string) => write('ics-attack.json', release(description, LATER));
  return { ids, sent, writeNext };
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
