import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../index.ts';
import { multipartBody } from './multipart.ts';
import type { RecordedCase } from './recorded.ts';
import { learn, shapeDifferences, translate } from './shape.ts';

/** Plays recorded requests to a sandbox and compares what it answers. */
export class Replay {
  readonly #sandbox: Sandbox;
  readonly #tokens: ReadonlyMap<string, string>;
  /** What was volatile on the recorded platform, by what it is here. */
  readonly known = new Map<string, string>();

  constructor(sandbox: Sandbox) {
    const { platform } = sandbox;
    this.#sandbox = sandbox;
    this.#tokens = new Map([
      ['admin', platform.adminToken],
      ['connector', platform.connectorToken],
      ['limited', platform.addUser('Recording limited', ['APIACCESS_USETOKEN', 'KNOWLEDGE'])],
      ['nogroup', platform.addUser('Recording nogroup', [])],
    ]);
  }

  /** @returns what differs from the recording; nothing when the shape is the same. */
  async play(one: RecordedCase): Promise<string[]> {
    if (one.path?.startsWith('(')) return ['not a request to the platform'];
    const { status, body, headers, text } = await this.#request(one);
    const differences = status === one.status ? [] : [`status ${status}, recorded ${one.status}`];
    if (one.path?.startsWith('/storage/')) differences.push(...plainDifferences(one, headers, text));
    if (body !== undefined && typeof one.response === 'object') {
      learn(one.response, body, this.known);
      differences.push(...shapeDifferences(withoutErrors(one.response), withoutErrors(body), this.known));
      differences.push(...errorDifferences(one.response, body));
    }
    await this.#sandbox.platform.idle();
    return differences;
  }

  async #request(one: RecordedCase): Promise<Answered> {
    const translated = translate(
      { document: one.document, variables: one.variables, headers: one.headers, path: one.path },
      this.known,
    );
    const { path = '/graphql' } = translated;
    const { method = 'POST' } = one;
    const body =
      one.document === undefined ? padded(one.body) : { query: translated.document, variables: translated.variables };
    const upload = one.multipart ? multipartBody(one.multipart, body as object) : undefined;
    const response = await fetch(`${this.#sandbox.url}${path}`, {
      method,
      headers: {
        ...(upload ? {} : { 'content-type': 'application/json' }),
        ...this.authorization(one.as),
        ...lowerCased(translated.headers),
      },
      ...(method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
        ? {}
        : { body: upload ?? (typeof body === 'string' ? body : JSON.stringify(body)) }),
    });
    const text = await response.text();
    const { status, headers: answered } = response;
    return { status, body: isJson(text) ? JSON.parse(text) : undefined, headers: answered, text };
  }

  /** The header of who asked. */
  authorization(as: string | null): Record<string, string> {
    if (as === null || as === 'anonymous') return {};
    return { authorization: `Bearer ${this.#tokens.get(as) ?? randomUUID()}` };
  }
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  readonly text: string;
}

/** Of a download, headers and a text are the same to the letter. */
function plainDifferences({ response_headers, response }: RecordedCase, headers: Headers, text: string): string[] {
  const differences = Object.entries(response_headers ?? {})
    .filter(([name, value]) => headers.get(name) !== value)
    .map(([name, value]) => `header ${name}: ${headers.get(name)}, recorded ${value}`);
  if (typeof response === 'string' && text !== response) differences.push(`body ${text}, recorded ${response}`);
  return differences;
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Two bodies were too large to record: a query of the same size stands for each. */
function padded(body: unknown): unknown {
  const size = typeof body === 'string' ? /^<(\d+) characters/.exec(body)?.[1] : undefined;
  if (size === undefined) return body;
  const frame = { query: 'query One($id: String!) { connector(id: $id) { id } }', variables: { id: '' } };
  return { ...frame, variables: { id: 'x'.repeat(Number(size) - JSON.stringify(frame).length) } };
}

function isJson(text: string): boolean {
  return /^[{[]/.test(text);
}

function withoutErrors(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { errors: _errors, ...rest } = body as Record<string, unknown>;
  return rest;
}

interface PrintedError {
  readonly extensions?: { readonly code?: string };
}

/** The codes of the errors, and the shape of each. */
function errorDifferences(recorded: unknown, ours: unknown): string[] {
  const [wanted, got] = [recorded, ours].map(
    (body) => ((body as { errors?: PrintedError[] }).errors ?? []) as PrintedError[],
  );
  const codes = (errors: PrintedError[] | undefined) => (errors ?? []).map(({ extensions }) => extensions?.code).join();
  if (codes(wanted) !== codes(got)) return [`errors ${codes(got) || 'none'}, recorded ${codes(wanted) || 'none'}`];
  return shapeDifferences(wanted, got, undefined, '$.errors').filter((line) => !/\.(locations|path)\b/.test(line));
}

/** What stood on the recorded platform before a file's first case: its connector, and works opened by hand. */
export function prepare(
  file: string,
  cases: readonly RecordedCase[],
  sandbox: Sandbox,
  known: Map<string, string>,
): void {
  const connector = BEFORE[file];
  if (!connector) return;
  const { platform } = sandbox;
  const owner = platform.userOf(`Bearer ${platform.connectorToken}`)?.id ?? '';
  const flags = { enrichment_resolution: 'none', scope: ['malware'] };
  platform.registry.register({ ...connector, ...flags, type: 'EXTERNAL_IMPORT' }, owner);
  const opened = new Set(cases.flatMap(({ variables }) => JSON.stringify(variables ?? {}).match(WORK_OF_PUSH) ?? []));
  for (const id of opened) known.set(id, platform.works.add(connector.id, 'recorded', false, owner).id);
}

const BEFORE: Readonly<Record<string, { readonly id: string; readonly name: string }>> = {
  works: { id: '64b4cc15-6e39-4d55-a698-d501ec7e7eef', name: 'Recording works' },
  push: { id: '6a6a1131-4c91-4db2-93cb-922d00afd19a', name: 'Recording push' },
};
const WORK_OF_PUSH = /work_6a6a1131[-0-9a-f]*_[-0-9T:.]+Z/g;
