import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Platform } from '../platform.ts';
import { readableFile } from './access.ts';
import type { StoredFile } from './store.ts';

const ROUTE = /^\/storage\/(get|view)\/(.+)$/;
const OF_SANDBOX = '/sandbox/files';

/**
 * Answers `/storage/get/<id>` and `/storage/view/<id>` (protocol.md 6.1), and, without a token, the sandbox's own
 * `/sandbox/files` with its list and `/sandbox/files/<id>`. @returns whether the request was one of these.
 */
export async function answerStorage(
  request: IncomingMessage,
  response: ServerResponse,
  platform: Platform,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  if (pathname === OF_SANDBOX) return sendText(response, 200, JSON.stringify(platform.files.all().map(listed)));
  if (pathname.startsWith(`${OF_SANDBOX}/`)) {
    const file = platform.files.find(decodeId(pathname.slice(OF_SANDBOX.length + 1)) ?? '');
    return file ? sendFile(request, response, file, 'view') : refuse(response);
  }
  const [, kind, path = ''] = ROUTE.exec(pathname) ?? [];
  if (!kind) return false;
  const user = platform.userOf(request.headers.authorization);
  if (!user) return sendText(response, 403, 'Forbidden', 'text/plain; charset=utf-8');
  const file = readableFile(platform, user, decodeId(path) ?? '');
  return file ? sendFile(request, response, file, kind) : refuse(response);
}

/** A file as the list for people and the demo shows it. */
export function listed({ id, name, mimeType, lastModified, content }: StoredFile) {
  const href = `${OF_SANDBOX}/${id.split('/').map(encodeURIComponent).join('/')}`;
  return { id, name, mime_type: mimeType, size: content.size, last_modified: lastModified, href };
}

function decodeId(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse): true {
  return sendText(response, 503, JSON.stringify({ status: 'error', error: 'File not found or restricted' }));
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'application/json; charset=utf-8',
): true {
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, { 'x-content-type-options': 'nosniff', 'content-type': type, 'content-length': length });
  response.end(text);
  return true;
}

/** The whole file, without its length, whatever range was asked for: as the platform does. */
async function sendFile(request: IncomingMessage, response: ServerResponse, file: StoredFile, kind: string) {
  const { id, name, mimeType, content } = file;
  const isText = mimeType.startsWith('text/') || mimeType === 'application/json';
  const headers = {
    'x-content-type-options': 'nosniff',
    'content-type': `${mimeType}${isText ? '; charset=utf-8' : ''}`,
  };
  const shown =
    kind === 'get'
      ? { 'content-disposition': disposition('attachment', id.slice(id.lastIndexOf('/') + 1)) }
      : {
          'content-disposition': disposition('inline', name),
          'content-security-policy': 'sandbox',
          'cache-control': 'private, no-cache, no-store, must-revalidate',
        };
  response.writeHead(200, { ...headers, ...shown });
  if (request.method === 'HEAD') response.end();
  // Who hangs up does not want the rest.
  else await pipeline(content.open(), response).catch(() => response.destroy());
  return true;
}

function disposition(kind: string, name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '?').replaceAll('"', '\\"');
  const encoded = plain === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `${kind}; filename="${plain}"${encoded}`;
}
