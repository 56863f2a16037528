/** What core exports, from its declarations: the compiler writes them, comments and inferred types included. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const ROOT = resolve(import.meta.dirname, '../..');

/** Entry points of `packages/core`, by what a connector writes behind `@opencti-connectors/core`. */
export const ENTRIES = { '': 'index', '/stix': 'stix/index', '/ports': 'ports/index' } as const;

/** One exported name. */
export interface Export {
  readonly name: string;
  /** Below `packages/core/src`, with `.ts`. */
  readonly file: string;
  /** Text of its doc comment without stars; empty where there is none. */
  readonly doc: string;
  /** Its declaration, as the compiler prints it. */
  readonly text: string;
}

/** Exports by entry point, in the order of the entry point's file. @throws when core does not compile. */
export function coreExports(root = ROOT): Map<string, Export[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-api-'));
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const emit = ['--noEmit', 'false', '--emitDeclarationOnly', '--outDir', folder];
    const args = [tsc, '-p', join(root, 'packages/core/tsconfig.json'), ...emit];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`core does not compile:\n${stdout}`);
    return new Map(Object.entries(ENTRIES).map(([entry, file]) => [entry, exportsOf(folder, `${file}.d.ts`)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly name?: string;
  readonly value?: string;
}
interface Statement extends Node {
  readonly source?: Node | null;
  readonly specifiers?: readonly { readonly local: Node; readonly exported: Node }[];
  readonly declaration?:
    | (Node & { readonly id?: Node; readonly declarations?: readonly { readonly id: Node }[] })
    | null;
}

function statementsOf(text: string): readonly Statement[] {
  return parseAst(text, { lang: 'dts' }).body as unknown as readonly Statement[];
}

/** Follows each `export … from` of an entry point to where the name is declared. */
function exportsOf(folder: string, entry: string): Export[] {
  return statementsOf(read(folder, entry)).flatMap(({ source, specifiers = [] }) => {
    if (!source?.value) return [];
    const file = join(dirname(entry), source.value).replace(/\.ts$/, '.d.ts');
    return specifiers.map(({ local, exported }) => ({
      ...declared(folder, file, local.name ?? ''),
      name: exported.name ?? '',
    }));
  });
}

function declared(folder: string, file: string, name: string): Omit<Export, 'name'> {
  const text = read(folder, file);
  const statements = statementsOf(text);
  const found = statements.filter((one) => namesOf(one).includes(name));
  const [first] = found;
  if (!first) throw new Error(`${file} declares no ${name}`);
  const before = text.slice(statements[statements.indexOf(first) - 1]?.end ?? 0, first.start);
  const texts = found.map(({ start, end }) => text.slice(start, end).replace(/^export (declare )?/, ''));
  return { file: file.replace(/\.d\.ts$/, '.ts'), doc: docIn(before), text: texts.join('\n') };
}

function namesOf({ declaration }: Statement): (string | undefined)[] {
  return [declaration?.id?.name, ...(declaration?.declarations ?? []).map(({ id }) => id.name)];
}

/** The comment that ends right before a declaration. */
function docIn(text: string): string {
  const [, comment = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  return lines.join('\n').trim();
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
