import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const ROOT = '/console/';
const START = 'index.html';
/** Plain names only: nothing hidden, no way up. */
const PATH = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page may load and call what this server has, and nothing else; nobody may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const SAFE = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves the console's files below `/console/`, and leads `/` there. They hold no data and need no token.
 * @param folder with the built page
 * @returns false for other pages
 */
export async function answerConsole(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string | undefined,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const isStart = pathname === '/' || pathname === ROOT.slice(0, -1);
  if (folder === undefined || !(isStart || pathname.startsWith(ROOT))) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Method not allowed');
  if (isStart) {
    response.writeHead(302, { location: ROOT }).end();
    return true;
  }
  const name = pathname.slice(ROOT.length) || START;
  const file = join(folder, name);
  const size = PATH.test(name) ? await sizeOf(file) : undefined;
  if (size === undefined) return refuse(response, 404, notFound(name));
  response.writeHead(200, {
    ...SAFE,
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-length': size,
    // All but the first page have a digest in their names.
    'cache-control': name === START ? 'no-cache' : 'public, max-age=31536000, immutable',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response).catch(() => response.destroy());
  return true;
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

function notFound(name: string): string {
  return name === START ? 'The console is not built: `npm run console` builds it' : 'Not found';
}

function refuse(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, { ...SAFE, 'content-type': 'text/plain; charset=utf-8' }).end(text);
  return true;
}
