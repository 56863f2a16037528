/** What a command writes: colours and movement on a terminal, plain lines elsewhere and under NO_COLOR. */
import { styleText } from 'node:util';
import { spinner } from '@clack/prompts';

type Style = Parameters<typeof styleText>[0];

const { stdout, stderr, stdin, env } = process;

/** Whether lines may move: a terminal, and nobody who wants it plain. */
export const isLively = Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';

/** Whether somebody is there to answer. */
export const isInteractive = Boolean(stdin.isTTY) && Boolean(stdout.isTTY);

/** Text in a style, where the terminal knows styles. */
export function style(format: Style, text: string): string {
  return isLively ? styleText(format, text, { validateStream: false }) : text;
}

export function print(text = ''): void {
  stdout.write(`${text}\n`);
}

/** For what is about the command and not its result. */
export function say(text: string): void {
  stderr.write(`${text}\n`);
}

export function printAsJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Width that lines should keep to. */
export function width(): number {
  return Math.min(stdout.columns ?? 100, 120);
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Characters that a text takes on a terminal. */
export function visibleLength(text: string): number {
  return [...text.replaceAll(ANSI, '')].length;
}

function pad(text: string, length: number): string {
  return text + ' '.repeat(Math.max(0, length - visibleLength(text)));
}

/** Rows with their columns one below the other; the last is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, visibleLength(cell))),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : pad(cell, (widths[index] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  );
}

/** A text cut to a length, with a mark where something is missing. */
export function cut(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, Math.max(1, length - 1))}…`;
}

/** Words in lines no longer than `length`. */
export function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const MARKS = { good: '✔', unsure: '!', bad: '✖' } as const;
const COLOURS = { good: 'green', unsure: 'yellow', bad: 'red' } as const;

/** A coloured mark in front of a finding. */
export function mark(level: keyof typeof MARKS): string {
  return style(COLOURS[level], MARKS[level]);
}

/** Does something that takes a while, with a sign of life on a terminal; with `trace` it stays there as done. */
export async function during<Result>(message: string, work: () => Promise<Result>, trace = false): Promise<Result> {
  if (!isLively) return work();
  const sign = spinner({ withGuide: false });
  sign.start(message);
  try {
    const result = await work();
    if (trace) sign.stop(message);
    else sign.clear();
    return result;
  } catch (error) {
    sign.error(message);
    throw error;
  }
}
