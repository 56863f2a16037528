import { defineInternalImportFile, type ImportPolicy } from '@opencti-connectors/core';
import { readObjects } from './read.ts';
import { type Settings, settings } from './settings.ts';

const MB = 1_000_000;

/** What each format is uploaded as. The content is looked at, not the name: other types work too once they are in scope. */
const MEDIA_TYPES = [
  'application/json',
  'application/stix+json',
  'application/vnd.oasis.stix+json',
  'application/taxii+json',
  'application/x-ndjson',
  'text/csv',
  'application/gzip',
  'application/x-gzip',
  'application/zip',
  'application/x-zip-compressed',
];

/** What an operator sets, and no person for one import. */
const LIMITS = new Set(['maxSize', 'maxObjects']);

export default defineInternalImportFile({
  slug: 'import-file-stix',
  name: 'ImportFileStix',
  description: 'Imports STIX 2.1 and 2.0 as bundles, lists, TAXII envelopes or lines, tables, and archives of them.',
  scope: MEDIA_TYPES,
  config: settings,
  policy,
  perImport: Object.keys(settings.shape).filter((key) => !LIMITS.has(key)),

  read(ctx, file) {
    const { maxSize, csvCreate } = ctx.config;
    const source = { name: file.name, bytes: file.stream() };
    return readObjects(source, {
      maxBytes: maxSize * MB,
      spoolDir: ctx.spoolDir,
      csvCreate,
      now: ctx.now(),
      refuse: ctx.refuse,
      say: ctx.say,
    });
  },
});

function policy({ defaultTlp, defaultAuthor, maxObjects, ...same }: Settings): ImportPolicy {
  return {
    ...same,
    defaultMarking: defaultTlp,
    author: defaultAuthor === undefined ? undefined : { name: defaultAuthor },
    ...(maxObjects > 0 ? { maxObjects } : {}),
  };
}
