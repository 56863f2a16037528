/** Text that spreadsheets would run as a formula, made harmless (OWASP, "CSV Injection"). */
import type { Settings } from './settings.ts';

/** Characters that start a formula, their full-width forms too; control characters that spreadsheets skip. */
const STARTS = new Set([...'=+-@＝＋－＠\t\r\n'].map((character) => character.charCodeAt(0)));
const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?$/;
const BLANK = 0x20;
const AT = 0x40;
const DELETE = 0x7f;
const BLANKS = /^[\s\p{C}]+/u;

/**
 * Lines in the middle of a text: a reader that takes another character for the delimiter may start a cell there. Signs
 * are the bullets of lists too: without a call they compute at most a number, and stay.
 */
const INNER_LINE = /([\r\n][^\S\r\n]*)(?=[=@＝＠]|[+\-＋－][^\r\n]*[(|!])/g;

/** The cell as the setting wants it. Plain numbers such as `-5` stay numbers. */
export function guarded(text: string, guard: Settings['formulaGuard']): string {
  if (guard === 'off') return text;
  const lines = text.includes('\n') || text.includes('\r') ? text.replace(INNER_LINE, "$1'") : text;
  if (!isFormula(lines)) return lines;
  return guard === 'prefix' ? `'${lines}` : `"${lines}"`;
}

function isFormula(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first > AT && first < DELETE) return false;
  if (STARTS.has(first)) return !NUMBER.test(text);
  // Readers that trim cells would find the formula behind the blanks.
  if (first > BLANK && first < DELETE) return false;
  const rest = text.replace(BLANKS, '');
  return rest !== text && STARTS.has(rest.charCodeAt(0));
}
