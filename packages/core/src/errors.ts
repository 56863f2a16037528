/**
 * The errors that core and connectors throw, each named after the person who must act on it.
 * A marker by `Symbol.for` is used instead of `instanceof`: two copies of core can meet in one process.
 */

const MARKER = Symbol.for('opencti-connectors.error');

/** What every error of ours carries besides its message. */
export interface ErrorDetails {
  /** Short constant for machines, such as `FORBIDDEN_ACCESS` or `SOURCE_STATUS`. */
  readonly code?: string;
  /** True when the same call may succeed later without anybody acting. */
  readonly retryable?: boolean;
  /** Milliseconds to wait before the next try, when the other side named them (`Retry-After`). */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

function carriesMarker(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARKER] === kind;
}

abstract class ConnectorError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(kind: string, defaultCode: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = kind;
    this.code = details.code ?? defaultCode;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, MARKER, { value: kind });
  }
}

/** One thing that is wrong with the settings. */
export interface ConfigProblem {
  /** Environment variable, for example `CONNECTOR_ID`. */
  readonly variable: string;
  /** Path in `config.yml`, for example `connector.id`. */
  readonly path: string;
  /** What was found, with secrets masked; `nothing` when absent. */
  readonly found: string;
  /** What would be right, in words. */
  readonly expected: string;
}

/** Wrong settings: the person who deploys must act. Holds every problem at once; the process ends with 78. */
export class ConfigError extends ConnectorError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], details?: ErrorDetails) {
    const lines = problems.map((p) => `${p.variable} (${p.path}): found ${p.found}, expected ${p.expected}`);
    super('ConfigError', 'CONFIG', lines.join('\n'), details);
    this.problems = problems;
  }

  static isInstance(value: unknown): value is ConfigError {
    return carriesMarker(value, 'ConfigError');
  }
}

/** The source (or who holds its key) must act: unreachable, refused, or an answer that makes no sense. */
export class SourceError extends ConnectorError {
  constructor(message: string, details?: ErrorDetails) {
    super('SourceError', 'SOURCE', message, details);
  }

  static isInstance(value: unknown): value is SourceError {
    return carriesMarker(value, 'SourceError');
  }
}

/** Details of a `PlatformError`. */
export interface PlatformErrorDetails extends ErrorDetails {
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** `extensions.data` of the GraphQL error. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Who runs OpenCTI must act. `code` is the platform's own (protocol.md 1.4) or one of ours for the transport. */
export class PlatformError extends ConnectorError {
  readonly status: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(message: string, details: PlatformErrorDetails = {}) {
    super('PlatformError', 'PLATFORM', message, details);
    this.status = details.status;
    this.data = details.data ?? {};
  }

  static isInstance(value: unknown): value is PlatformError {
    return carriesMarker(value, 'PlatformError');
  }
}

/** Who sent the file or entity must act: the message is a sentence for that person. */
export class InputError extends ConnectorError {
  constructor(message: string, details?: ErrorDetails) {
    super('InputError', 'INPUT', message, details);
  }

  static isInstance(value: unknown): value is InputError {
    return carriesMarker(value, 'InputError');
  }
}

/** Details of a `StixError`. */
export interface StixErrorDetails extends ErrorDetails {
  /** Id of the object, where it has one. */
  readonly objectId?: string;
  /** JSON path inside the object, for example `$.object_refs[3]`. */
  readonly path?: string;
}

/** The connector's author must act: an object that is not STIX. */
export class StixError extends ConnectorError {
  readonly objectId: string | undefined;
  readonly path: string | undefined;

  constructor(message: string, details: StixErrorDetails = {}) {
    super('StixError', 'STIX', message, details);
    this.objectId = details.objectId;
    this.path = details.path;
  }

  static isInstance(value: unknown): value is StixError {
    return carriesMarker(value, 'StixError');
  }
}
