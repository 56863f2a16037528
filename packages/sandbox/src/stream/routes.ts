import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Platform } from '../platform.ts';
import { accessTo } from './access.ts';
import { StreamConnection, type StreamQuery } from './connection.ts';

/** `/stream…` (protocol.md section 7). @returns false for other pages. */
export function serveStream(request: IncomingMessage, response: ServerResponse, platform: Platform): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
  const [root, id = '', connection] = pathname.split('/').slice(1);
  if (root !== 'stream') return false;
  const user = platform.userOf(request.headers.authorization);
  if (request.method === 'POST' && id === 'connection') {
    const isOwner = user !== undefined && platform.streams.consumers.get(connection ?? '')?.userId === user.id;
    response.writeHead(isOwner ? 200 : 401, isOwner ? { 'content-type': 'application/json; charset=utf-8' } : {});
    response.end(isOwner ? JSON.stringify({ message: 'ok' }) : '');
    return true;
  }
  const access = accessTo(platform, decodeURIComponent(id), user);
  if ('status' in access) {
    response.writeHead(access.status, access.reason);
    response.end();
    return true;
  }
  void new StreamConnection(platform, access, queryOf(request, searchParams), response).serve();
  return true;
}

function queryOf({ headers }: IncomingMessage, search: URLSearchParams): StreamQuery {
  const first = (...names: string[]) => {
    const found = [...names.map((name) => search.get(name)), ...names.map((name) => headers[name])];
    return found.find((value): value is string => typeof value === 'string' && value !== '');
  };
  return {
    start: toId(first('from', 'last-event-id')),
    recover: toId(first('recover', 'recover-date')),
    noDependencies: first('no-dependencies', 'no-relationships') === 'true',
    listenDelete: first('listen-delete') !== 'false',
  };
}

/** An event id, the beginning, or a date; anything else is as if nothing were said. */
function toId(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text === '0') return '0-0';
  if (/^\d+-\d+$/.test(text)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : `${at}-0`;
}
