import type { z } from 'zod';

/** Options of one request to a source. The implementation is in `http.ts`. */
export interface SourceRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Validators of an earlier answer: the source may then say that nothing changed. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Largest answer, bytes after decompression; 256 MB unless given. */
  readonly maxBytes?: number;
  /** For the whole request, milliseconds. */
  readonly timeoutMs?: number;
  /** Tries in all, the first included. */
  readonly attempts?: number;
  /** Ends the request and its tries. */
  readonly signal?: AbortSignal;
}

/** An answer, or the word that nothing changed since the validators given. */
export type SourceAnswer<Value> =
  | { readonly status: 'ok'; readonly value: Value; readonly etag?: string; readonly lastModified?: string }
  | { readonly status: 'not-modified' };

/** HTTP for sources. All methods throw SourceError with a sentence that names the URL without its query. */
export interface SourceHttp {
  json<Schema extends z.ZodType>(
    url: URL | string,
    options: SourceRequest & { readonly schema: Schema },
  ): Promise<SourceAnswer<z.output<Schema>>>;
  text(url: URL | string, options?: SourceRequest): Promise<SourceAnswer<string>>;
  bytes(url: URL | string, options?: SourceRequest): Promise<SourceAnswer<Uint8Array>>;
}

/** The same HTTP for one job: each request ends with its signal. */
export function endingWith(http: SourceHttp, signal: AbortSignal): SourceHttp {
  const bound = <Given extends SourceRequest>(request: Given): Given => {
    return { ...request, signal: request.signal ? AbortSignal.any([request.signal, signal]) : signal };
  };
  return {
    json: (url, request) => http.json(url, bound(request)),
    text: (url, request = {}) => http.text(url, bound(request)),
    bytes: (url, request = {}) => http.bytes(url, bound(request)),
  };
}
