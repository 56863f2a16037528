import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Made by tools, or another connector's own. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.turbo', '__metadata__', 'CHANGELOG.md']);
/** Recordings stay as they were recorded. */
const UNTOUCHED = new Set(['__fixtures__']);
const TEXT = /\.(ts|json|md|ya?ml)$/;

/** Copies a connector's folder; its texts are renamed on the way. @throws Error when the target is there. */
export function copyConnector(from: string, to: string, rename: (text: string) => string): void {
  cpSync(from, to, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (path) => !LEFT_BEHIND.has(basename(path)),
  });
  for (const file of textFiles(to)) writeFileSync(file, rename(readFileSync(file, 'utf8')));
}

function* textFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !UNTOUCHED.has(entry.name)) yield* textFiles(path);
    else if (entry.isFile() && TEXT.test(entry.name)) yield path;
  }
}
