import { join } from 'node:path';
import { defineExternalImport } from '@opencti-connectors/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KINDS } from '../kinds.ts';
import { namesOf } from './names.ts';
import { namesOfConnector, namesOfTemplate, renaming } from './rename.ts';

const birds = defineExternalImport({
  slug: 'bird-list',
  namespace: 'bird',
  name: 'Birds & more',
  description: 'd',
  scope: [],
  every: 'PT1H',
  config: z.object({ url: z.url().describe('d'), urlList: z.string().default('').describe('d') }),
  run: async () => undefined,
});
const rename = renaming(namesOfConnector(birds), { slug: 'my-feed', title: 'My feed' });

describe('of a connector that is there', () => {
  test.each([
    ['BIRD_URL=… and `BIRD_URL_LIST`, BIRD_*', 'MY_FEED_URL=… and `MY_FEED_URL_LIST`, MY_FEED_*'],
    [
      'const BIRD_QUERIES = 1; const BIRD_URLS = MY_BIRD_URL;',
      'const BIRD_QUERIES = 1; const BIRD_URLS = MY_BIRD_URL;',
    ],
    ["  slug: 'bird-list',\n  namespace: 'bird',\n  name: 'Birds & more',", "  slug: 'my-feed',\n  name: 'My feed',"],
    ['"name": "@opencti-connectors/connector-bird-list",', '"name": "@opencti-connectors/connector-my-feed",'],
    ['bird:\n  url: x\nbirds:\n', 'my_feed:\n  url: x\nbirds:\n'],
    ['octc -- check bird-list and dist/bird-list/main.mjs', 'octc -- check my-feed and dist/my-feed/main.mjs'],
    [
      "import birdList from 'bird-list-parser'; // a bird-list",
      "import birdList from 'bird-list-parser'; // a bird-list",
    ],
  ])('%j becomes %j', (before, after) => {
    expect(rename(before)).toBe(after);
  });
});

test.each(KINDS)('names of the template $name are read from its text', ({ name }) => {
  const names = namesOfTemplate(join(import.meta.dirname, '../../templates', name));

  expect(names.slug).toMatch(/^example-[a-z]+$/);
  expect(names.title.toLowerCase()).toBe(names.slug.replace('-', ' '));
});

describe('a name as it is written', () => {
  test.each([
    ['my-feed', 'my-feed', 'My feed'],
    ['My Feed', 'my-feed', 'My feed'],
    ['myFeed_2', 'my-feed-2', 'My feed 2'],
  ])('%s', (written, slug, title) => {
    expect(namesOf(written, undefined)).toEqual({ slug, title });
  });

  test.each(['', '-', 'a--b', 'ä', '../up', 'opencti', 'MQ'])('"%s" is refused', (written) => {
    expect(() => namesOf(written, undefined)).toThrow(/cannot be the name of a connector/);
  });
});
