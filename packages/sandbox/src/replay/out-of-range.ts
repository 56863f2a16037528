import type { RecordedCase } from './recorded.ts';

const READING = 'a read of entities with all their fields, which this sandbox does not serve yet';

/** Cases that this sandbox does not answer as recorded, each with its reason. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lifecycle: {
    'queue-after-rename': 'the management interface of a broker, which this sandbox has not yet',
    'queue-after-delete': 'the management interface of a broker, which this sandbox has not yet',
  },
  files: { 'storage-encrypted': 'an AES zip of a file, which people download and no connector asks for' },
  enrichment: {
    'read-malware': READING,
    'read-ipv4': READING,
    'read-report': READING,
    'read-applicant': READING,
    'nested-refs': READING,
    'objects-or-relations': READING,
  },
};

/** Why a case is not expected to answer as recorded; undefined when it is. */
export function whyOutOfRange(file: string, { name }: RecordedCase): string | undefined {
  return REASONS[file]?.[name];
}
