import { PlatformError } from '../errors.ts';
import { retryAfterMs } from '../http/retry.ts';

/** Codes of the platform that pass by themselves (protocol.md 1.4; decision 13 for DATABASE_ERROR). */
const RETRYABLE_CODES = new Set(['DATABASE_ERROR', 'LOCK_ERROR', 'MISSING_REFERENCE_ERROR', 'FILESYSTEM_ERROR']);
/** HTTP statuses of an overloaded or restarting platform or proxy. */
const RETRYABLE_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

/** Longest text of the platform's that is repeated, characters. */
const MAX_MESSAGE = 500;

/** What to do, for the codes that a person must act on. */
const ADVICE: Readonly<Record<string, string>> = {
  AUTH_REQUIRED: 'OPENCTI_TOKEN is not accepted: it is wrong, expired, or its user has no group',
  FORBIDDEN_ACCESS: 'the user of OPENCTI_TOKEN lacks a capability; put it into the group "Connectors"',
};

/** An error of a GraphQL answer, as far as it is looked at. */
export interface GraphqlError {
  readonly message?: unknown;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly name?: unknown;
  readonly extensions?: { readonly code?: unknown; readonly data?: unknown };
}

/** The GraphQL errors of an answer, none when it has none or is something else. */
export function graphqlErrors(body: unknown): readonly GraphqlError[] {
  const errors = typeof body === 'object' && body !== null ? (body as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors) ? (errors as GraphqlError[]) : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Error of a GraphQL answer, with the platform's own code; `capability` is what the operation asks of its caller. */
export function fromGraphql(
  operation: string,
  error: GraphqlError,
  status: number,
  capability?: string,
): PlatformError {
  const code = String(error.extensions?.code ?? error.name ?? 'UNKNOWN_ERROR');
  const advice =
    code === 'FORBIDDEN_ACCESS' && capability
      ? `the user of OPENCTI_TOKEN lacks the capability ${capability}; put it into the group "Connectors"`
      : (ADVICE[code] ?? withoutValue(String(error.message ?? 'no message')));
  return new PlatformError(`${operation} refused by the platform (${code}): ${advice}`, {
    code,
    status,
    retryable: RETRYABLE_CODES.has(code),
    data: record(error.extensions?.data),
  });
}

/** A refusal of input repeats the whole value, which belongs into no log: only its end says what is wrong. */
function withoutValue(message: string): string {
  const start = message.startsWith('Variable "$') ? message.lastIndexOf('; ') : -1;
  return (start < 0 ? message : message.slice(start + 2)).slice(-MAX_MESSAGE);
}

/** Error of an answer that is not GraphQL: a proxy, another server, or a platform in trouble. */
export function fromStatus(operation: string, url: string, status: number, retryAfter: unknown): PlatformError {
  const wait = retryAfterMs(retryAfter);
  const known = RETRYABLE_STATUSES.has(status);
  const what = known ? 'is overloaded or restarting' : 'does not answer like an OpenCTI platform; check OPENCTI_URL';
  return new PlatformError(`${operation}: ${url} ${what} (HTTP ${status})`, {
    code: `HTTP_${status}`,
    status,
    retryable: known,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Codes of Node for connections that fail for good until somebody acts on the settings. */
const TLS_CODES = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

/** Error of a call without an answer. */
export function fromTransport(operation: string, url: string, cause: unknown): PlatformError {
  const code = String(record(cause).code ?? 'UNREACHABLE');
  const message = TLS_CODES.test(code)
    ? `${operation}: the certificate of ${url} is not trusted (${code}); name its authority by HTTPS_CA_CERTIFICATES`
    : `${operation}: ${url} cannot be reached (${code})`;
  return new PlatformError(message, { code, retryable: true, cause });
}
