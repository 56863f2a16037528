import { type Context, SourceError } from '@opencti-connectors/core';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Cache } from './cache.ts';
import { ARIN, RDAP_BY_ASN, RDAP_BY_IPV6, RDAP_BY_OCTET, RDAP_BY_TLD } from './servers.data.ts';
import type { Settings } from './settings.ts';
import type { Subject } from './subject.ts';

/** Entries, and base addresses of the servers for them (RFC 9224, section 3). */
const List = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) });
type Services = readonly (readonly [entries: readonly string[], urls: readonly string[]])[];

const FRESH_MS = 86_400_000;
/** A list that could not be had is asked for again after this time. */
const AGAIN_MS = 600_000;
const MAX_BYTES = 4_000_000;

/** The base address of the RDAP server for a subject; undefined where there is none. */
export async function rdapServer(
  subject: Subject,
  ctx: Pick<Context<Settings>, 'http' | 'log' | 'config' | 'now'>,
  lists: Cache<Services>,
): Promise<string | undefined> {
  if (ctx.config.rdapServer) return withSlash(ctx.config.rdapServer);
  const file = { domain: 'dns', ip: subject.kind === 'ip' && subject.version === 6 ? 'ipv6' : 'ipv4', autnum: 'asn' };
  const services = await readList(file[subject.kind], ctx, lists);
  const urls = MATCHES[subject.kind](services, subject.kind === 'domain' ? subject.name : bare(subject));
  // A server without HTTPS is as good as none: anybody on the way could answer.
  const url = urls?.find((one) => one.startsWith('https://'));
  return url && withSlash(url);
}

/** IANA's list; when it cannot be had, the last one, then the built-in one. */
async function readList(
  name: string,
  { http, log, config, now }: Pick<Context<Settings>, 'http' | 'log' | 'config' | 'now'>,
  lists: Cache<Services>,
): Promise<Services> {
  const url = new URL(`${name}.json`, withSlash(config.rdapBootstrapUrl)).href;
  const fresh = lists.fresh(url, now());
  if (fresh) return fresh;
  try {
    const limits = { maxBytes: MAX_BYTES, timeoutMs: config.timeout, attempts: 1 };
    const answer = await http.json(url, { schema: List, ...limits });
    const services = answer.status === 'ok' ? answer.value.services : [];
    lists.keep(url, services, FRESH_MS, now());
    return services;
  } catch (error) {
    if (!SourceError.isInstance(error)) throw error;
    const last = lists.stale(url) ?? builtIn(name);
    log.warn('list of RDAP servers cannot be read, the last or the built-in one is used', { error });
    lists.keep(url, last, AGAIN_MS, now());
    return last;
  }
}

type Match = (services: Services, name: string) => readonly string[] | undefined;

const MATCHES: Readonly<Record<Subject['kind'], Match>> = {
  /** The longest entry by whole labels. */
  domain: (services, name) => {
    const labels = name.split('.');
    const suffixes = labels.map((_, index) => labels.slice(index).join('.'));
    const found = suffixes.map((suffix) =>
      services.find(([entries]) => entries.some((one) => one.toLowerCase() === suffix)),
    );
    return found.find((service) => service !== undefined)?.[1];
  },
  /** The longest prefix. */
  ip: (services, name) => {
    const address = ipaddr.parse(name);
    let best: readonly string[] | undefined;
    let longest = -1;
    for (const [entries, urls] of services) {
      for (const entry of entries) {
        if (!ipaddr.isValidCIDR(entry)) continue;
        const [network, bits] = ipaddr.parseCIDR(entry);
        if (bits > longest && network.kind() === address.kind() && address.match(network, bits)) {
          best = urls;
          longest = bits;
        }
      }
    }
    return best;
  },
  autnum: (services, name) =>
    services.find(([entries]) =>
      entries.some((entry) => {
        const [first = Number.NaN, last = first] = entry.split('-').map(Number);
        return Number(name) >= first && Number(name) <= last;
      }),
    )?.[1],
};

/** A network's first address; the digits of an AS number. */
function bare({ name }: Subject): string {
  return name.replace(/^AS|\/\d+$/g, '');
}

function builtIn(name: string): Services {
  const tables: Readonly<Record<string, () => Services>> = {
    dns: () => RDAP_BY_TLD.map(([tlds, url]) => [tlds.split(' '), [url]]),
    ipv4: () => [
      ...RDAP_BY_OCTET.map(([octets, url]): Services[number] => [octets.split(' ').flatMap(networks), [url]]),
      [['0.0.0.0/0'], [ARIN]],
    ],
    ipv6: () => [...RDAP_BY_IPV6.map(([prefix, url]): Services[number] => [[prefix], [url]]), [['::/0'], [ARIN]]],
    asn: () => [...RDAP_BY_ASN.map(([range, url]): Services[number] => [[range], [url]]), [['1-4294967295'], [ARIN]]],
  };
  return tables[name]?.() ?? [];
}

/** `77-95` as the networks 77.0.0.0/8 to 95.0.0.0/8. */
function networks(octets: string): string[] {
  const [first = 0, last = first] = octets.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}.0.0.0/8`);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
