const DAY = 86_400;
/** Seconds by designator, before and after the `T` (ISO 8601; a year is 365 days, a month 30, as the reference counts). */
const DATE_SECONDS: Readonly<Record<string, number>> = { Y: 365 * DAY, M: 30 * DAY, W: 7 * DAY, D: DAY };
const TIME_SECONDS: Readonly<Record<string, number>> = { H: 3600, M: 60, S: 1 };
const DURATION = /^P(?=.)((?:\d+(?:\.\d+)?[YMWD])*)(?:T((?:\d+(?:\.\d+)?[HMS])+))?$/;

/**
 * Milliseconds of an ISO 8601 duration such as `P7D` or `PT30M`; `0` is zero, which means: run once.
 * Stricter than the reference, which also takes `1 day`, `01:30` and negative periods.
 * @returns undefined when the text is no such duration.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const found = DURATION.exec(text);
  if (!found) return undefined;
  const [, date = '', time = ''] = found;
  if (date === '' && time === '') return undefined;
  return Math.round((sum(date, DATE_SECONDS) + sum(time, TIME_SECONDS)) * 1000);
}

function sum(text: string, seconds: Readonly<Record<string, number>>): number {
  let total = 0;
  for (const [, amount, designator = ''] of text.matchAll(/([\d.]+)([A-Z])/g)) {
    total += Number(amount) * (seconds[designator] ?? 0);
  }
  return total;
}
