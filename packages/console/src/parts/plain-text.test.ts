import { expect, test } from 'vitest';
import { plainName, shortened, withoutLinks } from './plain-text.ts';

test('signs that hide or turn text round are spelt out, letters of all scripts stay', () => {
  expect(plainName('heron\u202egpj.exe')).toBe('heron\\u202egpj.exe');
  expect(plainName('a\u0000b\u2066c')).toBe('a\\u0000b\\u2066c');
  expect(plainName('Ласточка مالك Heron 🐦 naïve\nline')).toBe('Ласточка مالك Heron 🐦 naïve\nline');
});

test('links of Markdown become their text', () => {
  expect(withoutLinks('[APT29](https://attack.example/groups/G0016) is [one](//x) of [many]')).toBe(
    'APT29 is one of [many]',
  );
});

test('a text is cut behind a word, and never inside a sign', () => {
  expect(shortened('Quiet Heron', 11)).toBe('Quiet Heron');
  expect(shortened('Quiet Heron of the pond', 14)).toBe('Quiet Heron…');
  expect(shortened('Quietheronofthepond', 6)).toBe('Quiet…');
  expect(shortened('🐦🐦🐦🐦', 3)).toBe('🐦🐦…');
});
