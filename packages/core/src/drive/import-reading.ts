import { isSupportedType } from '../bundle/supported.ts';
import type { ImportPolicy } from '../define/internal-import-file.ts';
import { InputError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { StixObject } from '../stix/object.ts';
import { validate } from '../stix/validate.ts';
import type { ImportObjects } from './import-objects.ts';
import type { ImportReport } from './import-report.ts';
import type { ImportStamp } from './import-stamp.ts';
import type { Progress } from './progress.ts';

/** Objects after which other things, such as the heartbeat, get their turn. */
const TURN = 1_000;

interface Reading {
  readonly policy: ImportPolicy;
  readonly stamp: ImportStamp;
  readonly report: ImportReport;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * The first pass: each object is looked at, stamped and put aside; what is bad is left out and named. @returns objects that were in the file, the bad ones too, and the
 * latest time at which one of them changed.
 * @throws InputError above the limit of objects, and when the spool has no space left.
 */
export async function readObjects(
  file: AsyncIterable<StixObject>,
  objects: ImportObjects,
  { policy, stamp, report, clock, progress, signal }: Reading,
): Promise<{ readonly count: number; readonly latest: string | undefined }> {
  const { maxObjects = Number.POSITIVE_INFINITY, validation = 'lenient' } = policy;
  let count = 0;
  let latest: string | undefined;
  for await (const object of file) {
    signal.throwIfAborted();
    count += 1;
    if (count > maxObjects) {
      throw new InputError(`The file holds more than ${maxObjects} objects, the most that this connector takes.`);
    }
    if (count % TURN === 0) {
      await clock.sleep(0, signal);
      await progress.tell(() => `${count} objects read`);
    }
    if (!isGood(object, validation !== 'off', report)) continue;
    await objects.add(stamp.apply(object));
    const changed = object.modified ?? object.created;
    if (typeof changed === 'string' && (latest === undefined || changed > latest)) latest = changed;
  }
  return { count, latest };
}

function isGood(object: StixObject, validated: boolean, report: ImportReport): boolean {
  const flaws = validated ? validate(object) : withoutId(object);
  const [flaw] = flaws;
  if (!flaw && !isSupportedType(object.type)) {
    report.skip(object.type);
    return false;
  }
  if (flaw) report.refuse({ ...idOf(object), ...flaw });
  return flaw === undefined;
}

/** What cannot even be sent unseen. */
function withoutId(object: StixObject | null) {
  const isThere = (value: unknown) => typeof value === 'string' && value !== '';
  if (typeof object !== 'object' || object === null) return [{ path: '$', reason: 'is not a JSON object' }];
  return (['type', 'id'] as const)
    .filter((name) => !isThere(object[name]))
    .map((name) => ({ path: `$.${name}`, reason: 'is missing' }));
}

function idOf(object: StixObject | null): { readonly id?: string } {
  return typeof object?.id === 'string' ? { id: object.id } : {};
}
