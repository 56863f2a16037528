/** The part of the platform's schema that this sandbox serves (protocol.md section 9); names and nullability are exact. */
import { CONNECTOR_SCHEMA } from './schema/connectors.ts';
import { KNOWLEDGE_SCHEMA } from './schema/knowledge.ts';
import { PLATFORM_SCHEMA } from './schema/platform.ts';
import { STREAM_SCHEMA, WRITE_SCHEMA } from './schema/streams.ts';
import { WORK_SCHEMA } from './schema/works.ts';

export const SCHEMA = [
  PLATFORM_SCHEMA,
  CONNECTOR_SCHEMA,
  WORK_SCHEMA,
  KNOWLEDGE_SCHEMA,
  STREAM_SCHEMA,
  WRITE_SCHEMA,
].join('\n');
