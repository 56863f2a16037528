import { defineStream } from '@opencti-connectors/core';
import { messageOf } from './message.ts';
import { post } from './post.ts';
import { settings } from './settings.ts';

export default defineStream({
  slug: 'example-forwarder',
  name: 'Example forwarder',
  description: 'Posts every change of knowledge to an address.',
  scope: ['all'],
  config: settings,
  sourceUrls: ({ url }) => [url],
  dataDir: ({ dataDir }) => dataDir,
  dataDirVariable: 'EXAMPLE_FORWARDER_DATA_DIR',
  accepts: ({ data }, { types }) => types.length === 0 || types.includes(data.type),

  async onEvent(ctx, event) {
    await post(ctx.config, messageOf(event, ctx.platformUrl), ctx.signal);
  },
});
