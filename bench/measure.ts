/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Undefined when it could not be measured: `note` says why. */
  readonly value: number | undefined;
  readonly unit: 's' | 'MB' | '/s';
  /** At most, or for rates at least. */
  readonly goal?: number;
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

export function isMet({ value, goal, unit }: Figure): boolean {
  if (value === undefined || goal === undefined) return true;
  return unit === '/s' ? value >= goal : value <= goal;
}

export function printTable(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ what }) => what.length)) + 2;
  for (const figure of figures) {
    const { what, value, unit, goal, note } = figure;
    const shown = value === undefined ? 'skipped' : `${value.toFixed(unit === 's' ? 3 : 0)} ${unit}`;
    const wanted = goal === undefined ? '' : `goal ${unit === '/s' ? '≥' : '≤'} ${goal} ${unit}`;
    const verdict = isMet(figure) ? '' : 'MISSED';
    console.log(`${what.padEnd(width)}${shown.padStart(12)}  ${wanted.padEnd(16)} ${verdict.padEnd(6)} ${note ?? ''}`);
  }
}
