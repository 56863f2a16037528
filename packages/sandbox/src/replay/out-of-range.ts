import type { RecordedCase } from './recorded.ts';

/** Cases that this sandbox does not answer as recorded, each with its reason. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lifecycle: {
    'queue-after-rename': 'the management interface of a broker, which this sandbox has not yet',
    'queue-after-delete': 'the management interface of a broker, which this sandbox has not yet',
  },
};

/** Why a case is not expected to answer as recorded; undefined when it is. */
export function whyOutOfRange(file: string, { name }: RecordedCase): string | undefined {
  return REASONS[file]?.[name];
}
