import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { retryAfterMs, SourceError } from '@opencti-connectors/core';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { type Item, textOf } from '../mapping.ts';
import { headersOf, type Settings } from '../settings.ts';
import { ALL_TAKEN, Answer, type Delivered, type Sink } from './sink.ts';
import { WebhookAuth } from './webhook-auth.ts';

const MAX_ANSWER_BYTES = 1_048_576;
/** Wait after a refusal that no other event would fare better with, milliseconds. */
const MISCONFIGURED_MS = 60_000;

/** Batches as HTTP requests, signed where wanted. A request has the same key each time it is tried. */
export class WebhookSink implements Sink {
  readonly #settings: Settings;
  readonly #http: AxiosInstance;
  readonly #auth: WebhookAuth;
  readonly #headers: Record<string, string>;
  /** When the next request may go, milliseconds: the rate, and what a receiver in trouble asked for. */
  #freeAt = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#http = createAxios(settings);
    this.#auth = new WebhookAuth(settings, this.#http);
    this.#headers = headersOf(settings.webhookHeaders);
  }

  async deliver(items: readonly Item[], signal: AbortSignal): Promise<Delivered> {
    if (this.#settings.webhookBody !== 'single') return this.#post(items, signal);
    const all: Delivered[] = [];
    for (const item of items) all.push(await this.#post([item], signal));
    return { refused: all.flatMap(({ refused }) => refused), reports: all.flatMap(({ reports }) => reports) };
  }

  async #post(items: readonly Item[], signal: AbortSignal): Promise<Delivered> {
    const { webhookUrl: url = '', webhookMethod: method, webhookBody } = this.#settings;
    const data = bodyOf(items, webhookBody);
    const key = createHash('sha256').update(data).digest('hex').slice(0, 32);
    const type = webhookBody === 'ndjson' ? 'application/x-ndjson' : 'application/json';
    for (let tries = 1; ; tries++) {
      await this.#turn(signal);
      const auth = await this.#auth.headers();
      const headers = {
        ...this.#headers,
        'Content-Type': type,
        'Idempotency-Key': key,
        ...this.#signature(data),
        ...auth,
      };
      const answer = await this.#request({ url, method, data, headers, signal });
      if (answer.status === 401 && tries === 1 && this.#auth.renew()) continue;
      if (answer.status >= 200 && answer.status < 300) return readAnswer(answer.data, items);
      throw this.#refusal(answer);
    }
  }

  async #request(request: AxiosRequestConfig & { readonly signal: AbortSignal }): Promise<AxiosResponse<string>> {
    try {
      return await this.#http.request<string>(request);
    } catch (cause) {
      request.signal.throwIfAborted();
      const code = String((cause as { code?: unknown }).code ?? 'no code');
      throw new SourceError(`STREAM_LISTENER_WEBHOOK_URL cannot be reached (${code})`, {
        code,
        retryable: true,
        cause,
      });
    }
  }

  /** `t=<seconds>,v1=<hex>` over `<seconds>.<body>`: the time keeps a request from being played again later. */
  #signature(body: string): Record<string, string> {
    const { webhookSignature: secret } = this.#settings;
    if (secret === undefined) return {};
    const time = Math.floor(Date.now() / 1_000);
    const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return { 'X-OpenCTI-Signature': `t=${time},v1=${digest}` };
  }

  /** Each request waits for its time: all lanes together keep to the rate, and rest when the receiver asks for it. */
  async #turn(signal: AbortSignal): Promise<void> {
    const { webhookPerMinute: rate } = this.#settings;
    const mine = Math.max(Date.now(), this.#freeAt);
    if (rate !== undefined) this.#freeAt = mine + 60_000 / rate;
    if (mine > Date.now()) await sleep(mine - Date.now(), undefined, { signal });
  }

  /** Who must act: nobody (it passes), the one who set this up, or whoever looks at dead letters. */
  #refusal({ status, headers }: AxiosResponse<string>): SourceError {
    const code = `HTTP_${status}`;
    const message = `the webhook answers with HTTP ${status}`;
    if (status === 408 || status === 425 || status === 429 || status >= 500) {
      const wait = retryAfterMs(headers['retry-after']);
      if (wait !== undefined) this.#freeAt = Math.max(this.#freeAt, Date.now() + wait);
      return new SourceError(message, { code, retryable: true, ...(wait === undefined ? {} : { retryAfterMs: wait }) });
    }
    if (status === 400 || status === 413 || status === 415 || status === 422) return new SourceError(message, { code });
    const advice = `${message}: check STREAM_LISTENER_WEBHOOK_URL, _AUTH, _USER and _SECRET`;
    return new SourceError(advice, { code, retryable: true, retryAfterMs: MISCONFIGURED_MS });
  }
}

function bodyOf(items: readonly Item[], body: Settings['webhookBody']): string {
  if (body === 'array') return `[${items.map(textOf).join(',')}]`;
  return items.map(textOf).join('\n') + (body === 'ndjson' ? '\n' : '');
}

function readAnswer(text: unknown, items: readonly Item[]): Delivered {
  const parsed = Answer.safeParse(parseJson(text));
  if (!parsed.success) return ALL_TAKEN;
  const { results } = parsed.data;
  const named = new Map(results.map((result) => [result.id, result]));
  const refused = items.flatMap(({ event }) => {
    const result = named.get(event.entityId) ?? named.get(event.data.id);
    return result?.status === 'rejected' ? [{ event, reason: result.reason ?? 'the receiver rejected it' }] : [];
  });
  return { refused, reports: results };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function createAxios(settings: Settings): AxiosInstance {
  const { webhookSslVerify, webhookSslCa, webhookSslCert, webhookSslKey, webhookTimeout } = settings;
  return axios.create({
    timeout: webhookTimeout,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: 'text',
    transitional: { forcedJSONParsing: false },
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({
      keepAlive: true,
      rejectUnauthorized: webhookSslVerify,
      ca: pem(webhookSslCa),
      cert: pem(webhookSslCert),
      key: pem(webhookSslKey),
    }),
    headers: { 'User-Agent': 'opencti-connectors/stream-listener' },
  });
}

function pem(value: string | undefined): string | undefined {
  return value === undefined || value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8');
}
