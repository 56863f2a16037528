import { type DestinationStream, type Logger, pino } from 'pino';
import type { Log, LogFields } from '../define/context.ts';

/** Level names of `CONNECTOR_LOG_LEVEL`. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LoggerOptions {
  /** Name of the connector, written as `name`. */
  readonly name: string;
  readonly level: LogLevel;
  /** Texts that never appear in a line, such as the token. What is added later is masked from then on. */
  readonly secrets: readonly string[];
  /** Where lines go; standard output unless tests say otherwise. */
  readonly destination?: DestinationStream;
}

/** Level names as the reference client writes them. */
const LEVEL_NAMES: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};

const MASK = '***';
/** Shorter texts would mask ordinary words. */
const SHORTEST_SECRET = 4;

/**
 * JSON lines in the shape the platform's users know: `timestamp`, `level`, `name`, `message`, `attributes`.
 * Errors in the fields become `{code, message, stack}`; secrets are masked wherever they stand.
 */
export function createLogger(options: LoggerOptions): Log {
  const logger = pino(
    {
      level: options.level,
      messageKey: 'message',
      base: { name: options.name },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: LEVEL_NAMES[label] ?? label.toUpperCase() }) },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return wrap(logger, options.secrets, {});
}

function wrap(logger: Logger, secrets: readonly string[], bound: LogFields): Log {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (!logger.isLevelEnabled(level)) return;
    const attributes = { ...bound, ...fields };
    const hasFields = Object.keys(attributes).length > 0;
    logger[level](hasFields ? { attributes: plain(attributes, secrets, 0) } : {}, mask(message, secrets));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => wrap(logger, secrets, { ...bound, ...fields }),
  };
}

export function mask(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) if (secret.length >= SHORTEST_SECRET) masked = masked.replaceAll(secret, MASK);
  return masked;
}

const MAX_DEPTH = 5;

function plain(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return mask(value, secrets);
  if (value instanceof Error) return plainError(value, secrets);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, secrets, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, secrets, depth + 1)]));
}

/** Core's own errors are written for a person and need no stack. */
function plainError(error: Error & { code?: unknown }, secrets: readonly string[]): Record<string, unknown> {
  const ours = error.name.endsWith('Error') && typeof error.code === 'string' && 'retryable' in error;
  return {
    ...(typeof error.code === 'string' ? { code: error.code } : {}),
    message: mask(error.message, secrets),
    ...(ours || !error.stack ? {} : { stack: mask(error.stack, secrets) }),
  };
}
