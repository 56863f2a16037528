/** `package.json` of a new connector. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CommandError } from '../exit-codes.ts';
import { findWorkspace, packageJson } from '../workspace.ts';

type Versions = Readonly<Record<string, string>>;

/** What is read and written of a package.json. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly opencti?: unknown;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

const OWN = join(import.meta.dirname, '../..');
const SCOPE = '@opencti-connectors/';

/** In this repository: what the original has, from the first version on, to be published as the others are. */
export function workspacePackage(original: Manifest & { readonly private?: boolean }): Manifest {
  const { private: _private, ...manifest } = original;
  return { ...manifest, version: '0.1.0' };
}

/** Tools that a connector outside needs and one inside finds at the root; the sandbox, so that it can be vendored. */
const TOOLS = ['@opencti-connectors/cli', '@opencti-connectors/sandbox', 'rolldown'];

/**
 * Outside: versions in place of `workspace:` and `catalog:`, and scripts of its own.
 * @param vendored names of our packages with the file that each is taken from; the registry's where one is missing.
 */
export function standalonePackage(original: Manifest, slug: string, vendored: Versions): Manifest {
  const catalog = catalogOf(OWN);
  const version = (name: string, wanted: string) => vendored[name] ?? versionOf(name, wanted, catalog);
  const resolved = (given: Versions = {}) =>
    Object.fromEntries(Object.entries(given).map(([name, wanted]) => [name, version(name, wanted)]));
  const tools = Object.fromEntries(TOOLS.map((name) => [name, 'catalog:']));
  const sorted = Object.entries({ ...original.devDependencies, ...tools }).sort(([a], [b]) => a.localeCompare(b));
  return {
    name: `connector-${slug}`,
    version: '0.1.0',
    ...{ private: true, type: 'module', engines: { node: '>=24' } },
    ...(original.opencti ? { opencti: original.opencti } : {}),
    ...{
      scripts: {
        start: 'node src/main.ts',
        check: 'octc check',
        test: 'tsc && vitest run',
        docs: 'octc describe --write',
        bundle: 'rolldown --config',
      },
    },
    dependencies: resolved(original.dependencies),
    devDependencies: resolved(Object.fromEntries(sorted)),
  };
}

/** A version as npm takes it. @throws CommandError for one that only another repository could tell. */
function versionOf(name: string, wanted: string, catalog: Versions): string {
  if (name.startsWith(SCOPE)) return ownVersion();
  if (!wanted.startsWith('catalog:')) return wanted;
  const found = catalog[name];
  if (found) return found;
  throw new CommandError(`No version is known for ${name} outside the repository that it comes from.`);
}

/** All our packages are released together. */
function ownVersion(): string {
  return packageJson<Manifest>(OWN)?.version ?? '0.1.0';
}

/** Versions of what connectors use: the repository's catalogue, or what it became when this package was packed. */
function catalogOf(own: string): Versions {
  const root = findWorkspace(own);
  if (root) return (parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as { catalog: Versions }).catalog;
  const { dependencies, devDependencies } = packageJson<Manifest>(own) ?? {};
  return { ...devDependencies, ...dependencies };
}
