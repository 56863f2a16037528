import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { InputError, PlatformError } from '../errors.ts';
import { trusting } from '../http/authorities.ts';
import { retry } from '../http/retry.ts';
import { type Adapted, adapt, withoutKeys } from './degrade.ts';
import { type DownloadOptions, limited } from './download.ts';
import { fromGraphql, fromStatus, fromTransport, type GraphqlError, graphqlErrors } from './platform-errors.ts';
import { multipartBody, Patience, type UploadSlot } from './upload.ts';

/** A GraphQL document with the types of its answer and variables. */
export interface Operation<Data, Variables extends object> {
  readonly name: string;
  readonly document: string;
  /** Capability that the caller needs, named when the platform refuses. */
  readonly capability: string | undefined;
  /** Only for the compiler. */
  readonly types?: { data: Data; variables: Variables };
}

/** Declares an operation; `name` is the operation's name in the document, `capability` what the caller needs for it. */
export function operation<Data, Variables extends object>(
  name: string,
  document: string,
  capability?: string,
): Operation<Data, Variables> {
  return { name, document, capability };
}

type Called = Pick<Operation<unknown, object>, 'name' | 'capability'>;

/** How to reach a platform. */
export interface PlatformClientOptions {
  /** Base address, without `/graphql`. */
  readonly url: string;
  readonly token: string;
  /** Certificates are verified unless false. */
  readonly sslVerify?: boolean;
  /** Authorities to trust besides the system's, PEM text. */
  readonly caCertificates?: string;
  readonly customHeaders?: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
  /** For one try, milliseconds. */
  readonly timeoutMs?: number;
  /** Tries of one call, the first included. */
  readonly attempts?: number;
  /** Ceiling of the first wait between tries, milliseconds. */
  readonly retryBaseMs?: number;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Overrides the number of tries. */
  readonly attempts?: number;
  /** Called before each further try. */
  readonly onRetry?: () => void;
}

const DEFAULT_TIMEOUT_MS = 300_000;
/** About four minutes in all: longer than a platform takes to restart. */
const DEFAULT_ATTEMPTS = 20;
const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = 30_000;

/** Refusals of one operation that are adapted to: parts of the document, then keys of its input, each twice at most. */
const MAX_ROUNDS = 4;

/** GraphQL over HTTP to one platform (protocol.md section 1). */
export class PlatformClient {
  readonly #http: AxiosInstance;
  readonly #options: PlatformClientOptions;
  /** Operations, by their document, in the form that this platform takes, for the life of the process. */
  readonly #adapted = new Map<string, Adapted>();

