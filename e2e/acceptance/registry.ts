/** A registry of one's own: it answers RDAP for every domain, and holds each for an invented owner. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Names that it answers with. */
export interface Registration {
  readonly holder: string;
  readonly registrar: string;
  readonly nameServer: string;
}

export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1: the connector runs on this machine too. */
export async function openRegistry(registration: Registration): Promise<Registry> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    response
      .writeHead(200, { 'content-type': 'application/rdap+json' })
      .end(JSON.stringify(answer(name, registration)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

/** RFC 9083. */
function answer(name: string, { holder, registrar, nameServer }: Registration): object {
  return {
    objectClassName: 'domain',
    ldhName: name,
    entities: [
      { roles: ['registrant'], vcardArray: organization(holder) },
      { roles: ['registrar'], vcardArray: organization(registrar) },
    ],
    events: [{ eventAction: 'registration', eventDate: '2020-02-02T00:00:00Z' }],
    nameservers: [{ ldhName: nameServer }],
  };
}

/** RFC 7095. */
function organization(name: string): unknown[] {
  return [
    'vcard',
    [
      ['fn', {}, 'text', name],
      ['kind', {}, 'text', 'org'],
    ],
  ];
}
