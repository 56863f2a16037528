/** Reads the file at argv[2] as an uploaded one through the connector's reader; prints what it took as JSON. */
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { readObjects } from '../../connectors/import-file-stix/src/read.ts';
import { peakMb } from '../export/memory.ts';

// As `run/import-file.ts` does.
setFlagsFromString('--optimize-for-size');
const path = process.argv[2] ?? '';
const started = performance.now();
const cpu = process.cpuUsage();
let [rows, refused] = [0, 0];
const options = { maxBytes: 0, spoolDir: tmpdir(), csvCreate: 'observables' as const, now: new Date() };
const reading = readObjects(
  { name: path, bytes: createReadStream(path) },
  { ...options, refuse: () => refused++, say: () => undefined },
);
for await (const { id } of reading) if (id !== '') rows++;
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ rows, seconds, cpuSeconds: (user + system) / 1e6, residentMb: peakMb() }));
