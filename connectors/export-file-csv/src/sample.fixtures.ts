import type { ExportedEntity } from '@opencti-connectors/core';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** An invented malware as the platform gives it. */
export function malware(number: number, more: Readonly<Record<string, unknown>> = {}): ExportedEntity {
  return {
    id: id(number),
    standard_id: `malware--${id(number)}`,
    entity_type: 'Malware',
    representative: { main: `Quiet Heron ${number}` },
    name: `Quiet Heron ${number}`,
    description: 'An invented wader; it "waits".\nThen it strikes.',
    aliases: ['Heron', 'Egret'],
    is_family: true,
    first_seen: '1970-01-01T00:00:00.000Z',
    last_seen: '5138-11-16T09:46:40.000Z',
    killChainPhases: [{ kill_chain_name: 'lockheed', phase_name: 'delivery' }],
    confidence: 70,
    status: { template: { name: 'ANALYZED' } },
    created: '2026-03-04T05:06:07.000Z',
    createdBy: { name: 'Tern Analytics' },
    objectMarking: [{ definition: 'TLP:AMBER' }],
    objectLabel: [{ value: 'heron' }, { value: 'wader' }],
    creators: [{ name: 'admin' }],
    externalReferences: {
      edges: [{ node: { source_name: 'birds', external_id: 'B-1', url: 'https://birds.example/1' } }],
    },
    ...more,
  };
}

/** A relationship between two of them. */
export function uses(number: number, from: ExportedEntity, to: ExportedEntity): ExportedEntity {
  const end = ({ id: of, entity_type, standard_id, representative }: ExportedEntity) => ({
    id: of,
    entity_type,
    standard_id,
    representative,
  });
  return {
    id: id(number),
    standard_id: `relationship--${id(number)}`,
    entity_type: 'uses',
    relationship_type: 'uses',
    from: end(from),
    to: end(to),
  };
}
