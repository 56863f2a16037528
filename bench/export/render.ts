/** Renders and writes 500,000 rows in this process; prints what it took as JSON. */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFields } from '@opencti-connectors/core';
import exporter from '../../connectors/export-file-csv/src/connector.ts';
import { peakMb } from './memory.ts';
import { COLUMNS, indicator } from './rows.ts';

const ROWS = 500_000;
const PAGE = 500;

/** Pages that come again and again: making rows is the platform's work, not the exporter's. */
const pages = Array.from({ length: 20 }, (_, page) =>
  Array.from({ length: PAGE }, (_row, number) => indicator(page * PAGE + number)),
);

async function* entities() {
  for (let page = 0; page < ROWS / PAGE; page++) yield pages[page % pages.length] ?? [];
}

type Context = Parameters<typeof exporter.exportFile>[0];
const context = { config: exporter.config.parse({}), entities, say: () => undefined } as unknown as Context;
const request = {
  kind: 'list',
  fileName: 'rows.csv',
  mediaType: 'text/csv',
  entityType: 'Indicator',
  full: false,
  columns: COLUMNS,
  fields: exportFields('Indicator'),
} as const;

const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
const file = join(folder, 'rows.csv');
const started = performance.now();
const cpu = process.cpuUsage();
await pipeline(
  Readable.from(exporter.exportFile(context, request)),
  createWriteStream(file, { highWaterMark: 1_000_000 }),
);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
rmSync(folder, { recursive: true });
console.log(
  JSON.stringify({
    rows: ROWS,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    residentMb: peakMb(),
  }),
);
