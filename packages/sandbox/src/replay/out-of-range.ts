import type { RecordedCase } from './recorded.ts';

const BROKER = 'the management interface of a broker, which this sandbox has not yet';
const DRAFTS = 'drafts, which this part of the sandbox has not yet';

/** Cases that this sandbox does not answer as recorded, each with its reason. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lifecycle: {
    'queue-after-rename': BROKER,
    'queue-after-delete': BROKER,
  },
  misc: {
    catalogs: 'the catalogue of connectors that the platform starts itself',
    'draft-list': DRAFTS,
    'draft-add': DRAFTS,
    'draft-add-forbidden': DRAFTS,
    'draft-inside': DRAFTS,
    'draft-validate': DRAFTS,
    'draft-delete': DRAFTS,
  },
};

/** Why a case is not expected to answer as recorded; undefined when it is. */
export function whyOutOfRange(file: string, { name }: RecordedCase): string | undefined {
  return REASONS[file]?.[name];
}
