import { readFileSync } from 'node:fs';

/** Most memory that this process has had, MB. `getrusage` would count the parent's before the program was loaded. */
export function peakMb(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
