import { type Context, SourceError } from '@opencti-connectors/core';
import { z } from 'zod';
import { type Rdap, readRdap, relatedUrl } from './rdap-answer.ts';
import { type Answer, completed } from './registration.ts';
import type { Settings } from './settings.ts';
import type { Subject } from './subject.ts';

/** Far more than any registry says; more is an attack. */
const MAX_BYTES = 1_000_000;
const ATTEMPTS = 2;
const ACCEPT = 'application/rdap+json, application/json;q=0.9';
const Answered = z.looseObject({});

type Needed = Pick<Context<Settings>, 'http' | 'log' | 'config'>;

/** Asks an RDAP server (RFC 9082), and the registrar's where the answer names it. @throws SourceError */
export async function askRdap(subject: Subject, base: string, ctx: Needed): Promise<Answer> {
  const url = new URL(pathOf(subject), base).href;
  const answer = await get(url, ctx).catch((error: unknown) => {
    // That there is no such object is an answer (RFC 7480, section 5.3).
    if (SourceError.isInstance(error) && error.code === 'HTTP_404') return undefined;
    throw error;
  });
  if (!answer) return { found: false, by: url };
  const registration = readRdap(answer, subject, url);
  const related = subject.kind === 'domain' && ctx.config.followRegistrar ? relatedUrl(answer) : undefined;
  if (!related || related === url) return { found: true, registration };
  return { found: true, registration: await withRegistrar(registration, subject, related, ctx) };
}

/** One step, to an address without surprises. What the registry said is not lost when the registrar fails. */
async function withRegistrar(registration: ReturnType<typeof readRdap>, subject: Subject, url: string, ctx: Needed) {
  try {
    if (URL.parse(url)?.protocol !== 'https:' && !isOurs(url, ctx.config)) {
      throw new SourceError(`${url} is not an HTTPS address`, { code: 'LEAVES_HTTPS' });
    }
    return completed(registration, readRdap(await get(url, ctx), subject, url));
  } catch (error) {
    if (!SourceError.isInstance(error)) throw error;
    ctx.log.warn("the registrar's RDAP server does not answer", { error });
    return registration;
  }
}

/** True for the host of the RDAP server that a setting names: that one may be without HTTPS. */
function isOurs(url: string, { rdapServer }: Settings): boolean {
  return rdapServer !== undefined && URL.parse(url)?.host === URL.parse(rdapServer)?.host;
}

async function get(url: string, { http, config }: Needed): Promise<Rdap> {
  const limits = { maxBytes: MAX_BYTES, timeoutMs: config.timeout, attempts: ATTEMPTS };
  const answer = await http.json(url, { schema: Answered, headers: { Accept: ACCEPT }, ...limits });
  if (answer.status !== 'ok') throw new SourceError(`${url} answers that nothing changed, without being asked that`);
  return answer.value;
}

function pathOf({ kind, name }: Subject): string {
  return `${kind}/${kind === 'autnum' ? name.slice(2) : name}`;
}
