/** The port of exporters over HTTP: what is sent, and what of the answers comes back. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExportQuery } from '../ports/exports.ts';
import { PlatformClient } from './client.ts';
import { createExports } from './exports.ts';

interface Sent {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let url: string;
let close: () => void;
let sent: Sent[];
let applicants: unknown[];

beforeEach(async () => {
  sent = [];
  applicants = [];
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => close());

const exporting = (timeoutMs = 5_000) =>
  createExports(new PlatformClient({ url, token: 't', userAgent: 'test', attempts: 1, timeoutMs }));

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers lists with these nodes, one answer after another. */
function answering(...answers: readonly object[]): void {
  const left = [...answers];
  answer = async (request, response) => {
    applicants.push(request.headers['opencti-applicant-id']);
    sent.push(JSON.parse(await bodyOf(request)) as Sent);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(left.length > 1 ? left.shift() : left[0]));
  };
}

const page = (root: string, nodes: readonly unknown[]) => ({
  data: {
    [root]: {
      edges: nodes.map((node) => ({ node })),
      pageInfo: { endCursor: 'c1', hasNextPage: true, globalCount: 7 },
    },
  },
});

const query = (entityType: string, fields: readonly string[], more: Partial<ExportQuery> = {}): ExportQuery => ({
  family: 'domain',
  entityType,
  fields,
  ...more,
});

