/** All checks, one after the other; each removes what it made before the next one begins. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportFileCsv } from './checks/export-file-csv.ts';
import { importFileStix } from './checks/import-file-stix.ts';
import { mitreAttack } from './checks/mitre-attack.ts';
import { streamListener } from './checks/stream-listener.ts';
import { whois } from './checks/whois.ts';
import { PLATFORM } from './documents.ts';
import type { Options } from './options.ts';
import { PersonsPlatform } from './platform.ts';
import type { Row } from './rows.ts';
import { type Check, type Run, Stage, StepFailed } from './stage.ts';

const CONNECTORS = join(import.meta.dirname, '../../connectors');

/** Of the connectors that are in this repository. */
export const CHECKS: readonly Check[] = [mitreAttack, whois, importFileStix, exportFileCsv, streamListener].filter(
  ({ connector }) => existsSync(join(CONNECTORS, connector, 'src/main.ts')),
);

/** What came of it. */
export interface Report {
  readonly run: string;
  readonly url: string;
  readonly version: string | undefined;
  readonly rows: readonly Row[];
  /** Ids of what was made, where it was kept. */
  readonly made: Readonly<Record<string, readonly string[]>>;
}

/** Runs the wanted checks. @param signal ends the checks; what they made is removed all the same. */
export async function accept(options: Options, signal: AbortSignal, say: (text: string) => void): Promise<Report> {
  const platform = new PersonsPlatform(options.url, options.token, signal);
  const run: Run = { id: randomBytes(3).toString('hex'), options, platform, signal, say };
  const { version, row } = await lookAtPlatform(run);
  const rows = [row];
  const made: Record<string, readonly string[]> = {};
  for (const check of row.status === 'ok' ? wanted(options.only) : []) {
    if (signal.aborted) break;
    const stage = new Stage(run, check);
    await perform(check, stage);
    stage.removeFolders();
    rows.push(...stage.rows);
    if (options.keep) Object.assign(made, stage.made);
  }
  return { run: run.id, url: options.url, version, rows, made };
}

function wanted(only: readonly string[]): readonly Check[] {
  const unknown = only.filter((name) => !CHECKS.some(({ connector }) => connector === name));
  if (unknown.length > 0) {
    throw new Error(`--only ${unknown.join()}: there are ${CHECKS.map(({ connector }) => connector).join(', ')}`);
  }
  return only.length === 0 ? CHECKS : CHECKS.filter(({ connector }) => only.includes(connector));
}

async function perform(check: Check, stage: Stage): Promise<void> {
  try {
    await check.run(stage);
  } catch (error) {
    if (!(error instanceof StepFailed)) stage.row('goes on', 'failed', (error as Error).message);
  }
  for (const close of stage.closing) await close();
  if (stage.options.keep)
    return stage.row('removes what it made', 'skipped', `kept, as asked: what is named ${stage.named('…')}`);
  const started = performance.now();
  const { removed, failures } = await stage.undo.run();
  const words = [removed, ...failures].join('; ');
  stage.row('removes what it made', failures.length === 0 ? 'ok' : 'failed', words, started);
}

interface About {
  readonly about: { readonly version: string };
  readonly me: { readonly name: string; readonly capabilities: readonly { readonly name: string }[] };
}

async function lookAtPlatform({ platform, options }: Run): Promise<{ version: string | undefined; row: Row }> {
  const started = performance.now();
  const row = (status: Row['status'], words: string): Row => {
    const seconds = (performance.now() - started) / 1_000;
    return { kind: '-', connector: '-', what: 'the platform answers', status, seconds, words };
  };
  try {
    const { about, me } = await platform.ask<About>(PLATFORM);
    const rights = me.capabilities.some(({ name }) => name === 'BYPASS') ? 'all rights' : 'some rights';
    return { version: about.version, row: row('ok', `OpenCTI ${about.version} as ${me.name}, who has ${rights}`) };
  } catch (error) {
    return { version: undefined, row: row('failed', `${options.url}: ${(error as Error).message}`) };
  }
}
