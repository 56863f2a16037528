import type { ExportedEntity } from '@opencti-connectors/core';

/** Columns of the measured file: twelve, as an analyst sees them. */
export const COLUMNS = [
  'entity_type',
  'name',
  'description',
  'pattern',
  'x_opencti_score',
  'valid_from',
  'valid_until',
  'createdBy',
  'objectMarking',
  'objectLabel',
  'created_at',
  'standard_id',
];

const DESCRIPTION = 'An invented indicator; it "waits" for herons at the pond, and has a text of usual length.';

/** An invented indicator as a list gives it. */
export function indicator(number: number): ExportedEntity {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return {
    id,
    standard_id: `indicator--${id}`,
    entity_type: 'Indicator',
    created_at: '2026-03-04T05:06:07.000Z',
    createdBy: { name: 'Tern Analytics' },
    objectMarking: [{ definition: 'TLP:AMBER' }],
    objectLabel: [{ value: 'heron' }, { value: 'wader' }],
    name: `host-${number}.quiet-heron.example`,
    description: DESCRIPTION,
    pattern: `[domain-name:value = 'host-${number}.quiet-heron.example']`,
    x_opencti_score: number % 100,
    valid_from: '2026-03-04T05:06:07.000Z',
    valid_until: '5138-11-16T09:46:40.000Z',
  };
}
