import { InputError } from '../errors.ts';
import { type BundleInput, type RefusedObject, type SplitOptions, splitBundle } from './split.ts';

/** A bundle as text, taken apart. */
export interface SplitText {
  /** JSON text of each part, in dependency order, made one at a time. */
  readonly texts: Iterable<string>;
  /** How many texts there will be. */
  readonly count: number;
  readonly incompatible: readonly RefusedObject[];
}

/**
 * Takes the text of a bundle apart into texts of parts. Only one part's text is in memory at a time.
 * @throws InputError when the text is not JSON or not a bundle.
 */
export function splitText(text: string, options: SplitOptions = {}): SplitText {
  const { parts, incompatible } = splitBundle(parseBundle(text), options);
  const texts = (function* () {
    for (const part of parts) yield JSON.stringify(part);
  })();
  return { texts, count: parts.length, incompatible };
}

function parseBundle(text: string): BundleInput {
  try {
    return JSON.parse(text) as BundleInput;
  } catch (cause) {
    throw new InputError('This is not a STIX bundle: it is not complete JSON.', { cause });
  }
}
