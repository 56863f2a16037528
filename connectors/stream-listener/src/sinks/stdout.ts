import { textOf } from '../mapping.ts';
import { ALL_TAKEN, type Sink } from './sink.ts';

/** Lines on standard output, among those of the log; waits where nobody reads. */
export function stdoutSink(): Sink {
  return {
    async deliver(items) {
      const text = items.map((item) => `${textOf(item)}\n`).join('');
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
      return ALL_TAKEN;
    },
  };
}
