import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { SourceError } from '../errors.ts';
import { trusting } from './authorities.ts';
import { Pace, type RateLimit } from './pace.ts';
import { isPrivateAddress, PrivateAddressError, publicLookup } from './private-address.ts';
import { realSleep, retry, retryAfterMs } from './retry.ts';
import type { SourceAnswer, SourceHttp, SourceRequest } from './source-http.ts';

/** How a source is talked to: what {@link createHttp} is given. */
export interface HttpOptions {
  readonly userAgent: string;
  /** Hosts or URLs named in settings: they may be private addresses. */
  readonly settingsHosts: readonly string[];
  /** Authorities to trust besides the system's, PEM text. */
  readonly caCertificates?: string;
  /** For each host; unlimited unless given. */
  readonly rateLimit?: RateLimit;
  readonly signal?: AbortSignal;
  /** Ceiling of the first wait between tries, milliseconds. */
  readonly retryBaseMs?: number;
}

const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
const ATTEMPTS = 4;
const RETRY_BASE_MS = 1_000;
const RETRY_MAX_MS = 60_000;
const MAX_REDIRECTS = 5;
const NOT_MODIFIED = 304;
const LEAVES_HTTPS = 'a redirect leaves HTTPS';

/** HTTP for sources on axios: limits, retries and the address rule of decision 11 in one place. */
export function createHttp(options: HttpOptions): SourceHttp {
  const allowed = new Set(options.settingsHosts.map(hostOf).filter((host) => host !== undefined));
  const http = createAxios(options, allowed);
  const pace = options.rateLimit ? new Pace(options.rateLimit, realSleep) : undefined;

  async function bytes(url: URL | string, request: SourceRequest = {}): Promise<SourceAnswer<Uint8Array>> {
    const signals = [options.signal, request.signal].filter((one) => one !== undefined);
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    const policy = {
      attempts: request.attempts ?? ATTEMPTS,
      baseMs: options.retryBaseMs ?? RETRY_BASE_MS,
      maxMs: RETRY_MAX_MS,
      ...(signal ? { signal } : {}),
    };
    const to = new URL(url);
    return retry(async () => {
      await pace?.turn(to.host, signal);
      return once(http, to, request, { allowed, signal });
    }, policy);
  }

  async function text(url: URL | string, request?: SourceRequest): Promise<SourceAnswer<string>> {
    const answer = await bytes(url, request);
    return answer.status === 'ok' ? { ...answer, value: decode(answer.value, new URL(url)) } : answer;
  }

  async function json<Schema extends z.ZodType>(
    url: URL | string,
    request: SourceRequest & { readonly schema: Schema },
  ) {
    const answer = await text(url, request);
    return answer.status === 'ok' ? { ...answer, value: parse(answer.value, request.schema, new URL(url)) } : answer;
  }

  return { bytes, text, json };
}

function createAxios(options: HttpOptions, allowed: ReadonlySet<string>): AxiosInstance {
  const lookup = publicLookup(allowed);
  return axios.create({
    responseType: 'arraybuffer',
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true, lookup }),
    httpsAgent: new HttpsAgent({ keepAlive: true, lookup, ...trusting(options.caCertificates) }),
    headers: { 'User-Agent': options.userAgent },
  });
}

function hostOf(hostOrUrl: string): string | undefined {
  if (!hostOrUrl.includes('://')) return hostOrUrl;
  return URL.parse(hostOrUrl)?.hostname;
}

/** The address without what may hold a key. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** Addresses in the URL itself are not looked up, so they are checked here. */
function refusePrivate(host: string, allowed: ReadonlySet<string>): void {
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && isPrivateAddress(literal) && !allowed.has(host)) throw new PrivateAddressError(host);
}

async function once(
  http: AxiosInstance,
  url: URL,
  request: SourceRequest,
  { allowed, signal }: { allowed: ReadonlySet<string>; signal: AbortSignal | undefined },
): Promise<SourceAnswer<Uint8Array>> {
  const deadline = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  let answer: AxiosResponse<Buffer>;
  try {
    refusePrivate(url.hostname, allowed);
    answer = await http.get<Buffer>(url.href, {
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      maxContentLength: request.maxBytes ?? MAX_BYTES,
      maxRedirects: MAX_REDIRECTS,
      // A redirect comes from data, even where the host it leaves is named in settings.
      beforeRedirect: (next: { hostname?: string; protocol?: string }) => {
        refusePrivate(String(next.hostname), new Set());
        if (url.protocol === 'https:' && next.protocol !== 'https:') throw new Error(LEAVES_HTTPS);
      },
      headers: conditions(request),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw failed(url, cause, deadline.aborted, request);
  }
  return read(url, answer);
}

function conditions({ headers, etag, lastModified }: SourceRequest): Record<string, string> {
  return {
    ...headers,
    ...(etag ? { 'If-None-Match': etag } : {}),
    ...(lastModified ? { 'If-Modified-Since': lastModified } : {}),
  };
}

function read(url: URL, { status, data, headers }: AxiosResponse<Buffer>): SourceAnswer<Uint8Array> {
  if (status === NOT_MODIFIED) return { status: 'not-modified' };
  if (status < 200 || status > 299) {
    const wait = retryAfterMs(headers['retry-after']);
    throw new SourceError(`${shown(url)} answers with HTTP ${status}`, {
      code: `HTTP_${status}`,
      retryable: status === 429 || status >= 500,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  const etag: unknown = headers.etag;
  const lastModified: unknown = headers['last-modified'];
  return {
    status: 'ok',
    value: data,
    ...(typeof etag === 'string' ? { etag } : {}),
    ...(typeof lastModified === 'string' ? { lastModified } : {}),
  };
}

function failed(
  url: URL,
  cause: unknown,
  timedOut: boolean,
  { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS }: SourceRequest,
) {
  const { code, message = '' } = cause as { code?: unknown; message?: string };
  if (code === 'PRIVATE_ADDRESS' || message.includes('is a private address')) {
    return new SourceError(`${shown(url)} leads to a private address: only hosts named in settings may be private`, {
      code: 'PRIVATE_ADDRESS',
      cause,
    });
  }
  if (message.includes(LEAVES_HTTPS)) {
    return new SourceError(`${shown(url)} redirects to an address without HTTPS`, { code: 'LEAVES_HTTPS', cause });
  }
  if (code === 'ERR_FR_TOO_MANY_REDIRECTS') {
    return new SourceError(`${shown(url)} redirects more than ${MAX_REDIRECTS} times`, { code: 'REDIRECTS', cause });
  }
  if (timedOut) {
    return new SourceError(`${shown(url)} did not answer within ${timeoutMs / 1000} s`, {
      code: 'TIMEOUT',
      retryable: true,
      cause,
    });
  }
  if (message.includes('maxContentLength')) {
    return new SourceError(`${shown(url)} answers with more than ${maxBytes} bytes`, { code: 'TOO_LARGE', cause });
  }
  return new SourceError(`${shown(url)} cannot be reached (${String(code ?? 'no code')})`, {
    code: String(code ?? 'UNREACHABLE'),
    retryable: true,
    cause,
  });
}

function decode(bytes: Uint8Array, url: URL): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SourceError(`${shown(url)} answers with text that is not UTF-8`, { code: 'NOT_UTF8', cause });
  }
}

function parse<Schema extends z.ZodType>(text: string, schema: Schema, url: URL): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SourceError(`${shown(url)} answers with text that is not JSON`, { code: 'NOT_JSON', cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') || 'the whole answer';
  throw new SourceError(`${shown(url)} answers in an unknown shape: ${path}: ${issue?.message}`, { code: 'SHAPE' });
}
