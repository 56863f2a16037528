/** A connector's log for a person at a terminal. */
import type { LogLine } from './child.ts';
import { style } from './terminal.ts';

const LEVELS: Readonly<Record<string, string>> = {
  DEBUG: style('dim', 'debug'),
  INFO: style('green', ' info'),
  WARNING: style('yellow', ' warn'),
  ERROR: style('red', 'error'),
};

/** Time of day, level, message, and values one after the other; stacks are left out. */
export function prettyLine({ timestamp, level, message, attributes = {} }: LogLine): string {
  const known = Object.entries(attributes).filter(([, value]) => value !== null);
  const values = known.map(([name, value]) => `${style('dim', `${name}=`)}${plain(value)}`);
  return [style('dim', timestamp.slice(11, 19)), LEVELS[level] ?? level, message, ...values].join(' ');
}

function plain(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) return String(value.message);
  if (typeof value === 'object')
    return Object.entries(value ?? {})
      .map(([name, one]) => `${name}:${plain(one)}`)
      .join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
