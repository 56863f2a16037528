import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled, measured } from './bundled.ts';
import type { Figure } from './measure.ts';

const MEGABYTES = 300;

/** The driver of importers with a large file (decision 21): how fast, and how much memory the whole process has. */
export async function importing(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-bench-'));
  const { rows, seconds, cpuSeconds, residentMb } = measured(
    await bundled('import/file', folder),
    String(MEGABYTES),
    folder,
  );
  const what = `import: a file of ${MEGABYTES} MB, ${rows} objects`;
  const note = `${Math.round(rows / cpuSeconds)} per second of processor time`;
  return [
    { what, unit: '/s', value: rows / seconds, note },
    { what: `${what}: memory`, unit: 'MB', goal: 150, value: residentMb },
  ];
}
