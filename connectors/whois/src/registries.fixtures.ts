/** Registries of our own on 127.0.0.1: RDAP over HTTP and WHOIS over TCP, kind ones and hostile ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { InternalEnrichment } from '@opencti-connectors/core';
import { observable, type StixObject, scoId, tlpId } from '@opencti-connectors/core/stix';
import { type EnrichOptions, enrichOnce, localHttp } from '@opencti-connectors/testing';
import connector from './connector.ts';

export const FIXTURES = join(import.meta.dirname, '__fixtures__');
export const whois = connector as unknown as InternalEnrichment;

/** One recorded kind of answer, written after RFC 9083 and the layout of a real registry. */
export interface Registry {
  readonly name: string;
  readonly asked: { readonly type: string; readonly value?: string; readonly number?: number };
  readonly path: string;
  readonly answer: object;
  readonly more?: Readonly<Record<string, object>>;
  readonly expected: { readonly relations: readonly string[]; readonly note: readonly string[] };
}

export const registries: readonly Registry[] = readdirSync(join(FIXTURES, 'rdap')).map((file) => ({
  name: file.replace('.json', ''),
  ...(JSON.parse(readFileSync(join(FIXTURES, 'rdap', file), 'utf8')) as Omit<Registry, 'name'>),
}));

export function registry(name: string): Registry {
  const found = registries.find((one) => one.name === name);
  if (!found) throw new Error(`there is no fixture ${name}`);
  return found;
}

/** The entity as the platform sends it, marked. */
export function entityOf(asked: Registry['asked']): StixObject {
  const { type, ...properties } = asked;
  const id = scoId(type, properties) ?? '';
  return observable(type, { id, ...properties, object_marking_refs: [tlpId('TLP:GREEN')] });
}

export const domain = (value: string) => entityOf({ type: 'domain-name', value });

const closing: (() => void)[] = [];
export function closeAll(): void {
  for (const close of closing.splice(0)) close();
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** An HTTP server; gives its base address. */
export async function http(answer: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createHttpServer(answer);
  closing.push(() => server.closeAllConnections());
  return `http://${host}:${await listen(server, host)}/`;
}

/** All fixtures behind one RDAP server; other paths are unknown there. `asked` collects the paths. */
export async function rdap(asked: string[] = [], latencyMs = 0): Promise<string> {
  const answers = new Map<string, object>();
  for (const { path, answer, more } of registries) {
    for (const [at, body] of Object.entries({ [path]: answer, ...more })) answers.set(`/${at}`, body);
  }
  const base = await http((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    const body = answers.get(path);
    const status = body ? 200 : 404;
    const text = JSON.stringify(body ?? { errorCode: 404, title: 'Not Found' }).replaceAll('$BASE/', base);
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/rdap+json' }).end(text);
    }, latencyMs);
  });
  return base;
}

/** A WHOIS server; `answer` gets the line that was asked. Gives `127.0.0.1:port`. */
export async function tcp(answer: (line: string, socket: Socket) => void, host = '127.0.0.1'): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    closing.push(() => socket.destroy());
    socket.once('data', (data) => answer(data.toString('latin1'), socket));
  });
  return `${host}:${await listen(server, host)}`;
}

export function whoisText(name: string): Buffer {
  return readFileSync(join(FIXTURES, 'whois', name));
}

/** Looks an entity up with core's own HTTP, by RDAP alone unless the settings say otherwise. */
export function lookUp(
  entity: StixObject,
  config: Readonly<Record<string, unknown>>,
  more: Partial<EnrichOptions> = {},
) {
  const settings = { whois: false, timeout: 'PT2S', requestsPerSecond: 10_000, ...config };
  return enrichOnce(whois, { entity, config: settings, http: localHttp(), ...more });
}
