import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const CONSOLE = '@opencti-connectors/console';

/**
 * Where the built console lies: in `console/` beside this file (packed, or in an image), else in the workspace's own
 * package. Only its files are served; no code of it is imported. @returns undefined where there is neither.
 */
export function findConsole(): string | undefined {
  const beside = join(import.meta.dirname, 'console');
  if (existsSync(beside)) return beside;
  try {
    const manifest = findPackageJSON(CONSOLE, import.meta.url);
    return manifest === undefined ? undefined : join(dirname(manifest), 'dist');
  } catch {
    return undefined;
  }
}
