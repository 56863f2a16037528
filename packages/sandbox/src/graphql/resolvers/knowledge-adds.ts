import { type AttachedFiles, attachFiles } from '../../files/attach.ts';
import { CORE_RELATIONSHIP, findModel, type Model, OBJECT_MODELS, SIGHTING } from '../../graph/model/model.ts';
import { mayRelate, RELATIONSHIP_TYPES } from '../../graph/model/relationships.ts';
import { type IncomingObject, Refusal } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';
import { type RequestContext, resolver } from './context.ts';
import { addNested } from './knowledge-attach.ts';
import { refuseMalformed, refuseScore } from './knowledge-checks.ts';
import { type Input, missingReferences, modelOfEnum, objectOf } from './knowledge-input.ts';
import { nodeOf } from './knowledge-nodes.ts';
import { promote } from './knowledge-promote.ts';
import { refusing } from './knowledge-refusing.ts';
import { type Scope, scopeOf } from './knowledge-scope.ts';

const UPDATE = ['KNOWLEDGE_KNUPDATE'];
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  Label: [...UPDATE, 'SETTINGS_SETLABELS'],
  'Marking-Definition': ['SETTINGS_SETMARKINGS'],
  Vocabulary: [...UPDATE, 'SETTINGS_SETVOCABULARIES'],
  'Kill-Chain-Phase': [...UPDATE, 'SETTINGS_SETKILLCHAINPHASES'],
};

/** Creations; each is an upsert (protocol.md 9.4). */
export function addResolvers(platform: Platform) {
  const adding =
    <Args>(capabilities: readonly string[], add: (scope: Scope, args: Args, strict: boolean) => unknown) =>
    (args: Args, context: RequestContext) =>
      resolver<Args>(capabilities, (given, user) =>
        refusing(() => add(scopeOf(platform, user, context.draft), given, isStrict(context))),
      )(args, context);
  const ofModel = (model: Model) =>
    adding<{ input: Input }>(CAPABILITIES[model.name] ?? UPDATE, (scope, { input }, strict) =>
      addEntity(scope, model, input, strict),
    );
  const created = OBJECT_MODELS.filter(({ family }) => family !== 'observable');
  const ofEnum = adding<{ input: Input }>(UPDATE, (scope, { input }, strict) => {
    const model = modelOfEnum(input.type);
    return model ? addEntity(scope, model, input, strict) : null;
  });
  return {
    ...Object.fromEntries(created.map((model) => [addName(model), ofModel(model)])),
    identityAdd: ofEnum,
    locationAdd: ofEnum,
    stixCyberObservableAdd: adding<Input>(UPDATE, addObservable),
    stixCoreRelationshipAdd: adding<{ input: Input }>(UPDATE, (scope, { input }, strict) =>
      addRelationship(scope, input, strict),
    ),
    stixSightingRelationshipAdd: adding<{ input: Input }>(UPDATE, (scope, { input }, strict) =>
      addSighting(scope, input, strict),
    ),
    stixRefRelationshipAdd: adding<{ input: Input }>(UPDATE, (scope, { input }) =>
      addNested(scope, String(input.fromId), input),
    ),
  };
}

/** Missing references are refused at the first tries of a worker, and left out otherwise (protocol.md 1.3). */
function isStrict({ retryNumber }: RequestContext): boolean {
  return retryNumber !== undefined && /^[012]$/.test(retryNumber);
}

function addName({ graphql }: Model): string {
  return `${graphql[0]?.toLowerCase()}${graphql.slice(1)}Add`;
}

function addEntity(scope: Scope, model: Model, input: Input, strict: boolean) {
  if (model.name === 'External-Reference' && !input.url && !input.external_id) {
    const message = 'Missing required elements for External-Reference creation (url - source_name - external_id)';
    const properties = [{ src: 'url' }, { src: 'source_name', dependencies: ['external_id'] }, { src: 'external_id' }];
    throw new Refusal('FUNCTIONAL_ERROR', message, { properties });
  }
  refuseScore(input.x_opencti_score);
  const object = objectOf(scope, model, input, strict);
  const known = model.family === 'meta' ? undefined : (object.created ?? new Date().toISOString());
  return write(scope, known ? { ...object, created: known } : object, input);
}

/** Writes an object, and keeps the files that came with it. */
async function write(scope: Scope, object: IncomingObject, input: Input) {
  const { platform, user, draft } = scope;
  const element = await platform.write(object, user.id, draft);
  await attachFiles(platform, element, input as AttachedFiles, user, draft);
  return nodeOf(scope, element);
}

async function addObservable(scope: Scope, args: Input, strict: boolean) {
  const model = findModel(String(args.type));
  if (model?.family !== 'observable') {
    throw new Refusal('FUNCTIONAL_ERROR', `Observable type ${String(args.type)} is not supported.`);
  }
  const own = args[model.graphql] as Input | undefined;
  if (!own) throw new Refusal('FUNCTIONAL_ERROR', `Expecting variable ${model.graphql} in the input, got nothing.`);
  const { x_opencti_score, x_opencti_description, createdBy, objectMarking, objectLabel, externalReferences, stix_id } =
    args;
  refuseMalformed(model, own, x_opencti_score);
  refuseScore(x_opencti_score);
  const common = {
    x_opencti_score,
    x_opencti_description,
    createdBy,
    objectMarking,
    objectLabel,
    externalReferences,
    stix_id,
  };
  const node = await write(scope, objectOf(scope, model, { ...own, ...common }, strict), own);
  if (args.createIndicator === true) await promote(scope, node.element);
  return node;
}

function addRelationship(scope: Scope, input: Input, strict: boolean) {
  const type = String(input.relationship_type);
  if (!RELATIONSHIP_TYPES.has(type)) {
    throw new Refusal('FUNCTIONAL_ERROR', 'Only stix-core-relationship can be created through this method.');
  }
  const [from, to] = endsOf(scope, input);
  if (!mayRelate(type, from.entityType)) {
    const message = `The relationship type ${type} is not allowed between ${from.entityType} and ${to.entityType}`;
    throw new Refusal('FUNCTIONAL_ERROR', message);
  }
  const object = objectOf(scope, CORE_RELATIONSHIP, input, strict);
  return write(scope, { ...object, source_ref: from.standardId, target_ref: to.standardId }, input);
}

function addSighting(scope: Scope, input: Input, strict: boolean) {
  const [from, to] = endsOf(scope, input);
  const object = objectOf(scope, SIGHTING, input, strict);
  return write(scope, { ...object, sighting_of_ref: from.standardId, where_sighted_refs: [to.standardId] }, input);
}

function endsOf({ graph }: Scope, { fromId, toId }: Input) {
  const ids = [fromId, toId].map(String);
  const [from, to] = ids.map((id) => graph.find(id));
  if (!from || !to) throw missingReferences(ids.filter((id) => !graph.find(id)));
  return [from, to] as const;
}
