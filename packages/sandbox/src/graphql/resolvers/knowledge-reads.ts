import { MODELS, type Model, modelOf, OBJECT_MODELS } from '../../graph/model/model.ts';
import { VOCABULARY_CATEGORIES } from '../../graph/model/vocabularies.ts';
import { extendedForm } from '../../jobs/stix-form.ts';
import type { Platform } from '../../platform.ts';
import { CONTAINERS, MIXED_LISTS, readOf } from '../schema/knowledge-queries.ts';
import { type RequestContext, resolver } from './context.ts';
import { type ListArgs, listOf, modelsOf, modelsUnder, typesSource } from './knowledge-lists.ts';
import { findNestedRef, nestedRefsOf } from './knowledge-nested.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { refusing } from './knowledge-refusing.ts';
import { allRelationshipsOf, type RelationArgs, relationshipsOf, sightingsOf } from './knowledge-relations.ts';
import { type Scope, scopeOf, visible } from './knowledge-scope.ts';

export const KNOWLEDGE = ['KNOWLEDGE'];

/** A resolver for who may read knowledge. */
function reading<Args>(platform: Platform, read: (scope: Scope, args: Args, context: RequestContext) => unknown) {
  return resolver<Args>(KNOWLEDGE, (args, user, context) =>
    refusing(() => read(scopeOf(platform, user, context.draft), args, context)),
  );
}

const domain = modelsOf('domain');
const observables = modelsOf('observable');
/** The types behind each name of the schema that stands for several. */
const GROUPS: Readonly<Record<string, readonly Model[]>> = {
  StixCoreObject: [...domain, ...observables],
  StixDomainObject: domain,
  StixCyberObservable: observables,
  Identity: modelsUnder('Identity'),
  Location: modelsUnder('Location'),
  Container: modelsUnder('Container'),
  ThreatActor: modelsUnder('Threat-Actor'),
  Case: modelsUnder('Case'),
  StixCoreRelationship: modelsOf('core-relationship'),
  StixSightingRelationship: modelsOf('sighting'),
  StixObjectOrStixRelationship: MODELS,
};

function readers(platform: Platform) {
  const read = (models: readonly Model[]) => {
    const accepted = new Set(models);
    return reading<{ id: string }>(platform, (scope, { id }) => {
      const found = visible(scope, id);
      return found && accepted.has(modelOf(found.entityType)) ? nodeOf(scope, found) : null;
    });
  };
  const groups = Object.entries(GROUPS).map(([name, models]) => [
    `${name[0]?.toLowerCase()}${name.slice(1)}`,
    read(models),
  ]);
  const single = OBJECT_MODELS.map((model) => [readOf(model), read([model])]);
  return Object.fromEntries([...single, ...groups]);
}

function lists(platform: Platform) {
  const list = (models: readonly Model[]) =>
    reading<ListArgs>(platform, (scope, args) => listOf(scope, typesSource(scope, models, args.types), args));
  const single = OBJECT_MODELS.flatMap((model) => (model.list ? [[model.list, list([model])]] : []));
  const mixed = MIXED_LISTS.map(([name, item]) => [name, list(GROUPS[item] ?? [])]);
  return Object.fromEntries([...single, ...mixed]);
}

interface ContainsArgs {
  readonly id: string;
  readonly stixObjectOrStixRelationshipId: string;
}

function containsReaders(platform: Platform) {
  const contains = reading<ContainsArgs>(platform, (scope, { id, stixObjectOrStixRelationshipId }) => {
    const refs = visible(scope, id)?.properties.object_refs;
    const target = visible(scope, stixObjectOrStixRelationshipId);
    return Array.isArray(refs) && refs.some((ref) => target !== undefined && scope.graph.find(String(ref)) === target);
  });
  return Object.fromEntries(CONTAINERS.map((name) => [`${name}ContainsStixObjectOrStixRelationship`, contains]));
}

interface VocabularyArgs extends ListArgs {
  readonly category?: string | null;
}

/** Reads: each type singly and as a list, lists over several types, relationships, STIX texts. */
export function readResolvers(platform: Platform) {
  return {
    ...readers(platform),
    ...lists(platform),
    stixCoreRelationships: reading<RelationArgs>(platform, relationshipsOf),
    stixSightingRelationships: reading<RelationArgs>(platform, sightingsOf),
    stixRelationships: reading<RelationArgs>(platform, allRelationshipsOf),
    stixNestedRefRelationships: reading<RelationArgs>(platform, nestedRefsOf),
    stixRefRelationship: reading<{ id: string }>(platform, (scope, { id }) => findNestedRef(scope, id)),
    stixObjectOrStixRelationships: reading<ListArgs>(platform, (scope, args) =>
      listOf(scope, typesSource(scope, MODELS, null), args),
    ),
    vocabularies: reading<VocabularyArgs>(platform, (scope, args) => {
      const { category } = args;
      const more = category ? [{ key: ['category'], values: [category] }] : [];
      return listOf(scope, { ...typesSource(scope, [modelOf('Vocabulary')], null), more }, args);
    }),
    ...containsReaders(platform),
    vocabularyCategories: resolver(KNOWLEDGE, () => VOCABULARY_CATEGORIES),
    stix: reading<{ id: string }>(platform, (scope, { id }) => {
      const found = visible(scope, id);
      return found ? JSON.stringify(extendedForm(scope.platform, found, scope.graph)) : '';
    }),
  };
}
