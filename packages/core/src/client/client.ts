import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { PlatformError } from '../errors.ts';
import { retry } from '../http/retry.ts';
import { fromGraphql, fromStatus, fromTransport, graphqlErrors } from './platform-errors.ts';

/** A GraphQL document with the types of its answer and variables. */
export interface Operation<Data, Variables extends object> {
  readonly name: string;
  readonly document: string;
  /** Only for the compiler. */
  readonly types?: { data: Data; variables: Variables };
}

/** Declares an operation; `name` is the operation's name in the document. */
export function operation<Data, Variables extends object>(name: string, document: string): Operation<Data, Variables> {
  return { name, document };
}

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
}

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_ATTEMPTS = 5;
const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = 30_000;

/** GraphQL over HTTP to one platform (protocol.md section 1). */
export class PlatformClient {
  readonly #http: AxiosInstance;
  readonly #options: PlatformClientOptions;

  constructor(options: PlatformClientOptions) {
    const tls = { rejectUnauthorized: options.sslVerify ?? true };
    const ca = options.caCertificates ? { ca: options.caCertificates } : {};
    this.#options = options;
    this.#http = axios.create({
      baseURL: options.url.replace(/\/+$/, ''),
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, ...tls, ...ca }),
      headers: {
        ...options.customHeaders,
        Authorization: `Bearer ${options.token}`,
        'User-Agent': options.userAgent,
      },
    });
  }

  /** Runs an operation. @throws PlatformError; an abort throws the signal's reason. */
  async execute<Data, Variables extends object>(
    { name, document }: Operation<Data, Variables>,
    variables: Variables,
    options: ExecuteOptions = {},
  ): Promise<Data> {
    const policy = {
      attempts: options.attempts ?? this.#options.attempts ?? DEFAULT_ATTEMPTS,
      baseMs: this.#options.retryBaseMs ?? RETRY_BASE_MS,
      maxMs: RETRY_MAX_MS,
      ...(options.signal ? { signal: options.signal } : {}),
    };
    return retry(() => this.#once<Data>(name, { query: document, variables }, options), policy);
  }

  async #once<Data>(name: string, body: object, { signal, headers }: ExecuteOptions): Promise<Data> {
    let answer: AxiosResponse<unknown>;
    try {
      answer = await this.#http.post('/graphql', body, {
        ...(signal ? { signal } : {}),
        ...(headers ? { headers: { ...headers } } : {}),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw fromTransport(name, this.#options.url, cause);
    }
    return this.#read<Data>(name, answer);
  }

  #read<Data>(name: string, { status, data, headers }: AxiosResponse<unknown>): Data {
    const [error] = graphqlErrors(data);
    if (error) throw fromGraphql(name, error, status);
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
