/** The platform as a person's browser talks to it: GraphQL, and files. Shares no code with the connectors. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The platform refused, or did not answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of the platform, such as `FORBIDDEN_ACCESS`; undefined when it did not answer in GraphQL. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const TIMEOUT_MS = 120_000;
/** Passing troubles of a busy platform (protocol.md 1.4). */
const AGAIN = ['DATABASE_ERROR', 'LOCK_ERROR'];
const TRIES = 5;
const PAUSE_MS = 2_000;

export class PersonsPlatform {
  readonly #url: string;
  readonly #token: string;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends what is being asked, as Ctrl-C does. */
  constructor(url: string, token: string, signal?: AbortSignal) {
    this.#url = url;
    this.#token = token;
    this.#signal = signal;
  }

  /** The same person, whom nothing stops: for tidying up. */
  unstoppable(): PersonsPlatform {
    return new PersonsPlatform(this.#url, this.#token);
  }

  /** @throws Refusal with the first error of the answer. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#post<Data>(JSON.stringify({ query, variables }), { 'content-type': 'application/json' });
      } catch (error) {
        const passing = error instanceof Refusal && AGAIN.includes(error.code ?? '');
        if (!passing || tries === TRIES) throw error;
        await sleep(PAUSE_MS, undefined, this.#signal ? { signal: this.#signal } : {});
      }
    }
  }

  /** Asks with a file for the variable `file` (multipart request, protocol.md 1.6). */
  async upload<Data>(query: string, variables: object, name: string, text: string, mediaType: string): Promise<Data> {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query, variables: { ...variables, file: null } }));
    form.set('map', JSON.stringify({ 0: ['variables.file'] }));
    form.set('0', new Blob([text], { type: mediaType }), name);
    return this.#post<Data>(form);
  }

  /** Text of a stored file. @throws Refusal when there is none. */
  async download(fileId: string): Promise<string> {
    const path = fileId.split('/').map(encodeURIComponent).join('/');
    const answer = await this.#fetch(`/storage/get/${path}`, {});
    if (!answer.ok) throw new Refusal(`the file ${fileId} cannot be fetched: HTTP ${answer.status}`);
    return answer.text();
  }

  async #post<Data>(body: string | FormData, headers: Record<string, string> = {}): Promise<Data> {
    const answer = await this.#fetch('/graphql', { method: 'POST', body, headers });
    const text = await answer.text();
    const { data, errors } = parsed<Data>(text, answer.status);
    const [first] = errors ?? [];
    if (first) throw new Refusal(first.message, first.extensions?.code);
    if (!data) throw new Refusal(`the platform answered without data: HTTP ${answer.status}`);
    return data;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = this.#signal ? AbortSignal.any([timeout, this.#signal]) : timeout;
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(this.#url + path, { ...init, headers, signal });
    } catch (cause) {
      this.#signal?.throwIfAborted();
      const { message } = ((cause as Error).cause as Error | undefined) ?? (cause as Error);
      throw new Refusal(`${this.#url} does not answer: ${message}`);
    }
  }
}

function parsed<Data>(text: string, status: number): Answer<Data> {
  try {
    return JSON.parse(text) as Answer<Data>;
  } catch {
    throw new Refusal(`the platform answered HTTP ${status} with something that is not JSON: is the address right?`);
  }
}
