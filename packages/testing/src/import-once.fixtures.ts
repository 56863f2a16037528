/** An importer of lists and the objects for its files. */
import { defineInternalImportFile, type ImportPolicy, InputError } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';
import { type ImportOptions, importOnce } from './import-once.ts';

export const GREEN = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
export const AMBER = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';

export function id(type: string, number: number): string {
  return `${type}--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function object(type: string, number: number, more: object = {}): StixObject {
  return { type, id: id(type, number), name: `${type} ${number}`, ...more };
}

export function relationship(number: number, source: string, target: string, more: object = {}): StixObject {
  const ends = { relationship_type: 'uses', source_ref: source, target_ref: target };
  return { type: 'relationship', id: id('relationship', number), ...ends, ...more };
}

export function report(number: number, object_refs: readonly string[]): StixObject {
  return object('report', number, { published: '2026-01-01T00:00:00.000Z', object_refs });
}

/** An importer whose files are JSON lists. */
export function importer(policy: ImportPolicy = {}) {
  return defineInternalImportFile({
    slug: 'list',
    name: 'List',
    description: 'Imports lists of objects.',
    scope: ['application/json'],
    config: z.object({
      validation: z.enum(['strict', 'lenient', 'off']).optional(),
      secretLimit: z.number().optional(),
    }),
    perImport: ['validation'],
    policy: ({ validation }) => ({ ...policy, ...(validation ? { validation } : {}) }),
    async *read(_ctx, file) {
      const pieces: Uint8Array[] = [];
      for await (const piece of file.stream()) pieces.push(piece);
      const text = Buffer.concat(pieces).toString('utf8');
      if (text.startsWith('<')) throw new InputError('This is XML.', { code: 'NOT_OURS' });
      if (text !== '') yield* JSON.parse(text) as StixObject[];
    },
  });
}

export function run(objects: readonly unknown[], policy: ImportPolicy = {}, options: ImportOptions = {}) {
  return importOnce(importer(policy), { file: JSON.stringify(objects), ...options });
}

export const ids = (objects: readonly StixObject[]) => objects.map((one) => one.id);
