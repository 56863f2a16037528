import { createHash } from 'node:crypto';
import { Agent as HttpsAgent } from 'node:https';
import { AwsV4Signer } from 'aws4fetch';
import axios from 'axios';
import { PlatformError } from '../errors.ts';
import { trusting } from '../http/authorities.ts';
import { retry } from '../http/retry.ts';
import type { BucketAddress } from '../ports/storage.ts';
import type { CopyTarget } from './copies.ts';
import { copyPrefix, isCopyOf } from './copy-document.ts';

export interface S3CopiesOptions {
  /** Asked for once, at the first copy: part of it may come from the platform. */
  readonly address: () => Promise<BucketAddress>;
  /** Folder in the bucket; `.` for its root. */
  readonly folder: string;
  readonly retentionDays: number;
  readonly connectorName: string;
  /** Authorities to trust besides the system's, PEM text. */
  readonly caCertificates?: string | undefined;
}

const TIMEOUT_MS = 60_000;
const RETRY = { attempts: 3, baseMs: 500, maxMs: 5_000 };
/** Far more than a retention of days leaves; a bucket that answers for ever ends here. */
const MAX_PAGES = 1_000;

/** Copies as objects of an S3 bucket, addressed by path and signed by AWS Signature Version 4. */
export class S3Copies implements CopyTarget {
  readonly bundleType = 'S3_BUNDLE';
  readonly place = 'S3';
  readonly retentionDays: number;
  readonly #options: S3CopiesOptions;
  readonly #https: HttpsAgent;
  #address: Promise<BucketAddress> | undefined;

  constructor(options: S3CopiesOptions) {
    this.#options = options;
    this.retentionDays = options.retentionDays;
    this.#https = new HttpsAgent(trusting(options.caCertificates));
  }

  /** @throws PlatformError that names the bucket, never the keys. */
  async write(name: string, text: string): Promise<void> {
    await this.#call('PUT', this.#key(name), text);
  }

  async removeBefore(time: Date): Promise<number> {
    const prefix = this.#key(copyPrefix(this.#options.connectorName));
    let removed = 0;
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = new URLSearchParams({
        'list-type': '2',
        prefix,
        ...(token ? { 'continuation-token': token } : {}),
      });
      const listed = await this.#call('GET', `?${query}`);
      for (const name of this.#oldIn(listed, time)) {
        await this.#call('DELETE', this.#key(name));
        removed += 1;
      }
      token = /<NextContinuationToken>([^<]+)</.exec(listed)?.[1];
      if (!token) break;
    }
    return removed;
  }

  /** Names below the folder; a prefix alone would take `misp-feed` for `misp`. */
  #oldIn(listed: string, time: Date): string[] {
    return [...listed.matchAll(/<Contents>.*?<\/Contents>/gs)].flatMap(([entry]) => {
      const name = /<Key>([^<]*)<\/Key>/.exec(entry)?.[1]?.split('/').at(-1) ?? '';
      const modified = Date.parse(/<LastModified>([^<]*)</.exec(entry)?.[1] ?? '');
      return isCopyOf(this.#options.connectorName, name) && modified < time.getTime() ? [name] : [];
    });
  }

  #key(name: string): string {
    const folder = this.#options.folder.replace(/\/+$/, '');
    return folder === '.' || folder === '' ? name : `${folder}/${name}`;
  }

  /** The address is asked for again when that failed. */
  async #where(): Promise<BucketAddress> {
    this.#address ??= this.#options.address();
    return this.#address.catch((error: unknown) => {
      this.#address = undefined;
      throw error;
    });
  }

  async #call(method: 'GET' | 'PUT' | 'DELETE', keyOrQuery: string, body = ''): Promise<string> {
    const address = await this.#where();
    const base = `${address.useSsl ? 'https' : 'http'}://${address.endpoint}${address.port ? `:${address.port}` : ''}`;
    const path = keyOrQuery.startsWith('?')
      ? keyOrQuery
      : `/${keyOrQuery.split('/').map(encodeURIComponent).join('/')}`;
    const url = `${base}/${encodeURIComponent(address.bucket)}${path}`;
    return retry(() => this.#once(method, url, body, address), RETRY);
  }

  async #once(method: 'GET' | 'PUT' | 'DELETE', url: string, body: string, address: BucketAddress): Promise<string> {
    const hash = createHash('sha256').update(body).digest('hex');
    const signer = new AwsV4Signer({
      method,
      url,
      headers: { 'X-Amz-Content-Sha256': hash, ...(method === 'PUT' ? { 'Content-Type': 'application/json' } : {}) },
      service: 's3',
      region: address.region,
      accessKeyId: address.accessKey,
      secretAccessKey: address.secretKey,
    });
    const signed = await signer.sign();
    const where = `S3 bucket ${address.bucket} at ${address.endpoint}`;
    const answer = await axios
      .request<string>({
        method,
        url: signed.url.href,
        headers: Object.fromEntries(signed.headers),
        ...(method === 'PUT' ? { data: Buffer.from(body) } : {}),
        timeout: TIMEOUT_MS,
        maxRedirects: 0,
        maxBodyLength: Number.POSITIVE_INFINITY,
        responseType: 'text',
        validateStatus: () => true,
        httpsAgent: this.#https,
      })
      .catch((cause: { code?: unknown }) => {
        // The cause has the signed request in it.
        const code = String(cause.code ?? 'UNREACHABLE');
        throw new PlatformError(`${where} cannot be reached (${code})`, { code, retryable: true });
      });
    if (answer.status >= 200 && answer.status < 300) return String(answer.data);
    const code = /<Code>([^<]{1,100})<\/Code>/.exec(String(answer.data))?.[1];
    throw new PlatformError(`${where} answers ${method} with HTTP ${answer.status}${code ? ` (${code})` : ''}`, {
      code: code ?? `HTTP_${answer.status}`,
      status: answer.status,
      retryable: answer.status === 429 || answer.status >= 500,
    });
  }
}
