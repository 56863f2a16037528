/** One export through client, driver and connector against the platform at argv[2]; prints what it took as JSON. */
import exporter from '../../connectors/export-file-csv/src/connector.ts';
import { PlatformClient } from '../../packages/core/src/client/client.ts';
import { createExports } from '../../packages/core/src/client/exports.ts';
import type { InternalExportFile } from '../../packages/core/src/define/internal-export-file.ts';
import { ExportFileDriver } from '../../packages/core/src/drive/export-file.ts';
import { readJob } from '../../packages/core/src/drive/job.ts';
import { exportMessage } from '../../packages/testing/src/export-once.ts';
import { fakeLog, fakeMetrics, fakeReadiness, noNetwork } from '../../packages/testing/src/fakes/outside.ts';
import { FakePlatform } from '../../packages/testing/src/fakes/platform.ts';
import { peakMb } from './memory.ts';
import { COLUMNS } from './rows.ts';

const client = new PlatformClient({ url: process.argv[2] ?? '', token: 't', userAgent: 'bench' });
const clock = { now: () => new Date(), sleep: async () => undefined };
const outside = { clock, log: fakeLog(), metrics: fakeMetrics(), readiness: fakeReadiness(), http: noNetwork };
const ports = { ...outside, platform: new FakePlatform(), exports: createExports(client) };
const definition = exporter as unknown as InternalExportFile;
const driver = new ExportFileDriver(definition, definition.config.parse({}), definition.scope, ports);
const message = exportMessage('work', { entityType: 'Indicator', listParams: { visible_columns: COLUMNS } });
const read = readJob(message);
if (!('job' in read)) throw new Error(read.reason);
const started = performance.now();
const cpu = process.cpuUsage();
const { message: said } = await driver.handle(read.job, AbortSignal.timeout(600_000));
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const rows = Number(/^Exported (\d+)/.exec(said)?.[1]);
console.log(
  JSON.stringify({
    rows,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    residentMb: peakMb(),
  }),
);
