import { SourceError } from '@opencti-connectors/core';
import type { AxiosInstance } from 'axios';
import { z } from 'zod';
import type { Settings } from '../settings.ts';

/** A token is renewed so long before it ends, milliseconds. */
const EARLY_MS = 60_000;
const DEFAULT_LIFE_S = 3_600;
const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().optional() });

/** The headers that tell a webhook who calls. */
export class WebhookAuth {
  readonly #settings: Settings;
  readonly #http: AxiosInstance;
  #token: { readonly value: Promise<string>; endsAt: number } | undefined;

  constructor(settings: Settings, http: AxiosInstance) {
    this.#settings = settings;
    this.#http = http;
  }

  /** @throws SourceError when no token is given. */
  async headers(): Promise<Record<string, string>> {
    const { webhookAuth: kind, webhookUser: user, webhookSecret: secret = '', webhookKeyHeader } = this.#settings;
    if (kind === 'basic') return { Authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
    if (kind === 'bearer') return { Authorization: `Bearer ${secret}` };
    if (kind === 'api-key') return { [webhookKeyHeader]: secret };
    return kind === 'oauth2' ? { Authorization: `Bearer ${await this.#accessToken()}` } : {};
  }

  /** A token was refused: the next call gets another. @returns false where there is none to renew. */
  renew(): boolean {
    const had = this.#token !== undefined;
    this.#token = undefined;
    return had;
  }

  /** One request for a token, whoever asks meanwhile. */
  #accessToken(): Promise<string> {
    if (this.#token && Date.now() < this.#token.endsAt) return this.#token.value;
    const token = { value: Promise.resolve(''), endsAt: Number.POSITIVE_INFINITY };
    token.value = this.#ask().then(
      ({ access_token, expires_in = DEFAULT_LIFE_S }) => {
        token.endsAt = Date.now() + Math.max(EARLY_MS / 10, expires_in * 1_000 - EARLY_MS);
        return access_token;
      },
      (error: unknown) => {
        this.#token = undefined;
        throw error;
      },
    );
    this.#token = token;
    return token.value;
  }

  /** Client credentials (RFC 6749, 4.4). */
  async #ask(): Promise<z.output<typeof Token>> {
    const { webhookTokenUrl: url = '', webhookUser = '', webhookSecret = '', webhookScope } = this.#settings;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(webhookScope ? { scope: webhookScope } : {}),
    });
    const basic = `${encodeURIComponent(webhookUser)}:${encodeURIComponent(webhookSecret)}`;
    const headers = { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
    try {
      const { status, data } = await this.#http.post<unknown>(url, form, { headers });
      const parsed = Token.safeParse(typeof data === 'string' ? JSON.parse(data) : data);
      if (status === 200 && parsed.success) return parsed.data;
      throw new Error(`HTTP ${status}, no access_token`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SourceError(`STREAM_LISTENER_WEBHOOK_TOKEN_URL gives no token: ${why}`, { retryable: true, cause });
    }
  }
}
