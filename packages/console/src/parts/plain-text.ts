/** Signs that turn the direction of text round, or are no text at all: a name can hide behind them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const HIDING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A name as it is written: signs that would change how the rest is read are spelt out, such as `\u202e`. */
export function plainName(text: string): string {
  return text.replace(HIDING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Links of Markdown as their text: this page leads to no other place. */
export function withoutLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\((?:https?:)?\/\/[^\s)]*\)/g, '$1');
}

/** A text cut to so many signs, behind a word where one ends in the second half. */
export function shortened(text: string, length: number): string {
  const signs = [...text];
  if (signs.length <= length) return text;
  const cut = signs.slice(0, length - 1).join('');
  const end = cut.lastIndexOf(' ');
  return `${end > length / 2 ? cut.slice(0, end) : cut}…`;
}
