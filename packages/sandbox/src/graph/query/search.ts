import type { Element } from '../store.ts';

/** Words of a search; text in quotes stays together. */
function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) => phrase ?? word ?? '');
}

/** True for values that hold all words of a search. */
export function searchTest(text: string): (value: unknown) => boolean {
  const words = wordsOf(text);
  return (value) => {
    const held = String(value).toLowerCase();
    return words.every((word) => held.includes(word));
  };
}

/** How well an element answers a search: 0 when not at all, more when its name does. */
export function scorer(text: string): (element: Element) => number {
  const test = searchTest(text);
  return ({ properties }) => {
    const { name, value } = properties;
    if (test(name ?? '') || test(value ?? '')) return 2;
    return test(searchable(properties)) ? 1 : 0;
  };
}

const NOT_SEARCHED =
  /_refs?$|^(id|type|spec_version|extensions|external_references|kill_chain_phases|created|modified)$/;

function searchable(properties: Readonly<Record<string, unknown>>): string {
  return Object.entries(properties)
    .filter(([key]) => !NOT_SEARCHED.test(key))
    .map(([, value]) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
    .join(' ');
}
