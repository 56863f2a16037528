/** A process of its own that sends a live stream as fast as it is read: `node server.ts <events>`; prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const OCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
const FIRST_MS = 1_750_000_000_000;
const BATCH = 64;
const BYTES = 4_000;

/** An indicator's update of about 4 kB, without its ids. */
function template(): string {
  const data = {
    id: 'indicator--00000000-0000-4000-8000-$$$$$$$$$$$$',
    spec_version: '2.1',
    type: 'indicator',
    extensions: {
      [OCTI]: {
        extension_type: 'property-extension',
        id: '00000000-0000-4000-8000-$$$$$$$$$$$$',
        type: 'Indicator',
        created_at: '2026-01-01T00:00:00.000Z',
        updated_at: '2026-01-01T00:00:00.000Z',
        is_inferred: false,
        creator_ids: ['88ec0c6a-13ce-5e39-b486-354fe4a7084f'],
        score: 50,
      },
    },
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
    labels: ['heron', 'streamed'],
    object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
    name: 'An invented indicator',
    pattern: "[domain-name:value = 'quiet-heron.example']",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00.000Z',
    description: '',
  };
  const context = { patch: [{ op: 'replace', path: '/name', value: 'x' }], reverse_patch: [], changes: [] };
  const body = {
    version: '4',
    type: 'update',
    scope: 'external',
    message: 'Update 1 elements',
    origin: {},
    data,
    context,
  };
  const missing = BYTES - JSON.stringify(body).length;
  const words = 'The herons stand quiet in the shallow water and wait. '
    .repeat(Math.ceil(missing / 54))
    .slice(0, missing);
  return JSON.stringify({ ...body, data: { ...data, description: words } });
}

const [head = '', middle = '', tail = ''] = template().split('$$$$$$$$$$$$');

function message(number: number): string {
  const entity = String(number % 50_000).padStart(12, '0');
  return `id: ${FIRST_MS + number}-0\nevent: update\ndata: ${head}${entity}${middle}${entity}${tail}\n\n`;
}

createServer(async (request, response) => {
  const from = new URL(request.url ?? '/', 'http://bench').searchParams.get('from');
  const start = Math.max(0, Number.parseInt(from ?? '0', 10) - FIRST_MS + 1);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const [firstEventId, lastEventId] = [`${FIRST_MS}-0`, `${FIRST_MS + EVENTS - 1}-0`];
  response.write(`event: connected\ndata: ${JSON.stringify({ firstEventId, lastEventId })}\n\n`);
  for (let number = start; number < EVENTS && !response.destroyed; number += BATCH) {
    let text = '';
    for (let one = number; one < Math.min(EVENTS, number + BATCH); one++) text += message(one);
    if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
  }
}).listen(0, '127.0.0.1', function listening(this: { address(): unknown }) {
  console.log((this.address() as AddressInfo).port);
});
