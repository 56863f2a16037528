import type { Flaw } from './validate.ts';

/** Far deeper than any object of STIX, far less than what hurts a JSON writer. */
const MAX_DEPTH = 100;

interface Step {
  readonly value: object;
  readonly path: string;
  readonly depth: number;
}

/** What no value inside an object may be: too deep, text that UTF-8 cannot write, numbers that JSON cannot. */
export function flawsInside(object: object): Flaw[] {
  const flaws: Flaw[] = [];
  const waiting: Step[] = [{ value: object, path: '$', depth: 1 }];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const { value, path, depth } = step;
    if (depth > MAX_DEPTH) return [{ path: '$', reason: `is nested deeper than ${MAX_DEPTH} levels` }];
    const isList = Array.isArray(value);
    for (const [name, item] of Object.entries(value)) {
      const reason = flawOf(item);
      if (reason !== undefined) flaws.push({ path: pathTo(path, name, isList), reason });
      if (typeof item === 'object' && item !== null) {
        waiting.push({ value: item, path: pathTo(path, name, isList), depth: depth + 1 });
      }
    }
  }
  return flaws;
}

function pathTo(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return /^\w+$/.test(name) ? `${path}.${name}` : `${path}['${name}']`;
}

function flawOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'holds half of a surrogate pair';
  return typeof value === 'number' && !Number.isFinite(value) ? 'is not a number' : undefined;
}
