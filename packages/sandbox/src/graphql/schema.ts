/** The part of the platform's schema that this sandbox serves (protocol.md section 9); names and nullability are exact. */
import { buildSchema, GraphQLError, GraphQLScalarType, type GraphQLSchema } from 'graphql';
import { coerceUpload } from '../files/upload.ts';
import { ACCOUNT_SCHEMA } from './schema/accounts.ts';
import { CONNECTOR_SCHEMA } from './schema/connectors.ts';
import { EDIT_SCHEMA } from './schema/edits.ts';
import { EXPORT_SCHEMA } from './schema/exports.ts';
import { FILE_SCHEMA } from './schema/files.ts';
import { IMPORT_SCHEMA } from './schema/imports.ts';
import { KNOWLEDGE_SCHEMA } from './schema/knowledge.ts';
import { PLATFORM_SCHEMA } from './schema/platform.ts';
import { STREAM_SCHEMA } from './schema/streams.ts';
import { WORK_SCHEMA } from './schema/works.ts';

export const SCHEMA = [
  PLATFORM_SCHEMA,
  ACCOUNT_SCHEMA,
  CONNECTOR_SCHEMA,
  WORK_SCHEMA,
  KNOWLEDGE_SCHEMA,
  EDIT_SCHEMA,
  FILE_SCHEMA,
  IMPORT_SCHEMA,
  EXPORT_SCHEMA,
  STREAM_SCHEMA,
].join('\n');

const STIX_ID = /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
let schema: GraphQLSchema | undefined;

/** The schema, built once for all platforms of a process. */
export function platformSchema(): GraphQLSchema {
  if (schema) return schema;
  schema = buildSchema(SCHEMA);
  const scalars = { StixId: stixId, Upload: coerceUpload };
  for (const [name, coerce] of Object.entries(scalars)) {
    const scalar = schema.getType(name);
    if (scalar instanceof GraphQLScalarType) scalar.coerceInputValue = coerce;
  }
  return schema;
}

function stixId(value: unknown): unknown {
  if (typeof value === 'string' && (value === '' || STIX_ID.test(value))) return value;
  throw new GraphQLError(`Provided value ${String(value)} is not a valid STIX ID`);
}
