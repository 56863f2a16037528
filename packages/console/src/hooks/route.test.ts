import { expect, test } from 'vitest';
import { linkTo, readRoute } from './route.ts';

test('what a link is made of is read out of it again', () => {
  const { path, params } = readRoute(linkTo(['entity', 'a/b?c#d%'], { search: 'x&y=z', type: '' }));
  expect(path).toEqual(['entity', 'a/b?c#d%']);
  expect([...params]).toEqual([['search', 'x&y=z']]);
});

test('an address that somebody wrote by hand is no error', () => {
  expect(readRoute('')).toMatchObject({ path: [] });
  expect(readRoute('#/entity/%E0%A4%A').path).toEqual(['entity', '%E0%A4%A']);
});
