import { defineStream, type StreamEvent, type StreamHandler } from '@opencti-connectors/core';
import { Feedback } from './feedback.ts';
import { filterOf } from './filters.ts';
import { Mapper } from './mapping.ts';
import { type Settings, settings } from './settings.ts';
import { openSink } from './sinks/open.ts';

/** Made once for a set of settings: they are looked at for each event. */
const checks = new WeakMap<Settings, (event: StreamEvent) => boolean>();

export default defineStream({
  slug: 'stream-listener',
  name: 'Stream listener',
  description: 'Brings the changes of an OpenCTI live stream to a webhook, files, a broker or standard output.',
  scope: ['stream-listener'],
  config: settings,
  dataDir: ({ dataDir }) => dataDir,
  dataDirVariable: 'STREAM_LISTENER_DATA_DIR',
  spoolBytes: ({ spoolMb }) => spoolMb * 1_000_000,
  // Order of all events where the receiver is one file or one channel.
  lanes: ({ sink, lanes }) => (sink === 'webhook' ? lanes : 1),
  batch: ({ sink, batchEvents, batchKb, batchWait }) =>
    sink === 'webhook'
      ? { events: batchEvents, bytes: batchKb * 1_024, waitMs: batchWait }
      : { events: Math.max(batchEvents, 1_000), bytes: 1_000_000 },
  accepts: (event, config) => checkOf(config)(event),

  async open(ctx): Promise<StreamHandler> {
    const { config } = ctx;
    const sink = await openSink(config, ctx.log);
    const feedback = new Feedback(config);
    const mapper = new Mapper({ ...config, platformUrl: ctx.platformUrl, now: () => ctx.now() });
    return {
      async deliver(events, signal) {
        const items = mapper.items(events);
        if (items.length === 0) return;
        const delivered = await sink.deliver(items, signal);
        for (const object of feedback.objects(items, delivered)) ctx.feedback.add(object);
        return delivered.refused;
      },
      flush: async () => sink.flush?.(),
      close: async () => sink.close?.(),
      refused: (refused) => {
        for (const one of refused) for (const object of feedback.refusal(one)) ctx.feedback.add(object);
      },
    };
  },
});

function checkOf(config: Settings): (event: StreamEvent) => boolean {
  const known = checks.get(config);
  if (known) return known;
  const passes = filterOf(config);
  const feedback = new Feedback(config);
  const check = (event: StreamEvent) => !feedback.isOwn(event) && passes(event);
  checks.set(config, check);
  return check;
}
