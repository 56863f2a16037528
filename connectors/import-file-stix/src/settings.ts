import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

function share(description: string) {
  return z.number().int().min(0).max(100).optional().describe(description);
}

function limit(standard: number, description: string) {
  return z.number().int().min(0).default(standard).describe(description);
}

function off(description: string) {
  return z.boolean().default(false).describe(description);
}

/** `IMPORT_FILE_STIX_*` */
export const settings = z.object({
  validation: z
    .enum(['strict', 'lenient', 'off'])
    .default('lenient')
    .describe(
      'strict imports no file that has a bad object, lenient leaves bad objects out, off sends all with an id.',
    ),
  missingReferences: z
    .enum(['resolve', 'drop', 'report'])
    .default('resolve')
    .describe(
      'References to what the file does not hold: resolve keeps those that OpenCTI knows, drop none, report all of them.',
    ),
  markings: z
    .enum(['add', 'replace', 'only-if-missing'])
    .default('add')
    .describe("What the markings of the file do to an object's own."),
  defaultTlp: z.enum(TLP_NAMES).optional().describe('Marking of objects that have none even then.'),
  defaultAuthor: z.string().min(1).optional().describe('Organization that is the author of objects that name none.'),
  overrideAuthor: off('Makes that organization the author of all objects.'),
  labels: z.array(z.string()).default([]).describe('Labels that each object gets besides its own.'),
  score: share('Score of indicators and observables that have none.'),
  confidence: share('Confidence of objects that have none.'),
  containRelationships: off('In a report or another container, its relationships are members too.'),
  linkToEntity: off('In the page of an entity that is no container, relates what the file is about to it.'),
  wrapInReport: off('Outside of any page, makes a report with the name of the file that holds everything.'),
  csvCreate: z
    .enum(['observables', 'indicators', 'both'])
    .default('observables')
    .describe('What a value in a CSV file becomes; both are related.'),
  maxSize: limit(1_000, 'Most MB of a file, unpacked; 0 for no limit.'),
  maxObjects: limit(1_000_000, 'Most objects of a file; 0 for no limit.'),
});

export type Settings = z.output<typeof settings>;
