/** The part of the platform's schema that this sandbox serves (protocol.md section 9); names and nullability are exact. */
import { CONNECTOR_SCHEMA } from './schema/connectors.ts';
import { EDIT_SCHEMA } from './schema/edits.ts';
import { EXPORT_SCHEMA } from './schema/exports.ts';
import { FILE_SCHEMA } from './schema/files.ts';
import { IMPORT_SCHEMA } from './schema/imports.ts';
import { INTERIM_SCHEMA } from './schema/interim.ts';
import { KNOWLEDGE_SCHEMA } from './schema/knowledge.ts';
import { PLATFORM_SCHEMA } from './schema/platform.ts';
import { WORK_SCHEMA } from './schema/works.ts';

export const SCHEMA = [
  PLATFORM_SCHEMA,
  CONNECTOR_SCHEMA,
  WORK_SCHEMA,
  KNOWLEDGE_SCHEMA,
  EDIT_SCHEMA,
  FILE_SCHEMA,
  IMPORT_SCHEMA,
  EXPORT_SCHEMA,
  INTERIM_SCHEMA,
].join('\n');
