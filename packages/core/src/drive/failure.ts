import { ConfigError, InputError, PlatformError, SourceError, StixError } from '../errors.ts';

/** A sentence for the work: ours are written for a person; anything else is said to be unexpected. */
export function describeFailure(error: unknown): string {
  const known = [ConfigError, SourceError, PlatformError, InputError, StixError].some((kind) => kind.isInstance(error));
  const message = error instanceof Error ? error.message : String(error);
  return known ? message : `Unexpected error: ${message}`;
}
