/** What a check is given: the platform, names of its own, patience, and rows to fill. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from './options.ts';
import type { PersonsPlatform } from './platform.ts';
import type { Row } from './rows.ts';
import { Undo } from './undo.ts';

/** One kind of connector, tried. */
export interface Check {
  readonly kind: string;
  /** Folder below connectors/. */
  readonly connector: string;
  run(stage: Stage): Promise<void>;
}

/** A step failed: its row says why, and what would come after it makes no sense. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** What all checks of one run share. */
export interface Run {
  readonly id: string;
  readonly options: Options;
  readonly platform: PersonsPlatform;
  readonly signal: AbortSignal;
  /** Tells of progress. */
  say(text: string): void;
}

const POLL_MS = 250;
const SLOWEST_POLL_MS = 2_000;
const PROGRESS_MS = 15_000;

export class Stage {
  readonly run: Run;
  readonly rows: Row[] = [];
  readonly undo = new Undo();
  /** What ends with the check, whatever is kept. */
  readonly closing: (() => Promise<unknown>)[] = [];
  /** Ids of what was made, for a second witness: by the words of the check. */
  readonly made: Record<string, string[]> = {};
  readonly #check: Check;
  readonly #folders: string[] = [];
  #doing = '';

  constructor(run: Run, check: Check) {
    this.run = run;
    this.#check = check;
  }

  get platform(): PersonsPlatform {
    return this.run.platform;
  }

  get options(): Options {
    return this.run.options;
  }

  /** A name that nobody else has. */
  named(text: string): string {
    return `accept-${this.run.id} ${text}`;
  }

  /** A folder that goes when all is done. */
  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'opencti-acceptance-'));
    this.#folders.push(path);
    return path;
  }

  removeFolders(): void {
    for (const path of this.#folders.splice(0)) rmSync(path, { recursive: true, force: true });
  }

  /** Fills a row with the words that `work` gives. @throws StepFailed after the row has told of what `work` threw. */
  async step(what: string, work: () => Promise<string>): Promise<void> {
    this.#doing = what;
    const started = performance.now();
    try {
      this.row(what, 'ok', await work(), started);
    } catch (error) {
      const isStopped = this.run.signal.aborted;
      this.row(what, 'failed', isStopped ? 'stopped by Ctrl-C' : (error as Error).message, started);
      throw new StepFailed(what);
    }
  }

  row(what: string, status: Row['status'], words: string, started = performance.now()): void {
    const { kind, connector } = this.#check;
    const seconds = (performance.now() - started) / 1_000;
    this.rows.push({ kind, connector, what, status, seconds, words });
    this.run.say(`${connector}: ${what}: ${status}. ${words}`);
  }

  /**
   * Asks again and again until there is an answer.
   * @param progress what to tell meanwhile. @throws when patience ends, with what was waited for.
   */
  async until<T>(what: string, probe: () => Promise<T | undefined>, progress?: () => string): Promise<T> {
    const { signal, options } = this.run;
    const started = Date.now();
    let told = started;
    for (let pause = POLL_MS; ; pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)) {
      const found = await probe();
      if (found !== undefined) return found;
      if (Date.now() - started > options.patienceMs) {
        throw new Error(`waited ${Math.round(options.patienceMs / 1_000)} s for ${what}. ${progress?.() ?? ''}`.trim());
      }
      if (Date.now() - told > PROGRESS_MS) {
        told = Date.now();
        this.run.say(`${this.#check.connector}: ${this.#doing}: waiting for ${what}. ${progress?.() ?? ''}`.trim());
      }
      await sleep(pause, undefined, { signal });
    }
  }
}
