import type { IncomingHttpHeaders } from 'node:http';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { readMultipartRequest } from '../files/upload.ts';
import type { Platform } from '../platform.ts';
import { engineCode, printError } from './errors.ts';
import type { RequestContext } from './resolvers/context.ts';
import { refuseContext } from './resolvers/platform.ts';
import { rootValue } from './resolvers.ts';
import { platformSchema } from './schema.ts';
import type { User } from './users.ts';

/** An HTTP answer: a JSON body, or text. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface GraphqlRequest {
  readonly query?: unknown;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly problems: readonly GraphQLError[];
}

const KEPT_DOCUMENTS = 200;
const NO_BODY = 'POST body missing, invalid Content-Type, or JSON object has no keys.';
const NO_QUERY = 'GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.';
/** How often one root field may stand in a document. */
const MAX_CALLS: Readonly<Record<string, number>> = { query: 2, mutation: 1 };

/** `/graphql` as the platform answers it, its refusals included (recordings, identity.json). */
export class GraphqlEndpoint {
  readonly #schema = platformSchema();
  readonly #root: unknown;
  readonly #platform: Platform;
  readonly #documents = new Map<string, Prepared>();
  /** The schema as text. */
  readonly printed = printSchema(this.#schema);

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#root = rootValue(platform);
  }

  refuseVerb(): Answer {
    return refusal(405, 'BAD_REQUEST', 'Apollo Server supports only GET/POST requests.');
  }

  async answer(body: string, headers: IncomingHttpHeaders): Promise<Answer> {
    if (!headers['content-type']?.includes('json')) return refusal(400, 'BAD_REQUEST', NO_BODY);
    let request: GraphqlRequest;
    try {
      request = JSON.parse(body) as GraphqlRequest;
    } catch (error) {
      return { status: 500, body: { status: 'error', error: error instanceof Error ? error.message : String(error) } };
    }
    if (Array.isArray(request)) return refusal(400, 'BAD_REQUEST', 'Operation batching disabled.');
    if (Object.keys(request).length === 0) return refusal(400, 'BAD_REQUEST', NO_BODY);
    return this.#answerOne(request, headers);
  }

  /** A request that brings files (protocol.md 1.6). */
  async answerMultipart(body: AsyncIterable<Buffer>, boundary: string, headers: IncomingHttpHeaders): Promise<Answer> {
    const { operations, uploads } = await readMultipartRequest(body, boundary, this.#platform.spool);
    try {
      return await this.#answerOne(operations as GraphqlRequest, headers);
    } finally {
      for (const upload of uploads) await upload.discard();
    }
  }

  #answerOne(request: GraphqlRequest, headers: IncomingHttpHeaders): Answer | Promise<Answer> {
    if (typeof request.query !== 'string' || request.query === '') return refusal(200, 'BAD_REQUEST', NO_QUERY);
    return this.#inContext({ ...request, query: request.query }, headers);
  }

  async #inContext(request: GraphqlRequest & { query: string }, headers: IncomingHttpHeaders): Promise<Answer> {
    const caller = this.#platform.userOf(headers.authorization);
    try {
      refuseContext(this.#platform, caller, headers);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { status: 500, body: { errors: [printError(error, '')] } };
    }
    const user = this.#actingUser(caller, headers);
    const retryNumber = headers['opencti-retry-number'];
    const draft = this.#platform.drafts.find(String(headers['opencti-draft-id'] ?? ''));
    const retry = typeof retryNumber === 'string' ? { retryNumber } : {};
    return { status: 200, body: await this.#run(request, { user, ...retry, ...(draft ? { draft } : {}) }) };
  }

  /** Whom a request acts for: another user only by who has BYPASS; some headers are for nobody else. */
  #actingUser(caller: User | undefined, headers: IncomingHttpHeaders): User | undefined {
    const bypass = caller?.capabilities.includes('BYPASS') ?? false;
    const applicant = headers['opencti-applicant-id'];
    if (headers['synchronized-upsert'] === 'true' && !bypass) return undefined;
    if (!bypass || typeof applicant !== 'string' || applicant === '') return caller;
    return this.#platform.users().find(({ id }) => id === applicant);
  }

  /** A document, checked once: lists ask the same many times. @throws GraphQLError for a text that is none */
  #prepared(query: string): Prepared {
    const kept = this.#documents.get(query);
    if (kept) return kept;
    const document = parse(query);
    const prepared = { document, problems: [...forbidden(document), ...validate(this.#schema, document)] };
    if (this.#documents.size >= KEPT_DOCUMENTS) this.#documents.clear();
    this.#documents.set(query, prepared);
    return prepared;
  }

  async #run({ query, operationName, variables }: GraphqlRequest & { query: string }, contextValue: RequestContext) {
    try {
      const { document, problems } = this.#prepared(query);
      if (problems.length > 0) return refused(problems);
      const result = await execute({
        schema: this.#schema,
        document,
        rootValue: this.#root,
        contextValue,
        variableValues: variables ?? {},
        ...(operationName ? { operationName } : {}),
      });
      const errors = result.errors?.map((error) => printError(error, engineCode(error)));
      return { ...(errors ? { errors } : {}), ...(result.data === undefined ? {} : { data: result.data }) };
    } catch (error) {
      if (error instanceof GraphQLError) return refused([error]);
      throw error;
    }
  }
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [printError(new GraphQLError(message, { extensions: { code } }), code)] } };
}

function refused(errors: readonly GraphQLError[]) {
  return { errors: errors.map((error) => printError(error, engineCode(error))) };
}

/** What the platform refuses beyond the rules of GraphQL: reading its whole schema, and many calls of one field. */
function forbidden(document: DocumentNode): GraphQLError[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? forbiddenIn(definition) : [],
  );
}

function forbiddenIn({ operation, selectionSet }: OperationDefinitionNode): GraphQLError[] {
  const names = selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []));
  if (names.includes('__schema')) {
    const data = { http_status: 404 };
    const message = 'GraphQL introspection not authorized!';
    return [new GraphQLError(message, { extensions: { code: 'RESOURCE_NOT_FOUND', data } })];
  }
  const max = MAX_CALLS[operation] ?? 1;
  const root = operation === 'query' ? 'Query' : 'Mutation';
  const often = [...new Set(names)].filter((name) => names.filter((one) => one === name).length > max);
  return often.map((name) => {
    const message = `Allowed number of calls for ${root}->${name} has been exceeded (max: ${max})`;
    return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });
}
