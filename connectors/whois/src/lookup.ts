import { type Context, SourceError } from '@opencti-connectors/core';
import { rdapServer } from './bootstrap.ts';
import { Cache } from './cache.ts';
import { askRdap } from './rdap.ts';
import type { Answer } from './registration.ts';
import type { Settings } from './settings.ts';
import type { Subject } from './subject.ts';
import { Whois } from './whois.ts';

type Needed = Pick<Context<Settings>, 'http' | 'log' | 'config' | 'signal' | 'now'>;

/** Asks RDAP, then WHOIS, and remembers what they said. */
export class Lookup {
  readonly #answers: Cache<Answer>;
  readonly #lists: Cache<[string[], string[]][]>;
  readonly #whois: Whois;
  /** Look-ups under way, so that many jobs about one subject ask once. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(config: Settings) {
    this.#answers = new Cache(config.cacheDir);
    this.#lists = new Cache(config.cacheDir);
    this.#whois = new Whois(config);
  }

  /** What is known about a subject; undefined when nobody can be asked. @throws SourceError */
  async find(subject: Subject, ctx: Needed): Promise<Answer | undefined> {
    const key = `${subject.kind} ${subject.name}`;
    for (let other = this.#underWay.get(key); other; other = this.#underWay.get(key)) await other;
    const known = this.#answers.fresh(key, ctx.now());
    if (known) return known;
    const asking = this.#ask(subject, ctx);
    const ended = asking.then(ignore, ignore);
    this.#underWay.set(key, ended);
    void ended.then(() => this.#underWay.delete(key));
    const answer = await asking;
    const { cacheTtl, negativeCacheTtl } = ctx.config;
    if (answer) this.#answers.keep(key, answer, answer.found ? cacheTtl : negativeCacheTtl, ctx.now());
    return answer;
  }

  async #ask(subject: Subject, ctx: Needed): Promise<Answer | undefined> {
    const { rdap, whois } = ctx.config;
    const server = rdap || subject.kind !== 'domain' ? await rdapServer(subject, ctx, this.#lists) : undefined;
    const failures: SourceError[] = [];
    if (rdap && server) {
      const answer = await askRdap(subject, server, ctx).catch(keep(failures));
      if (answer) return answer;
    }
    const answer = whois ? await this.#whois.ask(subject, server, ctx).catch(keep(failures)) : undefined;
    if (answer || failures.length === 0) return answer;
    throw new SourceError(failures.map(({ message }) => message).join('; '), { cause: failures[0] });
  }
}

function ignore(): void {}

/** Keeps what a source did wrong, so that the next one can be asked. */
function keep(failures: SourceError[]): (error: unknown) => undefined {
  return (error) => {
    if (!SourceError.isInstance(error)) throw error;
    failures.push(error);
    return undefined;
  };
}
