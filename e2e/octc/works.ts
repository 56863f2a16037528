/** What a new connector of each kind has to do on a sandbox before it counts as working. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { expect } from 'vitest';
import type { ConnectorProcess } from '../connector-process.ts';

export const CONNECTOR = '7d0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d77';

/** A source, service or receiver on this machine. */
export interface Place {
  readonly url: string;
  /** Requests that came in. */
  readonly asked: () => number;
  close(): void;
}

export async function openPlace(answer: RequestListener): Promise<Place> {
  let asked = 0;
  const server = createServer((...both) => {
    asked += 1;
    answer(...both);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: () => asked, close };
}

/** Settings by their name without the connector's prefix, and the proof. */
export interface Proof {
  readonly own: (place: Place, folder: string) => Readonly<Record<string, string>>;
  readonly answer?: RequestListener;
  readonly args?: readonly string[];
  readonly happens: (sandbox: Sandbox, connector: ConnectorProcess, place: Place) => Promise<void>;
}

function domain({ platform }: Sandbox): string {
  return platform.graph.upsert({ type: 'domain-name', id: 'domain-name--1', value: 'quiet-heron.org' }).id;
}

/** What the platform holds, by type. */
const held = ({ platform }: Sandbox) => JSON.stringify(platform.counts());

async function enriched(sandbox: Sandbox, found: string): Promise<void> {
  const { jobs } = sandbox.platform;
  const work = await jobs.askEnrichment(domain(sandbox), CONNECTOR);
  await jobs.done([work]);
  expect(held(sandbox)).toContain(`"${found}"`);
}

/** By kind; `whois` is copied from a connector that is there. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  'external-import': {
    own: (_place, folder) => ({ URL: `${folder}/sample/feed.json` }),
    args: ['--once'],
    async happens(sandbox, connector) {
      expect(await connector.exited).toBe(0);
      await sandbox.platform.idle();
      for (const type of ['malware', 'indicator', 'indicates']) expect(held(sandbox)).toContain(`"${type}"`);
    },
  },
  'internal-enrichment': {
    own: ({ url }) => ({ URL: url }),
    answer: (_request, response) => response.end('{"score":90,"since":"2026-01-02T03:04:05Z","families":["Heron"]}'),
    happens: (sandbox) => enriched(sandbox, 'indicator'),
  },
  'internal-import-file': {
    own: () => ({ SCORE: '80' }),
    async happens(sandbox) {
      const { jobs } = sandbox.platform;
      const { works } = await jobs.uploadAndImport('list.txt', 'quiet-heron[.]example\n', 'text/plain');
      await jobs.done(works);
      expect(held(sandbox)).toContain('"domain-name"');
    },
  },
  'internal-export-file': {
    own: () => ({ COLUMNS: 'entity_type,x_opencti_score' }),
    async happens(sandbox) {
      const { jobs } = sandbox.platform;
      const ask = { format: 'text/markdown', exportType: 'simple', entityId: domain(sandbox) } as const;
      const [work] = await jobs.done(await jobs.askExport(ask));
      expect(work && (await jobs.exported(work)?.content.bytes())?.toString()).toContain('| Domain-Name |');
    },
  },
  stream: {
    own: ({ url }) => ({ URL: `${url}hook` }),
    answer: (request, response) => void request.resume().on('end', () => response.writeHead(204).end()),
    async happens(sandbox, connector, place) {
      await connector.said('live stream is open');
      domain(sandbox);
      await expect.poll(place.asked, { timeout: 60_000 }).toBeGreaterThan(0);
    },
  },
  whois: {
    own: ({ url }) => ({ RDAP_SERVER: url, WHOIS: 'false' }),
    answer: (_request, response) => {
      const events = [{ eventAction: 'registration', eventDate: '2020-02-02T00:00:00Z' }];
      response.end(JSON.stringify({ objectClassName: 'domain', ldhName: 'quiet-heron.org', events }));
    },
    happens: (sandbox) => enriched(sandbox, 'note'),
  },
};
