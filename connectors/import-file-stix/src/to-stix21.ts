import type { Refusal } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';

/** An object with its place in the file. */
export interface Placed {
  readonly path: string;
  readonly object: StixObject;
}

/** What a conversion tells besides its objects. */
export interface Told {
  refuse(refusal: Refusal): void;
  onConverted(): void;
}

export function* toStix21({ object }: Placed, _told: Told): Generator<StixObject> {
  yield object;
}
