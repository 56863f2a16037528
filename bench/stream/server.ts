/**
 * A process of its own that sends a live stream as fast as it is read, from bytes made before:
 * `node server.ts <events> <sandbox>`. Prints its port, then the time at which the stream is opened. Everything that is
 * not the stream is answered by the sandbox.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { template } from './template.ts';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const SANDBOX = process.argv[3] ?? 'http://127.0.0.1:4010';
const FIRST_MS = 1_750_000_000_000;
const ENTITIES = 50_000;
const BATCH = 64;
const ENTITY = '$'.repeat(12);
const TIME = '@'.repeat(13);

const one = Buffer.from(`id: ${TIME}-0\nevent: update\ndata: ${template(ENTITY)}\n\n`);
const batch = Buffer.concat(Array.from({ length: BATCH }, () => one));
const timeAt = one.indexOf(TIME);
const entityAt = [one.indexOf(ENTITY), one.lastIndexOf(ENTITY)];

/** `BATCH` events from `number` on. */
function events(number: number): Buffer {
  const bytes = Buffer.from(batch);
  for (let index = 0; index < BATCH; index++) {
    const at = index * one.length;
    const entity = String((number + index) % ENTITIES).padStart(ENTITY.length, '0');
    bytes.write(String(FIRST_MS + number + index), at + timeAt, 'latin1');
    for (const place of entityAt) bytes.write(entity, at + place, 'latin1');
  }
  return bytes.subarray(0, one.length * Math.min(BATCH, EVENTS - number));
}

async function stream(from: string | null, response: ServerResponse): Promise<void> {
  console.log(Date.now());
  const start = Math.max(0, Number.parseInt(from ?? '0', 10) - FIRST_MS + 1);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const [firstEventId, lastEventId] = [`${FIRST_MS}-0`, `${FIRST_MS + EVENTS - 1}-0`];
  response.write(`event: connected\ndata: ${JSON.stringify({ firstEventId, lastEventId })}\n\n`);
  for (let number = start; number < EVENTS && !response.destroyed; number += BATCH) {
    if (!response.write(events(number))) await new Promise((resolve) => response.once('drain', resolve));
  }
}

function pass(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request;
  const passed = forward(`${SANDBOX}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  request.pipe(passed);
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
  if (pathname.startsWith('/stream/')) void stream(searchParams.get('from'), response);
  else pass(request, response);
}).listen(0, '127.0.0.1', function listening(this: { address(): unknown }) {
  console.log((this.address() as AddressInfo).port);
});
