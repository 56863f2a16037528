/**
 * `node tools/release-images.ts <file>`: which images the new tags in the file stand for, one tag a line, as
 * `images=["mitre-attack", …]` for a job's outputs.
 */
import { readFileSync } from 'node:fs';
import { connectorSlugs } from './connectors.ts';

const TAG = /^@opencti-connectors\/(?:connector-(?<slug>[a-z0-9-]+)|(?<sandbox>sandbox))@/;

/** Names of targets; tags of libraries, and of folders that cannot be run, stand for no image. */
export function imagesOf(tags: readonly string[], slugs: readonly string[]): string[] {
  const names = tags.map((tag) => {
    const { slug, sandbox } = TAG.exec(tag)?.groups ?? {};
    return slug ?? sandbox ?? '';
  });
  return names.filter((name) => name === 'sandbox' || slugs.includes(name));
}

if (import.meta.main) {
  const tags = readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8').split('\n');
  console.log(`images=${JSON.stringify(imagesOf(tags, connectorSlugs()))}`);
}
