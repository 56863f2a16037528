/** The whois connector against a registry of our own. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { ConnectorProcess } from '../../e2e/connector-process.ts';
import { killed } from './jobs.ts';
import { environment, type Place, type Row } from './place.ts';

const MAIN = resolve(import.meta.dirname, '../../connectors/whois/src/main.ts');

/** A registry that knows every domain, after some time. */
export async function registry(latencyMs: number): Promise<{ server: Server; url: string }> {
  const card = ['vcard', [['fn', {}, 'text', 'Tern Names, Inc.']]];
  const server = createServer((request, response) => {
    const ldhName = (request.url ?? '').split('/').at(-1);
    const entities = [{ roles: ['registrar'], vcardArray: card }];
    const answer = JSON.stringify({
      objectClassName: 'domain',
      ldhName,
      entities,
      nameservers: [{ ldhName: 'ns1.tern.net' }],
    });
    setTimeout(() => response.end(answer), latencyMs);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

export async function startWhois(at: Place, rdapServer: string, jobsAtOnce: number): Promise<ConnectorProcess> {
  const settings = {
    WHOIS_RDAP_SERVER: rdapServer,
    WHOIS_WHOIS: 'false',
    WHOIS_REQUESTS_PER_SECOND: '100000',
    CONNECTOR_JOBS_AT_ONCE: String(jobsAtOnce),
  };
  return new ConnectorProcess(await environment(at, settings), [], MAIN);
}

export async function killedWhois(broker: RunningBroker): Promise<Row> {
  const { server, url } = await registry(20);
  const row = await killed(broker, 'whois', (at) => startWhois(at, url, 10), 'org');
  server.close();
  server.closeAllConnections();
  return row;
}
