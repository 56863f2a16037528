/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Undefined when it could not be measured: `note` says why. */
  readonly value: number | undefined;
  readonly unit: 's' | 'ms' | 'MB' | '/s' | 'x';
  /** At most, or for rates and factors at least. */
  readonly goal?: number;
  /** At most, whatever the unit. */
  readonly atMost?: number;
  readonly note?: string;
}

/** Milliseconds of `run`, several times: the median in seconds, with best and worst as the note. */
export function median(times: number, run: () => void): { value: number; note: string } {
  const all = Array.from({ length: times }, () => {
    const started = performance.now();
    run();
    return (performance.now() - started) / 1000;
  }).sort((a, b) => a - b);
  const [best = 0] = all;
  const value = all[Math.floor(times / 2)] ?? 0;
  return { value, note: `median of ${times}; best ${best.toFixed(3)}, worst ${(all.at(-1) ?? 0).toFixed(3)}` };
}

export function isMet({ value, goal, atMost, unit }: Figure): boolean {
  if (value === undefined) return true;
  if (atMost !== undefined) return value <= atMost;
  return goal === undefined || (isRate(unit) ? value >= goal : value <= goal);
}

function isRate(unit: Figure['unit']): boolean {
  return unit === '/s' || unit === 'x';
}

/** Small figures with what tells them apart, large ones without fractions. */
function digits(value: number): number {
  if (value < 0.01) return 5;
  if (value < 1) return 3;
  return value < 100 ? 2 : 0;
}

export function printTable(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ what }) => what.length)) + 2;
  for (const figure of figures) {
    const { what, value, unit, goal, atMost, note } = figure;
    const shown = value === undefined ? 'skipped' : `${value.toFixed(digits(value))} ${unit}`;
    const bound = atMost ?? goal;
    const sign = atMost === undefined && isRate(unit) ? '≥' : '≤';
    const wanted = bound === undefined ? '' : `goal ${sign} ${bound} ${unit}`;
    const verdict = isMet(figure) ? '' : 'MISSED';
    console.log(`${what.padEnd(width)}${shown.padStart(12)}  ${wanted.padEnd(16)} ${verdict.padEnd(6)} ${note ?? ''}`);
  }
}
