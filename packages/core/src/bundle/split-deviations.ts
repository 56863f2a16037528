/** Vectors where the reference is at fault: our answer, as [counter, id] in the order sent, and the reason (decision 1). */
export interface OurAnswer {
  readonly reason: string;
  readonly order: readonly (readonly [number, string])[];
  readonly incompatible: readonly string[];
}

export const OUR_ANSWERS: Readonly<Record<string, OurAnswer>> = {
  '08-cycle-of-three-refs.json': {
    reason: 'the reference leaves a cycle of three through _refs uncut; ours is cut at the edge that closes it',
    order: [
      [1, 'tool--00000009-0000-4000-8000-000000000009'],
      [2, 'report--00000003-0000-4000-8000-000000000003'],
      [4, 'report--00000002-0000-4000-8000-000000000002'],
      [6, 'report--00000001-0000-4000-8000-000000000001'],
    ],
    incompatible: [],
  },
  '09-cycle-of-three-ref.json': {
    reason: 'the reference nulls the first edge and still sends that object last; ours cuts the closing edge',
    order: [
      [1, 'identity--00000003-0000-4000-8000-000000000003'],
      [2, 'identity--00000002-0000-4000-8000-000000000002'],
      [3, 'identity--00000001-0000-4000-8000-000000000001'],
    ],
    incompatible: [],
  },
  '13-internal-id-in-extension.json': {
    reason: 'the reference sends an object twice when a reference by platform id comes first; ours sends it once',
    order: [
      [1, 'identity--00000001-0000-4000-8000-000000000001'],
      [2, 'malware--00000002-0000-4000-8000-000000000002'],
      [5, 'report--00000001-0000-4000-8000-000000000001'],
    ],
    incompatible: [],
  },
  '24-relationship-to-incompatible.json': {
    reason: 'the reference sends a relationship whose end it does not send; ours refuses it with a reason',
    order: [
      [1, 'identity--00000001-0000-4000-8000-000000000001'],
      [2, 'malware--00000002-0000-4000-8000-000000000002'],
      [4, 'note--00000006-0000-4000-8000-000000000006'],
    ],
    incompatible: [
      'relationship--00000004-0000-4000-8000-000000000004',
      'relationship--00000005-0000-4000-8000-000000000005',
    ],
  },
  '36-object-without-id.json': {
    reason: 'the reference raises KeyError for the whole bundle; ours refuses the one object',
    order: [],
    incompatible: ['no id'],
  },
  '37-relationship-without-target.json': {
    reason: 'the reference raises KeyError for the whole bundle; ours refuses the one object',
    order: [
      [1, 'identity--00000001-0000-4000-8000-000000000001'],
      [2, 'malware--00000002-0000-4000-8000-000000000002'],
    ],
    incompatible: ['relationship--00000001-0000-4000-8000-000000000001'],
  },
  '38-sighting-null-where.json': {
    reason: 'the reference raises TypeError for the whole bundle; ours refuses the one object',
    order: [
      [1, 'identity--00000001-0000-4000-8000-000000000001'],
      [2, 'indicator--00000003-0000-4000-8000-000000000003'],
    ],
    incompatible: ['sighting--00000009-0000-4000-8000-000000000009'],
  },
};