  constructor(options: PlatformClientOptions) {
    const tls = { rejectUnauthorized: options.sslVerify ?? true };
    this.#options = options;
    this.#http = axios.create({
      baseURL: options.url.replace(/\/+$/, ''),
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, ...tls, ...trusting(options.caCertificates) }),
      headers: {
        ...options.customHeaders,
        Authorization: `Bearer ${options.token}`,
        'User-Agent': options.userAgent,
      },
    });
  }

  /** From now on, requests carry this token. */
  useToken(token: string): void {
    this.#http.defaults.headers.Authorization = `Bearer ${token}`;
  }

  /**
   * Runs an operation. What an older platform does not know is dropped from it, once for the life of the client.
   * @throws PlatformError; an abort throws the signal's reason.
   */
  async execute<Data, Variables extends object>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    options: ExecuteOptions = {},
  ): Promise<Data> {
    return this.#adapting(operation, (adapted) => {
      const body = { query: adapted.document, variables: withoutKeys(variables, adapted) };
      return retry(() => this.#once<Data>(operation, body, {}, options), this.#policy(options));
    });
  }

  /**
   * Runs an operation with files, streamed in one multipart request. It is tried again only when all files are in
   * memory. @throws PlatformError
   */
  async upload<Data, Variables extends object>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    slots: readonly UploadSlot[],
    options: ExecuteOptions = {},
  ): Promise<Data> {
    const send = () => {
      const patience = new Patience(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const { stream, contentType } = multipartBody(operation.document, variables, slots, patience);
      const signal = AbortSignal.any([patience.signal, ...(options.signal ? [options.signal] : [])]);
      const patient = { ...options, signal, timeoutMs: 0 };
      return this.#once<Data>(operation, stream, { 'Content-Type': contentType }, patient).finally(() =>
        patience.end(),
      );
    };
    const repeatable = slots.every(({ file }) => file.data instanceof Uint8Array);
    return (repeatable ? retry(send, this.#policy(options)) : send()).catch((error: unknown) => {
      throw error instanceof Refusal ? error.error : error;
    });
  }

  /**
   * The bytes behind a path of the platform, such as `storagePath(fileId)`, as they come.
   * @throws InputError when the file is not there or not for us, or larger than `maxBytes`; PlatformError otherwise.
   */
  async download(path: string, options: DownloadOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    if (!path.startsWith('/') || path.startsWith('//')) throw new InputError(`${path} is not a path of the platform.`);
    const { signal } = options;
    let answer: AxiosResponse<Readable>;
    try {
      answer = await this.#http.get<Readable>(path, { responseType: 'stream', ...(signal ? { signal } : {}) });
    } catch (cause) {
      signal?.throwIfAborted();
      throw fromTransport('Download', this.#options.url, cause);
    }
    if (answer.status === 200) return limited(answer.data, path, options);
    answer.data.destroy();
    if (answer.status === 403) throw fromGraphql('Download', { extensions: { code: 'AUTH_REQUIRED' } }, 403);
    // The platform answers 503 for a file that is not there or not allowed, and when it is in trouble.
    throw new InputError(`The file ${path} is not there or not for this user (HTTP ${answer.status}).`, {
      code: `HTTP_${answer.status}`,
    });
  }

  /** Base address, for messages. */
  get url(): string {
    return this.#options.url;
  }

  /**
   * Opens an endless answer, such as a live stream, without a limit of time or size. Whatever its status, the caller
   * reads or destroys the body. @throws PlatformError when there is no answer, or the signal's reason.
   */
  async openStream(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ status: number; reason: string; type: string | undefined; body: Readable }> {
    try {
      const answer = await this.#http.get<Readable>(path, { responseType: 'stream', headers, signal, timeout: 0 });
      const type: unknown = answer.headers['content-type'];
      return {
        status: answer.status,
        reason: answer.statusText,
        type: typeof type === 'string' ? type : undefined,
        body: answer.data,
      };
    } catch (cause) {
      signal.throwIfAborted();
      throw fromTransport('LiveStream', this.#options.url, cause);
    }
  }

  /** Names that were dropped from an operation for this platform; none when it takes the whole. */
  dropped({ document }: { readonly document: string }): readonly string[] {
    return this.#adapted.get(document)?.dropped ?? [];
  }

  /** Tries what is made of several calls again and again, as single calls are. @throws as `call` does. */
  retrying<Result>(call: (attempt: number) => Promise<Result>, options: ExecuteOptions): Promise<Result> {
    return retry(call, this.#policy(options));
  }

  #policy({ attempts, signal, onRetry }: ExecuteOptions) {
    return {
      attempts: attempts ?? this.#options.attempts ?? DEFAULT_ATTEMPTS,
      baseMs: this.#options.retryBaseMs ?? RETRY_BASE_MS,
      maxMs: RETRY_MAX_MS,
      ...(onRetry ? { onRetry } : {}),
      ...(signal ? { signal } : {}),
    };
  }

  async #adapting<Data>(
    { name, document }: Operation<Data, object>,
    call: (adapted: Adapted) => Promise<Data>,
  ): Promise<Data> {
    for (let round = 0; ; round++) {
      const current = this.#adapted.get(document) ?? { document, droppedKeys: {}, dropped: [] };
      try {
        return await call(current);
      } catch (error) {
        const refusal = error instanceof Refusal ? adapt(name, current, error.errors) : undefined;
        if (!refusal || round >= MAX_ROUNDS) throw error instanceof Refusal ? error.error : error;
        this.#adapted.set(document, refusal);
      }
    }
  }

  async #once<Data>(
    called: Called,
    body: object,
    contentType: Readonly<Record<string, string>>,
    { signal, headers, timeoutMs }: ExecuteOptions & { readonly timeoutMs?: number },
  ): Promise<Data> {
    let answer: AxiosResponse<unknown>;
    try {
      answer = await this.#http.post('/graphql', body, {
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
        headers: { ...headers, ...contentType },
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw fromTransport(called.name, this.#options.url, cause);
    }
    return this.#read<Data>(called, answer);
  }

  #read<Data>({ name, capability }: Called, { status, data, headers }: AxiosResponse<unknown>): Data {
    const errors = graphqlErrors(data);
    const [error] = errors;
    if (error) {
      const known = fromGraphql(name, error, status, capability);
      throw ADAPTABLE.has(known.code) ? new Refusal(known, errors) : known;
    }
    if (status !== 200) throw fromStatus(name, this.#options.url, status, headers['retry-after']);
    const payload = typeof data === 'object' && data !== null ? (data as { data?: Data | null }).data : undefined;
    if (payload === undefined || payload === null) {
      throw new PlatformError(
        `${name}: ${this.#options.url} does not answer like an OpenCTI platform; check OPENCTI_URL`,
        {
          code: 'NOT_A_PLATFORM',
          status,
        },
      );
    }
    return payload;
  }
}

/** Codes behind which names may stand that an older platform does not know. */
const ADAPTABLE = new Set(['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/** A refusal with everything that the server named; never leaves the client. */
class Refusal extends Error {
  readonly error: PlatformError;
  readonly errors: readonly GraphqlError[];

  constructor(error: PlatformError, errors: readonly GraphqlError[]) {
    super(error.message);
    this.error = error;
    this.errors = errors;
  }
}
