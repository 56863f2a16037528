/** The driver of importers with a file of 300 MB: read, put aside, ordered, split into parts. Prints how long and how much memory. */
import { setFlagsFromString } from 'node:v8';
import { defineInternalImportFile } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { z } from 'zod';
import { ImportFileDriver, type ImportFilePorts } from '../../packages/core/src/drive/import-file.ts';
import { readJob } from '../../packages/core/src/drive/job.ts';
import { AmqpQueue, type AmqpQueueOptions } from '../../packages/core/src/queue/amqp.ts';
import { systemClock } from '../../packages/core/src/run/clock.ts';
import { createSpools } from '../../packages/core/src/run/spool.ts';
import { peakMb } from '../export/memory.ts';

// As `run/import-file.ts` does.
setFlagsFromString('--optimize-for-size');

const BYTES = Number(process.argv[2] ?? 300) * 1_000_000;
const AUTHOR = 'identity--00000000-0000-4000-8000-000000000000';
const GREEN = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const TIME = '2026-01-02T03:04:05.000Z';

function id(type: string, number: number): string {
  const hex = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return `${type}--${hex.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Entities, and relationships that come before what they tie together. */
function* objects(): Generator<StixObject> {
  const common = {
    spec_version: '2.1',
    created: TIME,
    modified: TIME,
    created_by_ref: AUTHOR,
    object_marking_refs: [GREEN],
  };
  yield { type: 'identity', id: AUTHOR, name: 'Heron', identity_class: 'organization' };
  for (let number = 0; ; number++) {
    const ends = { source_ref: id('malware', number), target_ref: id('tool', number) };
    yield { type: 'relationship', id: id('relationship', number), relationship_type: 'uses', ...ends, ...common };
    yield {
      type: 'malware',
      id: id('malware', number),
      name: `Malware ${number}`,
      is_family: true,
      description: 'x'.repeat(600),
      ...common,
    };
    yield { type: 'tool', id: id('tool', number), name: `Tool ${number}`, description: 'y'.repeat(200), ...common };
  }
}

const connector = defineInternalImportFile({
  slug: 'bench',
  name: 'Bench',
  description: 'Imports what is made up.',
  scope: ['application/json'],
  config: z.object({}),
  async *read() {
    let bytes = 0;
    for (const object of objects()) {
      const text = JSON.stringify(object);
      bytes += text.length;
      if (bytes > BYTES) return;
      // As a reader does: the text is parsed.
      yield JSON.parse(text) as StixObject;
    }
  },
});

let parts = 0;
const nothing = async () => undefined;
const silent = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
const platform = { addExpectations: nothing, reportDone: nothing, reportFailure: nothing, received: nothing };
const publisher = {
  publish: async (_message: unknown, settle: () => void) => {
    parts += 1;
    if (parts % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    settle();
    return String(parts);
  },
  forget() {},
};
const route = () => ({ push: 'push', push_exchange: 'exchange', push_routing: 'push', userId: 'user' });
const queue = new AmqpQueue({ platform, publisher, route, declare: nothing } as unknown as AmqpQueueOptions);
const ports = {
  platform,
  queue,
  clock: systemClock,
  log: silent,
  metrics: { recordsSent() {}, bundlesSent() {} },
  readiness: { ready() {}, notReady() {} },
  http: {},
  files: { known: async (ids: readonly string[]) => new Map(ids.map((one) => [one, one])) },
  spools: createSpools(process.argv[3]),
} as unknown as ImportFilePorts;

const read = readJob(JSON.stringify({ internal: { work_id: 'work' }, event: { file_id: 'import/global/file.json' } }));
if (!('job' in read)) throw new Error(read.reason);
const driver = new ImportFileDriver(connector, {}, { auto: false, validate: false, takesDrafts: true }, ports);
const started = performance.now();
const { message } = await driver.handle(read.job, new AbortController().signal);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ rows: parts, seconds, cpuSeconds: (user + system) / 1e6, residentMb: peakMb(), message }));
