import { defineInternalImportFile, InputError } from '@opencti-connectors/core';
import { linesOf } from './lines.ts';
import { settings } from './settings.ts';
import { toStix } from './to-stix.ts';

export default defineInternalImportFile({
  slug: 'example-list',
  name: 'Example list',
  description: 'Imports lists of domains, addresses, URLs and hashes, one on each line.',
  scope: ['text/plain'],
  config: settings,
  policy: ({ labels, score, tlp }) => ({ labels, score, defaultMarking: tlp }),

  async *read(ctx, file) {
    let [line, found] = [0, 0];
    for await (const text of linesOf(file.stream())) {
      line += 1;
      const object = toStix(text);
      if (object === 'nothing') continue;
      if (object) yield object;
      else ctx.refuse({ path: `line ${line}`, reason: 'not a domain, an address, a URL, a mailbox or a hash' });
      found += object ? 1 : 0;
    }
    // An automatic import of somebody's notes is no failure: the code says that the file is for others.
    if (found === 0) throw new InputError('The file has no line with an observable.', { code: 'NOT_OURS' });
  },
});
