import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves of the space for new values, bytes. */
const ENOUGH = 30_000_000;
const LOOK_MS = 5;

/**
 * Keeps V8 from doubling the space for new values beyond 2 x 16 MB. Where hundreds of MB of texts pass through in a
 * second, more of it only makes the process larger, and less of it makes short-lived values old.
 */
export function holdYoungGeneration(): void {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (young && young.space_size < ENOUGH) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_MS).unref();
}
