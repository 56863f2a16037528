import { defineStream, type StreamEvent, type StreamHandler } from '@opencti-connectors/core';
import { Feedback } from './feedback.ts';
import { Filter } from './filters.ts';
import { Mapper } from './mapping.ts';
import { asDeletion } from './meaning.ts';
import { type Settings, settings } from './settings.ts';
import { openSink } from './sinks/open.ts';

/** Made once for a set of settings: they are looked at for each event. */
const filters = new WeakMap<Settings, { readonly filter: Filter; readonly feedback: Feedback }>();

export default defineStream({
  slug: 'stream-listener',
  name: 'Stream listener',
  description: 'Brings the changes of an OpenCTI live stream to a webhook, files, a broker or standard output.',
  scope: ['stream-listener'],
  config: settings,
  dataDir: ({ dataDir }) => dataDir,
  spoolBytes: ({ spoolMb }) => spoolMb * 1_000_000,
  dataDirVariable: 'STREAM_LISTENER_DATA_DIR',
  // Order of all events where the receiver is one file or one channel.
  lanes: ({ sink, lanes }) => (sink === 'webhook' ? lanes : 1),
  batch: ({ sink, batchEvents, batchKb, batchWait }) =>
    sink === 'webhook'
      ? { events: batchEvents, bytes: batchKb * 1_024, waitMs: batchWait }
      : { events: Math.max(batchEvents, 1_000), bytes: 128_000 },
  accepts,

  async open(ctx): Promise<StreamHandler> {
    const { config } = ctx;
    const sink = await openSink(config, ctx.log);
    const { filter, feedback } = filtersOf(config);
    const told = (event: StreamEvent) => (filter.isLeaving(event) ? (asDeletion(event) ?? event) : event);
    const mapper = new Mapper({ ...config, platformUrl: ctx.platformUrl, now: () => ctx.now() });
    return {
      async deliver(events, signal) {
        const items = mapper.items(events.map(told));
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

function filtersOf(config: Settings) {
  const known = filters.get(config) ?? { filter: new Filter(config), feedback: new Feedback(config) };
  filters.set(config, known);
  return known;
}

function accepts(event: StreamEvent, config: Settings): boolean {
  const { filter, feedback } = filtersOf(config);
  return !feedback.isOwn(event) && (filter.passes(event) || filter.isLeaving(event));
}
