/** A platform that costs nothing: registers, hands out one list in pages made beforehand, takes the file. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { indicator } from './rows.ts';

const PAGE = 500;

/** What arrived, and how to stop it. */
export interface FreePlatform {
  readonly url: string;
  readonly uploadedBytes: () => number;
  readonly close: () => void;
}

/** `rows` rows, in pages of 500 of which each is the same text with another cursor. */
export async function freePlatform(rows: number): Promise<FreePlatform> {
  const edges = JSON.stringify(Array.from({ length: PAGE }, (_, number) => ({ node: indicator(number) })));
  let uploaded = 0;
  const list = (after: number) => {
    const end = after + PAGE;
    const pageInfo = JSON.stringify({ endCursor: String(end), hasNextPage: end < rows, globalCount: rows });
    return `{"data":{"stixDomainObjects":{"edges":${edges},"pageInfo":${pageInfo}}}}`;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('content-type', 'application/json');
    if (request.headers['content-type']?.startsWith('multipart/')) {
      for await (const chunk of request) uploaded += (chunk as Buffer).length;
      response.end('{"data":{"done":true}}');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { variables: { after: string | null } };
    response.end(list(Number(variables.after ?? 0)));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploadedBytes: () => uploaded,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (import.meta.main) {
  const platform = await freePlatform(Number(process.argv[2]));
  console.log(platform.url);
  process.on('SIGTERM', () => process.exit(0));
}
