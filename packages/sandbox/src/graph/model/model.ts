import { ENTITIES } from './entities.ts';
import { type Field, fields } from './fields.ts';
import { META } from './meta.ts';
import { CUSTOM_OBSERVABLES, OBSERVABLES } from './observables.ts';

export type Family = 'domain' | 'observable' | 'meta' | 'core-relationship' | 'sighting';

/** What the sandbox knows of a type of the platform. */
export interface Model {
  /** OpenCTI's name, such as `IPv4-Addr`. */
  readonly name: string;
  /** Name in the schema, such as `IPv4Addr`. */
  readonly graphql: string;
  /** STIX type, such as `ipv4-addr`. */
  readonly stix: string;
  readonly family: Family;
  readonly parents: readonly string[];
  readonly fields: readonly Field[];
  /** Name of the query that lists it, if there is one. */
  readonly list?: string;
  /** Properties that stand for the object before people, the best first. */
  readonly shown: readonly string[];
  /** A type of OpenCTI's own, in its STIX form. */
  readonly custom: boolean;
}

const OBJECT = ['Basic-Object', 'Stix-Object'];
const CUSTOM_ENTITIES = new Set(
  (
    'Case-Incident Case-Rfi Case-Rft Channel Event Feedback Incident Language Narrative Security-Coverage Task ' +
    'Threat-Actor-Individual'
  ).split(' '),
);
const SHARED_STIX_TYPES: Readonly<Record<string, string>> = {
  Identity: 'identity',
  Location: 'location',
  'Threat-Actor': 'threat-actor',
};
const NAMES = ['name', 'definition', 'value', 'result_name', 'abstract', 'opinion', 'source_name', 'phase_name'];

function stixType(name: string, parents: readonly string[]): string {
  const shared = parents.map((parent) => SHARED_STIX_TYPES[parent]).find(Boolean);
  return shared ?? (name === 'StixFile' ? 'file' : name.toLowerCase());
}

const domain = ENTITIES.map(([name, list, parents, own]): Model => {
  const more = parents.split(' ').filter(Boolean);
  return {
    name,
    graphql: name.replaceAll('-', ''),
    stix: stixType(name, more),
    family: 'domain',
    parents: [...OBJECT, 'Stix-Core-Object', 'Stix-Domain-Object', ...more],
    fields: fields(own),
    list,
    shown: [...NAMES, 'content'],
    custom: CUSTOM_ENTITIES.has(name),
  };
});

const observables = OBSERVABLES.map(
  ([name, own, shown = 'value']): Model => ({
    name,
    graphql: name.replaceAll('-', ''),
    stix: stixType(name, []),
    family: 'observable',
    parents: [...OBJECT, 'Stix-Core-Object', 'Stix-Cyber-Observable'],
    fields: fields(own),
    shown: shown.split(' '),
    custom: CUSTOM_OBSERVABLES.has(name),
  }),
);

const meta = META.map(
  ([name, list, own]): Model => ({
    name,
    graphql: name.replaceAll('-', ''),
    stix: name.toLowerCase(),
    family: 'meta',
    parents: [...OBJECT, 'Stix-Meta-Object'],
    fields: fields(own),
    list,
    shown: NAMES,
    custom: name !== 'Marking-Definition',
  }),
);

const RELATION = ['basic-relationship', 'stix-relationship'];

/** Every core relationship is of this model; its own name is the relationship's type. */
export const CORE_RELATIONSHIP: Model = {
  name: 'stix-core-relationship',
  graphql: 'StixCoreRelationship',
  stix: 'relationship',
  family: 'core-relationship',
  parents: [...RELATION, 'stix-core-relationship'],
  fields: fields('relationship_type! confidence:int description start_time:date stop_time:date'),
  shown: ['relationship_type'],
  custom: false,
};

export const SIGHTING: Model = {
  name: 'stix-sighting-relationship',
  graphql: 'StixSightingRelationship',
  stix: 'sighting',
  family: 'sighting',
  parents: RELATION,
  fields: fields(
    'confidence:int description first_seen:date last_seen:date attribute_count:int! x_opencti_negative:bool',
  ),
  shown: [],
  custom: false,
};

/** Every type but the relationships. */
export const OBJECT_MODELS: readonly Model[] = [...domain, ...observables, ...meta];
export const MODELS: readonly Model[] = [...OBJECT_MODELS, CORE_RELATIONSHIP, SIGHTING];

const byName = new Map(MODELS.map((model) => [model.name, model]));
const byGraphql = new Map(MODELS.map((model) => [model.graphql, model]));

/** The model of OpenCTI's name; every other name is a core relationship's. */
export function modelOf(name: string): Model {
  return byName.get(name) ?? CORE_RELATIONSHIP;
}

/** The model of an object type, by OpenCTI's name or by the schema's. */
export function findModel(name: string): Model | undefined {
  return byName.get(name) ?? byGraphql.get(name);
}
