/** Checks that every name that core exports has a doc comment, and names those that have none. */
import { coreExports } from './api/exports.ts';

/** Such as `malware (stix/sdo.ts)`. */
export function undocumented(all = coreExports()): string[] {
  const bare = [...all.values()].flat().filter(({ doc }) => doc === '');
  return [...new Set(bare.map(({ name, file }) => `${name} (${file})`))];
}

if (import.meta.main) {
  const found = undocumented();
  for (const one of found) console.error(`packages/core exports without a doc comment: ${one}`);
  process.exit(found.length === 0 ? 0 : 1);
}
