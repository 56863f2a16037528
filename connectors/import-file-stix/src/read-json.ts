import type { StixObject } from '@opencti-connectors/core/stix';
import { candidatesIn, isProperties } from './candidates.ts';
import type { Found } from './found.ts';
import { piecesOf, type Splitter } from './pieces.ts';
import { decoded } from './text.ts';
import { toStix21 } from './to-stix21.ts';
import type { Verdict } from './verdict.ts';

/** The objects of a text of JSON, as 2.1. What is none goes to the verdict. */
export async function* readJson(
  bytes: AsyncIterable<Uint8Array>,
  splitter: Splitter,
  verdict: Verdict,
  onConverted: () => void,
): AsyncGenerator<StixObject> {
  for await (const pieces of piecesOf(bytes, splitter)) {
    for (const piece of pieces) yield* objectsIn(piece, verdict, onConverted);
  }
}

function* objectsIn(piece: Found, verdict: Verdict, onConverted: () => void): Generator<StixObject> {
  const parsed = parse(piece);
  if ('reason' in parsed) return verdict.refuse({ path: piece.path, reason: parsed.reason }, { broken: parsed.broken });
  // Ours even when it holds nothing.
  if (isProperties(parsed.value) && parsed.value.type === 'bundle') verdict.found();
  for (const candidate of candidatesIn(parsed.value, piece.path)) {
    if ('reason' in candidate) verdict.refuse(candidate);
    else {
      verdict.found();
      yield* toStix21(candidate, { refuse: (refusal) => verdict.refuse(refusal), onConverted });
    }
  }
}

type Parsed = { readonly value: unknown } | { readonly reason: string; readonly broken: boolean };

function parse({ bytes, offset, flaw }: Found): Parsed {
  if (flaw) return { reason: flaw.reason, broken: flaw.kind === 'text' };
  const text = decoded(bytes);
  if (typeof text !== 'string') return { reason: `is not UTF-8 at byte ${offset + text.invalidAt}`, broken: true };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: `is not JSON (${(error as Error).message}), from byte ${offset} on`, broken: true };
  }
}
