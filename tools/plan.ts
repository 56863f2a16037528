/**
 * What a change touches, for CI: `node tools/plan.ts <base>` prints a plan as JSON, and writes it into `GITHUB_OUTPUT`
 * where there is one. `base` is the commit that the change is compared with; an unknown one means everything.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Plan {
  /** Something that everything stands on has changed. */
  readonly all: boolean;
  /** Whether anything but prose has changed, so that tests have something to say. */
  readonly code: boolean;
  /** Folders of the workspace that are touched, such as `packages/core`, with those that depend on them. */
  readonly packages: readonly string[];
  /** Slugs of the connectors among them that can be run. */
  readonly connectors: readonly string[];
}

interface Workspace {
  readonly folder: string;
  readonly name: string;
  /** Names of all it depends on, to run or to be tested. */
  readonly dependsOn: readonly string[];
}

/** Nothing is built or tested from these; what is generated, the checks compare always. */
const PROSE = [
  /^(\.changeset|docs)\//,
  /^[^/]+\.md$/,
  /^LICENSE$/,
  /^\.github\/(ISSUE_TEMPLATE\/|CODEOWNERS$|pull_request_template\.md$)/,
  /^(catalog\.json|docker\/\.env\.example|docker\/compose\.[a-z]+\.yml)$/,
];

/** Run by the test of the whole tree; no image or package is made of them. */
const TESTS_ONLY = /^(e2e|bench)\//;

const WORKSPACE = /^((?:packages|connectors)\/[^/]+)\//;

/** What changed from `base` to the commit that is checked out at `root`. */
export function plan(root: string, base: string): Plan {
  const workspaces = readWorkspaces(root);
  const files = changedFiles(root, base)?.filter((file) => !PROSE.some((prose) => prose.test(file)));
  const touched = files?.filter((file) => !TESTS_ONLY.test(file)).map((file) => WORKSPACE.exec(file)?.[1]);
  const known = new Set(workspaces.map(({ folder }) => folder));
  // A file outside the workspace, or a package that is gone: whatever stood on it may have broken.
  const all = touched?.some((folder) => folder === undefined || isGone(folder, known)) ?? true;
  const affected = all ? known : withDependents(new Set(touched as string[]), workspaces);
  const packages = [...known].filter((folder) => affected.has(folder));
  const connectors = packages.filter((folder) => existsSync(join(root, folder, 'src/main.ts')) && isConnector(folder));
  return {
    all,
    code: all || (files?.length ?? 0) > 0,
    packages,
    connectors: connectors.map((folder) => folder.slice('connectors/'.length)),
  };
}

function isConnector(folder: string): boolean {
  return folder.startsWith('connectors/');
}

/** Nobody depends on a connector: one that is gone leaves nothing to test. */
function isGone(folder: string, known: ReadonlySet<string>): boolean {
  return !known.has(folder) && !isConnector(folder);
}

/** Adds whatever depends on what is touched, over any number of steps. */
function withDependents(touched: ReadonlySet<string>, workspaces: readonly Workspace[]): Set<string> {
  const affected = new Set(touched);
  const queue = [...touched];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const name = workspaces.find((one) => one.folder === folder)?.name;
    const dependents = workspaces.filter(({ dependsOn }) => name !== undefined && dependsOn.includes(name));
    for (const { folder: dependent } of dependents) {
      if (!affected.has(dependent)) queue.push(dependent);
      affected.add(dependent);
    }
  }
  return affected;
}

/** Folders with a package.json below packages/ and connectors/, sorted. */
function readWorkspaces(root: string): Workspace[] {
  const folders = ['packages', 'connectors'].flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [],
  );
  const present = folders.filter((folder) => existsSync(join(root, folder, 'package.json')));
  return present.sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
      name: string;
      dependencies?: Record<string, string>;
      devDependencies?: Record<string, string>;
    };
    const dependsOn = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    return { folder, name: manifest.name, dependsOn };
  });
}

/** Paths that differ between the commit where the two parted and now, both names of a renamed one; undefined when `base` is unknown. */
function changedFiles(root: string, base: string): string[] | undefined {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const parted = git('merge-base', base, 'HEAD');
  if (base === '' || parted.status !== 0) return undefined;
  const { status, stdout } = git('diff', '--name-only', '--no-renames', '-z', parted.stdout.trim(), 'HEAD');
  return status === 0 ? stdout.split('\0').filter((path) => path !== '') : undefined;
}

if (import.meta.main) {
  const found = plan(resolve(import.meta.dirname, '..'), process.argv[2] ?? '');
  console.log(JSON.stringify(found, null, 2));
  const outputs = Object.entries(found).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`);
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, outputs.join(''));
}
