import { type Context, Pace, publicAddress, SourceError } from '@opencti-connectors/core';
import { type Answer, completed, type Registration } from './registration.ts';
import { WHOIS_BY_RDAP, WHOIS_BY_TLD, WHOIS_QUERIES } from './servers.data.ts';
import type { Settings } from './settings.ts';
import type { Subject } from './subject.ts';
import { readWhois, referredServer } from './whois-answer.ts';
import { askServer, type WhoisText } from './whois-client.ts';

const PORT = 43;
const NOBODY: ReadonlySet<string> = new Set();

type Needed = Pick<Context<Settings>, 'log' | 'config' | 'signal'>;

/** WHOIS (RFC 3912) of the servers in the settings or the built-in list, each at its pace. */
export class Whois {
  readonly #pace: Pace;

  constructor({ requestsPerSecond }: Settings) {
    this.#pace = new Pace({ requests: requestsPerSecond, perMs: 1_000 });
  }

  /** `rdap` is the RDAP server for the subject, whose registry may run a WHOIS server too. @throws SourceError */
  async ask(subject: Subject, rdap: string | undefined, ctx: Needed): Promise<Answer | undefined> {
    const server = serverFor(subject, rdap, ctx.config);
    if (!server) return undefined;
    const text = await this.#ask(subject, server, ctx);
    const said = readWhois(text, subject, server.host);
    if (said === 'unknown') return { found: false, by: `whois://${server.host}` };
    if (typeof said === 'string') throw useless(server.host, said);
    const referred = ctx.config.followRegistrar ? referredServer(text) : undefined;
    if (!referred || referred === server.host) return { found: true, registration: said };
    return { found: true, registration: await this.#withRegistrar(said, subject, referred, ctx) };
  }

  /** One step, to port 43 of a public address. What the registry said is not lost when the registrar fails. */
  async #withRegistrar(registry: Registration, subject: Subject, host: string, ctx: Needed): Promise<Registration> {
    try {
      const said = readWhois(await this.#ask(subject, { host, port: PORT, allowed: NOBODY }, ctx), subject, host);
      return typeof said === 'string' ? registry : completed(registry, said);
    } catch (error) {
      if (!SourceError.isInstance(error)) throw error;
      ctx.log.warn("the registrar's WHOIS server does not answer", { error });
      return registry;
    }
  }

  async #ask({ kind, name }: Subject, { host, port, allowed }: Server, ctx: Needed): Promise<WhoisText> {
    await this.#pace.turn(host, ctx.signal);
    const address = await publicAddress(host, allowed).catch((cause: Error) => {
      throw new SourceError(`WHOIS server ${host} cannot be reached: ${cause.message}`, { code: 'WHOIS', cause });
    });
    const query = WHOIS_QUERIES[host]?.[kind] ?? '$addr';
    return askServer(name, { host, port, query }, { address, timeoutMs: ctx.config.timeout, signal: ctx.signal });
  }
}

interface Server {
  readonly host: string;
  readonly port: number;
  /** Hosts that may be private: those that a setting names. */
  readonly allowed: ReadonlySet<string>;
}

function serverFor(subject: Subject, rdap: string | undefined, { whoisServer }: Settings): Server | undefined {
  if (whoisServer) {
    const [host = '', port = PORT] = whoisServer.split(':');
    return { host, port: Number(port), allowed: new Set([host]) };
  }
  const registry = WHOIS_BY_RDAP[URL.parse(rdap ?? '')?.hostname ?? ''];
  const host = subject.kind === 'domain' ? WHOIS_BY_TLD[subject.tld] : registry;
  return host === undefined ? undefined : { host, port: PORT, allowed: NOBODY };
}

function useless(host: string, said: 'limited' | 'useless'): SourceError {
  const words = said === 'limited' ? 'refuses: it is asked too often' : 'answers with nothing that can be read';
  return new SourceError(`WHOIS server ${host} ${words}`, { code: said === 'limited' ? 'LIMITED' : 'WHOIS' });
}
