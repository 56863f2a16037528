import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const fixtures = resolve(import.meta.dirname, '../packages/testing/fixtures');
const shared = resolve(import.meta.dirname, '../../shared');

// The originals lie beside the project where it is built, not on a user's machine.
test.skipIf(!existsSync(shared)).each([
  ['vectors', 'vectors'],
  ['platform', 'recordings'],
])('%s is a true copy of ../shared/%s', (copy, original) => {
  const files = globSync('**/*.{json,sse,md}', { cwd: join(shared, original) });
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    expect(readFileSync(join(fixtures, copy, file), 'utf8'), file).toBe(
      readFileSync(join(shared, original, file), 'utf8'),
    );
  }
});
