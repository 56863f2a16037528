import { isObservableType } from '../bundle/supported.ts';
import type { Log } from '../define/context.ts';
import type { Refusal } from '../define/internal-import-file.ts';
import type { Missing } from './import-plan.ts';

/** Problems that the work names: the platform keeps a hundred errors, and one may be the end. */
const NAMED_IN_WORK = 99;
/** Problems that are logged one by one; the rest is only counted. */
const LOGGED = 10_000;
const NAMED_IN_SENTENCE = 3;

/** Everything that is to be said about one import. */
export class ImportReport {
  /** Things that are left out. */
  refused = 0;
  /** For the errors of the work. */
  readonly problems: string[] = [];
  readonly #log: Log;
  readonly #sentences: string[] = [];
  readonly #sent = new Map<string, number>();
  readonly #skipped = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  refuse({ id, path, reason }: Refusal): void {
    this.refused += 1;
    if (this.problems.length < NAMED_IN_WORK) this.problems.push(`${id ? `${id}: ` : ''}${path} ${reason}`);
    if (this.refused <= LOGGED) this.#log.warn('object left out', { stix_id: id, path, reason });
    if (this.refused === LOGGED) this.#log.warn('further objects that are left out are only counted');
  }

  /** An object of a type that the platform does not import. */
  skip(type: string): void {
    count(this.#skipped, type);
  }

  sent(type: string): void {
    count(this.#sent, type);
  }

  say(sentence: string): void {
    this.#sentences.push(sentence.replace(/\.$/, ''));
  }

  /** References that lead nowhere: dropped, or only named. */
  missing(missing: readonly Missing[], dropped: boolean): void {
    if (missing.length === 0) return;
    for (const { id, references } of missing.slice(0, LOGGED)) {
      this.#log.warn('reference to what is not there', { stix_id: id, references, dropped });
    }
    const total = missing.reduce((sum, { references }) => sum + references, 0);
    const named = missing.slice(0, NAMED_IN_SENTENCE).map(({ id }) => id);
    const more = missing.length > named.length ? ', …' : '';
    const what = `${amount(total, 'reference')} to ${amount(missing.length, 'object')} that are not there`;
    this.say(`${what} ${dropped ? 'dropped' : 'kept'}: ${named.join(', ')}${more}`);
    if (dropped) return;
    for (const { id, references } of missing) {
      if (this.problems.length >= NAMED_IN_WORK) return;
      this.problems.push(`${id} is not in the file: ${amount(references, 'reference')} to it`);
    }
  }

  /** `12 objects (5 indicator, 3 relationship, 4 other)`. */
  get counts(): string {
    const total = sum(this.#sent);
    const relationships = (this.#sent.get('relationship') ?? 0) + (this.#sent.get('sighting') ?? 0);
    const observables = sum(this.#sent, isObservableType);
    const about = [amount(relationships, 'relationship'), amount(observables, 'observable')].join(', ');
    return `${amount(total, 'object')} (${about})`;
  }

  /** The sentence that ends the work; `head` says what became of the objects. */
  sentence(head: string): string {
    const byType = [...this.#sent].sort(([a], [b]) => a.localeCompare(b)).map(([type, number]) => `${number} ${type}`);
    const parts = [
      `${head}${byType.length > 0 ? `: ${byType.join(', ')}` : ''}`,
      ...this.#sentences,
      ...this.#leftOut(),
    ];
    return `${parts.join('. ')}.`;
  }

  #leftOut(): string[] {
    const parts: string[] = [];
    if (this.#skipped.size > 0) {
      const types = [...this.#skipped].map(([type, number]) => `${number} ${type}`);
      parts.push(`Of types that the platform does not import: ${types.join(', ')}`);
    }
    if (this.refused > 0) {
      const named = this.problems.slice(0, NAMED_IN_SENTENCE).join('; ');
      parts.push(`${this.refused} left out: ${named}${this.refused > NAMED_IN_SENTENCE ? '; …' : ''}`);
    }
    return parts;
  }
}

function count(counts: Map<string, number>, type: string): void {
  counts.set(type, (counts.get(type) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<string, number>, fits: (type: string) => boolean = () => true): number {
  let total = 0;
  for (const [type, number] of counts) if (fits(type)) total += number;
  return total;
}

/** `1 object`, `2 objects` */
export function amount(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
