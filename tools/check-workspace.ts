/**
 * Checks who may import whom (docs/architecture.md, "Floors") and names each offending line.
 * Run alone: `node tools/check-workspace.ts [folder]`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCOPE = '@opencti-connectors/';
const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\()\s*['"]([^'"]+)['"]/g;

const TEMPLATES = 'packages/cli/templates';

/** Packages of ours that a folder may import; `connectors` and the templates stand for each connector in them. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/sandbox': [],
  'packages/console': [],
  'packages/testing': ['core'],
  'packages/cli': ['core', 'testing', 'sandbox'],
  connectors: ['core'],
  [TEMPLATES]: ['core'],
};

/** Packages whose files a folder may look for and serve, without importing their code. */
const FILES_OF: Readonly<Record<string, readonly string[]>> = { 'packages/sandbox': ['console'] };
const NAMED = /^(?!.*\b(?:from|import)\b).*=\s*['"]@opencti-connectors\/([\w-]+)['"]/;

/** Inside core: what may not be reached from where (architecture.md 7.2). */
const CORE_RULES: readonly { from: string; forbidden: RegExp; why: string }[] = [
  {
    from: 'src/stix/',
    forbidden: /^(node:(?!crypto)|axios|\.\.\/(?!errors))/,
    why: 'stix does no I/O and stands alone',
  },
  { from: 'src/define/', forbidden: /^(node:|axios|pino)/, why: 'define does no I/O' },
  {
    from: 'src/drive/',
    forbidden: /^(node:(?!crypto)|axios|pino|\.\.\/(client|queue|run|log)\/)/,
    why: 'drive sees only ports',
  },
];

/** One import that the floors do not allow. */
export interface Offence {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

/** `others` are folders below it that are workspaces themselves. */
function* sourceFiles(folder: string, others: ReadonlySet<string>): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'fixtures', '__fixtures__'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (others.has(path)) continue;
    if (entry.isDirectory()) yield* sourceFiles(path, others);
    else if (/\.(ts|tsx|mjs)$/.test(entry.name)) yield path;
  }
}

function isTest(file: string): boolean {
  return /\.(test|test-d|fixtures)\.ts$/.test(file);
}

function whyForbidden(
  specifier: string,
  file: string,
  workspace: string,
  allowed: readonly string[],
): string | undefined {
  if (specifier.startsWith('.')) {
    const outside = relative(workspace, resolve(dirname(file), specifier)).startsWith('..');
    return outside ? 'a package reaches another only by its name' : undefined;
  }
  if (!specifier.startsWith(SCOPE)) return undefined;
  const [target = '', subpath] = specifier.slice(SCOPE.length).split('/');
  if (allowed.includes(target)) {
    const isConnector = /[\\/](connectors|templates)[\\/][^\\/]+$/.test(workspace);
    return isConnector && target === 'core' && (subpath === 'ports' || subpath === 'tools')
      ? `a connector uses core and core/stix, not core/${subpath}`
      : undefined;
  }
  return `may import ${allowed.map((name) => SCOPE + name).join(', ') || 'no package of this repository'}`;
}

function whyForbiddenInCore(specifier: string, path: string): string | undefined {
  return CORE_RULES.find(({ from, forbidden }) => path.startsWith(from) && forbidden.test(specifier))?.why;
}

/** A package that is named in a constant, to be found at run time. */
function whyNotNamed(text: string, place: string, allowed: readonly string[]): string | undefined {
  const name = NAMED.exec(text)?.[1];
  if (name === undefined || allowed.includes(name) || FILES_OF[place]?.includes(name)) return undefined;
  return `may not look for the files of ${SCOPE}${name}`;
}

function checkFile(file: string, workspace: string, allowed: readonly string[], root: string): Offence[] {
  const offences: Offence[] = [];
  const inCore = workspace.endsWith(join('packages', 'core')) && !isTest(file);
  const place = relative(root, workspace).replaceAll(sep, '/');
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    const why = whyNotNamed(text, place, allowed);
    if (why) offences.push({ file: relative(root, file), line: index + 1, text: text.trim(), why });
    for (const [, specifier = ''] of text.matchAll(IMPORT)) {
      const why =
        whyForbidden(specifier, file, workspace, allowed) ??
        (inCore ? whyForbiddenInCore(specifier, relative(workspace, file).replaceAll(sep, '/')) : undefined);
      if (why) offences.push({ file: relative(root, file), line: index + 1, text: text.trim(), why });
    }
  }
  return offences;
}

/** Reads every workspace below `root`; gives the offences, none when all is well. */
export function checkWorkspace(root: string): Offence[] {
  const offences: Offence[] = [];
  const templates = new Set([join(root, TEMPLATES)]);
  for (const parent of ['packages', 'connectors', TEMPLATES]) {
    if (!existsSync(join(root, parent))) continue;
    for (const name of readdirSync(join(root, parent))) {
      const workspace = join(root, parent, name);
      const allowed = FLOORS[`${parent}/${name}`] ?? FLOORS[parent] ?? [];
      for (const file of sourceFiles(workspace, templates)) {
        const withTesting = parent !== 'packages' && isTest(file) ? [...allowed, 'testing'] : allowed;
        offences.push(...checkFile(file, workspace, withTesting, root));
      }
    }
  }
  return offences;
}

if (import.meta.main) {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'));
  const offences = checkWorkspace(root);
  for (const { file, line, text, why } of offences) console.error(`${file}:${line}: ${text}\n    ${why}`);
  process.exit(offences.length === 0 ? 0 : 1);
}
