/** The five kinds of connector under the names that people use. */
import type { ConnectorKind } from '@opencti-connectors/core/tools';
import { CommandError } from './exit-codes.ts';

/** Name of a kind on the command line: the folder of its template. */
export type KindName =
  | 'external-import'
  | 'internal-enrichment'
  | 'internal-import-file'
  | 'internal-export-file'
  | 'stream';

interface Kind {
  readonly name: KindName;
  readonly platform: ConnectorKind;
  readonly also: readonly string[];
  /** What a connector of the kind does, for whoever has to choose. */
  readonly does: string;
}

/** In the order of how often they are wanted. */
export const KINDS: readonly Kind[] = [
  {
    name: 'external-import',
    platform: 'EXTERNAL_IMPORT',
    also: ['import'],
    does: 'fetches from a source on a schedule',
  },
  {
    name: 'internal-enrichment',
    platform: 'INTERNAL_ENRICHMENT',
    also: ['enrichment'],
    does: 'looks up an entity when somebody asks',
  },
  {
    name: 'internal-import-file',
    platform: 'INTERNAL_IMPORT_FILE',
    also: ['import-file'],
    does: 'reads files that are uploaded',
  },
  {
    name: 'internal-export-file',
    platform: 'INTERNAL_EXPORT_FILE',
    also: ['export-file'],
    does: 'writes entities into files',
  },
  { name: 'stream', platform: 'STREAM', also: ['live-stream'], does: 'sends on every change of knowledge' },
];

/** @throws CommandError for a word that names no kind. */
export function kindNamed(word: string): Kind {
  const wanted = word.toLowerCase().replaceAll('_', '-');
  const found = KINDS.find(({ name, also }) => name === wanted || also.includes(wanted));
  if (found) return found;
  throw new CommandError(`"${word}" is no kind of connector. There are: ${KINDS.map(({ name }) => name).join(', ')}`);
}

/** `INTERNAL_ENRICHMENT` as `internal enrichment`. */
export function kindWords(kind: string): string {
  return kind.toLowerCase().replaceAll('_', ' ');
}
