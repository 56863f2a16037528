import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process has used; zeros where there is no /proc. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Resident memory at its highest, after a quarter of the time, and at the end. */
  readonly peakMb: number;
  readonly earlyMb: number;
  readonly lateMb: number;
}

const EVERY_MS = 50;
/** Linux gives times of processes in hundredths of a second. */
const TICKS = 100;

/** Watches a process until it ends. @returns what tells its usage then. */
export function watch(child: ChildProcess): () => Usage {
  const residents: number[] = [];
  let peakMb = 0;
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    const status = read(`/proc/${child.pid}/status`);
    residents.push(kilobytes(status, 'VmRSS') / 1_000);
    peakMb = Math.max(peakMb, kilobytes(status, 'VmHWM') / 1_000);
    const fields = read(`/proc/${child.pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    cpuSeconds = Math.max(cpuSeconds, (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS);
  }, EVERY_MS);
  child.once('exit', () => clearInterval(timer));
  return () => {
    const known = residents.filter((mb) => mb > 0);
    return { cpuSeconds, peakMb, earlyMb: known[known.length >> 2] ?? 0, lateMb: known.at(-1) ?? 0 };
  };
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
