import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { operation, PlatformClient } from './client.ts';
import { type Adapted, adapt, withoutKeys } from './degrade.ts';
import { parseDocument, printDocument } from './document.ts';
import { addWork } from './operations/work.ts';
import type { GraphqlError } from './platform-errors.ts';

const FOLDER = join(import.meta.dirname, '../../../testing/fixtures/platform/6.7.5/graphql');

interface Recorded {
  readonly name: string;
  readonly document?: string;
  readonly response: { readonly errors?: readonly GraphqlError[] };
}

const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Recorded[];
const refusals = read('differences');
const working = new Map(read('works-on-6.7.5').map((one) => [one.name, one.document]));

function whole(document: string): Adapted {
  return { document, droppedKeys: {}, dropped: [] };
}

function recorded(name: string) {
  const found = refusals.find((one) => one.name === name);
  if (!found?.document) throw new Error(`no recording ${name}`);
  return { document: found.document, errors: found.response.errors ?? [] };
}

const squeezed = (document: string) => printDocument(parseDocument(document));
const isValidation = (one: Recorded) => one.response.errors?.[0]?.extensions?.code === 'GRAPHQL_VALIDATION_FAILED';
const comparable = refusals.filter((one) => one.document && isValidation(one) && working.get(one.name));

describe(`refusals of 6.7.5 lead to the recorded documents that work (${comparable.length} cases)`, () => {
  test.each(comparable.map((one) => [one.name, one] as const))('%s', (name, one) => {
    const adapted = adapt(name, whole(one.document ?? ''), one.response.errors ?? []);
    expect(adapted?.document).toBe(squeezed(working.get(name) ?? ''));
  });
  test('there are some', () => expect(comparable.length).toBeGreaterThan(7));
});

test('registration: unknown fields in a first round, unknown keys in a second', () => {
  const first = recorded('register-round-1');
  const second = recorded('register-round-2');

  const adapted = adapt('Announce', whole(first.document), first.errors);
  expect(adapted?.document).toBe(squeezed(second.document));
  const again = adapt('Announce', adapted ?? whole(''), second.errors);

  expect(again?.droppedKeys).toEqual({ input: ['auto_update', 'enrichment_resolution', 'xtm_one_intent'] });
  const variables = { input: { id: '1', auto_update: true, nested: [{ xtm_one_intent: 'x', kept: 1 }] } };
  expect(withoutKeys(variables, again ?? whole(''))).toEqual({ input: { id: '1', nested: [{ kept: 1 }] } });
});

test("7's words for an unknown key", () => {
  const message =
    'Variable "$input" has invalid value: Expected value of type "T" not to include unknown field "shoe", found: { }.';
  expect(adapt('X', whole('mutation X { a }'), [{ message }])?.droppedKeys).toEqual({ input: ['shoe'] });
});

test('other refusals of input are not adapted to', () => {
  const bad = recorded('identity/wrong-variable-int');
  expect(adapt('Some', whole(bad.document), bad.errors)).toBeUndefined();
});

test('an operation of which nothing is left says so', () => {
  const gone = recorded('identity/forbidden-non-null');
  expect(() => adapt('CallbackKey', whole(gone.document), gone.errors)).toThrow(
    'CallbackKey is not known to this platform',
  );
});

test('over HTTP: dropped once, remembered, and told', async () => {
  const bodies: { query: string; variables: object }[] = [];
  const column = addWork.document.split('\n')[1]?.indexOf('isMultiPartWork: $') ?? -1;
  const refusal = {
    message: 'Unknown argument "isMultiPartWork" on field "Mutation.workAdd".',
    locations: [{ line: 2, column: column + 1 }],
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    bodies.push(body);
    const answer = body.query.includes('isMultiPartWork')
      ? { errors: [refusal] }
      : { data: { workAdd: { id: 'work_1' } } };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new PlatformClient({ url, token: 'x'.repeat(20), userAgent: 'test' });
  const variables = { connectorId: 'c', friendlyName: 'n', isMultiPartWork: true };
  try {
    for (let call = 0; call < 2; call++)
      expect(await client.execute(addWork, variables)).toEqual({ workAdd: { id: 'work_1' } });

    expect(bodies.map(({ query }) => query)).toEqual([
      addWork.document,
      ...Array(2).fill(
        'mutation AddWork($connectorId: String!, $friendlyName: String) { workAdd(connectorId: $connectorId, friendlyName: $friendlyName) { id } }',
      ),
    ]);
    expect(client.dropped(addWork)).toEqual(['isMultiPartWork']);
    expect(client.dropped(operation('Other', 'query Other { a }'))).toEqual([]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
