/** Invented objects in ATT&CK's shape, for tests. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalImport } from '@opencti-connectors/core';
import { type HarnessOptions, runOnce } from '@opencti-connectors/testing';
import attack from './connector.ts';

export const NONE = {
  enterpriseFileUrl: 'false',
  mobileAttackFileUrl: 'false',
  icsAttackFileUrl: 'false',
  capecFileUrl: 'false',
};
const TIME = '2026-01-01T00:00:00.000Z';

/** Id of the n-th invented object of a type. */
export function id(type: string, number: number): string {
  return `${type}--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** An invented object; `more` overwrites. */
export function object(type: string, number: number, more: Record<string, unknown> = {}) {
  return { type, id: id(type, number), spec_version: '2.1', created: TIME, modified: TIME, ...more };
}

export const STATEMENT = object('marking-definition', 1, {
  definition_type: 'statement',
  definition: { statement: 'Invented.' },
});
export const AUTHOR = object('identity', 1, { name: 'Invented Corporation', identity_class: 'organization' });

/** A technique with an ATT&CK id. */
export function technique(number: number, more: Record<string, unknown> = {}) {
  return object('attack-pattern', number, {
    name: `Invented technique ${number}`,
    created_by_ref: AUTHOR.id,
    object_marking_refs: [STATEMENT.id],
    external_references: [{ source_name: 'mitre-attack', external_id: `T9${number}` }],
    kill_chain_phases: [{ kill_chain_name: 'mitre-ics-attack', phase_name: 'second-phase' }],
    ...more,
  });
}

export function relationship(number: number, source: string, type: string, target: string, more: object = {}) {
  return object('relationship', number, { source_ref: source, relationship_type: type, target_ref: target, ...more });
}

/** The text of a bundle; a collection gives it a release. */
export function bundle(objects: readonly object[], release?: string): string {
  const collection = release ? [object('x-mitre-collection', 1, { x_mitre_version: release })] : [];
  return JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: [...collection, ...objects] });
}

/** A folder with the given files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mitre-attack-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A file of ICS data in a folder of its own. */
export function icsFile(content: string | Uint8Array): string {
  return join(folderWith({ 'ics-attack.json': content }), 'ics-attack.json');
}

/** One run of the connector on ports in memory. */
export function runAttack(config: Record<string, unknown>, options: HarnessOptions & { signal?: AbortSignal } = {}) {
  return runOnce(attack as unknown as ExternalImport, { ...options, config: { ...NONE, ...config } });
}