describe('a list', () => {
  test('asks for the fields of the columns and nothing else, as the asking person', async () => {
    answering(page('stixDomainObjects', [{ id: '1', entity_type: 'Malware', name: 'Heron' }]));
    const filters = { mode: 'and', filters: [{ key: 'name' }], filterGroups: [] };

    const found = await exporting().list(
      query('Malware', ['name', 'objectLabel', 'status', 'pattern'], { filters, orderBy: 'name' }),
      { first: 500, after: 'c0' },
      { applicantId: 'person' },
    );

    expect(found).toEqual({
      rows: [{ id: '1', entity_type: 'Malware', name: 'Heron' }],
      endCursor: 'c1',
      hasNext: true,
      total: 7,
      dropped: [],
    });
    const [{ query: document = '', variables } = {}] = sent;
    expect(document.replace(/\s+/g, ' ')).toContain(
      'node { id standard_id entity_type objectLabel { value } ... on StixDomainObject { status { template { name } } } ... on Malware { name } }',
    );
    expect(variables).toEqual({
      orderBy: 'name',
      orderMode: 'asc',
      filters,
      types: ['Malware'],
      first: 500,
      after: 'c0',
    });
    expect(applicants).toEqual(['person']);
  });

  test('of several types gives each field under its own name, and leaves out rows that are null', async () => {
    answering(
      page('stixCyberObservables', [
        { id: '1', entity_type: 'Url', value_3: 'u' },
        null,
        { id: '2', entity_type: 'Mutex' },
      ]),
    );
    const asked = query('Stix-Cyber-Observable', ['value', 'name'], { family: 'observables' });
    await exporting().list(asked, { first: 1 }, {});
    const alias = /\.\.\. on Url { (value_\d+): value }/.exec(sent[0]?.query ?? '')?.[1] ?? '';
    expect(alias).not.toBe('');
    answering(page('stixCyberObservables', [{ id: '1', entity_type: 'Url', [alias]: 'https://a.example' }, null]));
    const { rows } = await exporting().list(asked, { first: 1 }, {});
    expect(rows).toEqual([{ id: '1', entity_type: 'Url', value: 'https://a.example' }]);
    expect(sent[0]?.variables).not.toHaveProperty('types');
  });

  test('drops what an older platform does not know; two documents of one name do not mix', async () => {
    const column = (text: string, name: string) => text.split('\n').map((line, index) => [line.indexOf(name), index]);
    answer = async (request, response) => {
      const { query: document } = JSON.parse(await bodyOf(request)) as Sent;
      const [at] = column(document, 'x_opencti_score').filter(([offset]) => (offset ?? -1) >= 0);
      const error = {
        message: 'Cannot query field "x_opencti_score" on type "Malware".',
        locations: [{ line: (at?.[1] ?? 0) + 1, column: (at?.[0] ?? 0) + 1 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      };
      sent.push({ query: document, variables: {} });
      response.end(JSON.stringify(at ? { errors: [error] } : page('stixDomainObjects', [])));
    };
    const port = exporting();
    const old = await port.list(query('Malware', ['name', 'x_opencti_score']), { first: 1 }, {});
    const other = await port.list(query('Tool', ['name']), { first: 1 }, {});
    expect([old.dropped, other.dropped]).toEqual([['x_opencti_score'], []]);
    expect(sent.at(-1)?.query).toContain('... on Tool { name }');
  });

  test('of relationships takes only the arguments that are given', async () => {
    answering(page('stixCoreRelationships', []));
    const ends = { fromOrToId: ['1'], toTypes: null, search_scope: 'odd' };
    await exporting().list(
      query('stix-core-relationship', ['from'], { family: 'relationships', ends }),
      { first: 2 },
      {},
    );
    await exporting().list(query('uses', [], { family: 'relationships' }), { first: 2 }, {});
    expect(sent.map(({ variables }) => variables)).toEqual([
      { fromOrToId: ['1'], first: 2, after: null },
      { relationship_type: ['uses'], first: 2, after: null },
    ]);
  });
});

describe('a file', () => {
  const target = { kind: 'list', family: 'domain', entityType: 'Malware', markings: ['m'], listFilters: '{}' } as const;
  const file = (data: AsyncIterable<string>) => ({ name: 'a.csv', mediaType: 'text/csv', data });

  test.each([
    ['entity', 'observables', 'stixDomainObjectEdit(id: $id)'],
    ['list', 'domain', 'stixDomainObjectsExportPush('],
    ['list', 'core', 'stixCoreObjectsExportPush('],
    ['list', 'sightings', 'stixCoreObjectsExportPush('],
    ['list', 'observables', 'stixCyberObservablesExportPush('],
    ['list', 'relationships', 'stixCoreRelationshipsExportPush('],
  ] as const)('of %s %s goes through its mutation', async (kind, family, mutation) => {
    let text = '';
    answer = async (request, response) => {
      text = await bodyOf(request);
      response.end(JSON.stringify({ data: { done: true } }));
    };
    async function* pieces() {
      yield 'a;b\r\n';
      yield 'c;d\r\n';
    }
    await exporting().push({ ...target, kind, family, entityId: 'e1' }, file(pieces()), {});
    expect(text).toContain(mutation);
    expect(text).toContain('a;b\r\nc;d\r\n');
    expect(text).toContain('"file_markings":["m"]');
  });

  test('may take longer to write than one try may take, as long as something comes', async () => {
    let text = '';
    answer = async (request, response) => {
      text = await bodyOf(request);
      response.end(JSON.stringify({ data: { done: true } }));
    };
    async function* slowly() {
      for (let piece = 0; piece < 8; piece++) {
        await sleep(100);
        yield `piece ${piece}\n`;
      }
    }
    await exporting(400).push(target, file(slowly()), {});
    expect(text).toContain('piece 7');
  });

  test('does not wait for ever for a platform that takes nothing, or does not answer', async () => {
    async function* large() {
      for (let piece = 0; piece < 100; piece++) yield 'x'.repeat(1_000_000);
    }
    async function* small() {
      yield 'x';
    }
    answer = () => undefined;
    await expect(exporting(300).push(target, file(large()), {})).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(exporting(300).push(target, file(small()), {})).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('whose writing fails, or that is stopped, is not stored', async () => {
    let ended = 0;
    answer = async (request) => {
      await bodyOf(request).then(
        () => {
          ended += 1;
        },
        () => undefined,
      );
    };
    async function* failing() {
      yield 'x';
      throw new Error('no more');
    }
    await expect(exporting().push(target, file(failing()), {})).rejects.toThrow();
    const controller = new AbortController();
    async function* stopped() {
      yield 'x';
      controller.abort(new Error('stopped'));
      await sleep(50);
      yield 'y';
    }
    await expect(exporting().push(target, file(stopped()), { signal: controller.signal })).rejects.toThrow('stopped');
    expect(ended).toBe(0);
  });
});
