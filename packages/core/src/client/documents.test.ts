import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFields, familyOf } from '../define/export-fields.ts';
import { LISTS } from './__fixtures__/platform-7-lists.ts';
import type { Operation } from './client.ts';
import { type Field, parseDocument } from './document.ts';
import * as accounts from './operations/accounts.ts';
import * as administration from './operations/administration.ts';
import * as check from './operations/check.ts';
import * as connector from './operations/connector.ts';
import * as entity from './operations/entity.ts';
import { argumentsOf, listOperation } from './operations/export-list.ts';
import * as exporting from './operations/export-push.ts';
import * as files from './operations/files.ts';
import * as storage from './operations/storage.ts';
import * as stream from './operations/stream.ts';
import * as work from './operations/work.ts';

const RECORDINGS = join(import.meta.dirname, '../../../testing/fixtures/platform/7.260817/graphql');
const { equals: _helper, ...account } = accounts;
const operations = Object.entries({
  ...account,
  ...administration,
  ...check,
  ...connector,
  ...entity,
  ...exporting,
  ...files,
  ...storage,
  ...stream,
  ...work,
}) as [string, Operation<unknown, object>][];

/** Lists are asked for by what the columns need: here with all fields that there are. */
const LISTED = [
  ['Stix-Core-Object', {}],
  ['Stix-Domain-Object', {}],
  ['Stix-Cyber-Observable', {}],
  ['Malware', {}],
  ['StixFile', {}],
  ['Identity', {}],
  ['stix-core-relationship', { fromOrToId: ['x'], toTypes: ['Malware'] }],
  ['uses', { relationship_type: ['uses'] }],
  ['stix-sighting-relationship', { fromOrToId: 'x' }],
] as const;
const lists = LISTED.map(([entityType, ends]): [string, Operation<unknown, object>] => {
  const filters = { mode: 'and', filters: [], filterGroups: [] };
  const wanted = {
    family: familyOf(entityType),
    entityType,
    ends,
    filters,
    search: 'heron',
    orderBy: 'name',
    nestedMarkings: true,
  };
  const query = { ...wanted, fields: exportFields(entityType).all };
  return [`list of ${entityType}`, listOperation(query, argumentsOf(query).types).operation];
});

/** graphql-js is a part of the sandbox only: core carries no GraphQL engine. */
const { buildSchema, parse, validate } = createRequire(join(import.meta.dirname, '../../../sandbox/package.json'))(
  'graphql',
) as {
  buildSchema: (sdl: string) => unknown;
  parse: (document: string) => unknown;
  validate: (schema: unknown, document: unknown) => readonly unknown[];
};

/** What a connector needs of the platform's schema, written from protocol.md 2.1-2.3, 3.1 and 9. */
const parts = ['platform-7.graphql', 'platform-7-accounts.graphql', 'platform-7-files.graphql'];
const schema = buildSchema(
  parts.map((name) => readFileSync(join(import.meta.dirname, '__fixtures__', name), 'utf8')).join('\n') + LISTS,
);

describe('each document fits the schema of the platform', () => {
  test.each([...operations, ...lists])('%s', (_name, { document }) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });
});

interface Recorded {
  readonly document?: string;
  readonly response: { readonly data?: Record<string, unknown> | null };
}

/** Nobody has recorded these, or what stands in a fragment cannot be told: protocol.md alone tells of them. */
const UNRECORDED = new Set([
  'playbookStepExecution',
  'stixCoreObject.... on Container',
  'stixObjectOrStixRelationships.edges.node.... on StixObject',
  'stixObjectOrStixRelationships.edges.node.... on StixRelationship',
]);

const answers = new Map<string, unknown[]>();
for (const file of readdirSync(RECORDINGS)) {
  for (const { response } of JSON.parse(readFileSync(join(RECORDINGS, file), 'utf8')) as Recorded[]) {
    for (const [root, value] of Object.entries(response?.data ?? {})) {
      if (value !== null) answers.set(root, [...(answers.get(root) ?? []), value]);
    }
  }
}

// The recorded list asks for less of the same types than was recorded of one connector and one work.
answers.set('connectors', [...(answers.get('connector') ?? []), { works: answers.get('work') }]);

/** Fields that no recorded answer of this root has. */
function unseen(fields: readonly Field[], recorded: readonly unknown[], path: string): string[] {
  const objects = recorded
    .flat()
    .filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  return fields.flatMap(({ name, selection }) => {
    const values = objects.filter((one) => name in one).map((one) => one[name]);
    if (values.length === 0) return [`${path}.${name}`];
    return selection
      ? unseen(
          selection,
          values.filter((value) => value !== null),
          `${path}.${name}`,
        )
      : [];
  });
}

describe('each field that is asked for stands in a recorded answer', () => {
  test.each(operations)('%s', (_name, { document }) => {
    const missing = parseDocument(document).selection.flatMap(({ name, selection }) => {
      const recorded = answers.get(name);
      if (!recorded) return UNRECORDED.has(name) ? [] : [name];
      return selection ? unseen(selection, recorded, name) : [];
    });
    expect(missing.filter((path) => !UNRECORDED.has(path))).toEqual([]);
  });
});
