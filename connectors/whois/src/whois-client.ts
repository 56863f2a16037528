/**
 * The fence around whois-json: no referrals of its own, an address that was checked, a limit of time over all and of
 * size, one query per connection, and its two leaked globals declared.
 */
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { SourceError } from '@opencti-connectors/core';

/** Where to ask, and how: `$addr` in the query stands for the name. */
export interface WhoisServer {
  readonly host: string;
  readonly port: number;
  readonly query: string;
}

/** What a server said: its `Key: value` lines, with keys in camel case, and the whole text. */
export interface WhoisText {
  readonly values: Readonly<Record<string, string>>;
  readonly text: string;
}

type WhoisJson = (name: string, options: object) => Promise<Record<string, string>>;

const MAX_BYTES = 256 * 1024;
/** ASCII letters, digits and what addresses and names consist of: nothing that could be a second command. */
const SAFE_NAME = /^[a-z0-9._:/-]{1,255}$/i;

/** It assigns to `log` and `parseRawData` without declaring them, which throws in a module (strict mode). */
async function load(): Promise<WhoisJson> {
  const globals = globalThis as { log?: unknown; parseRawData?: unknown };
  globals.log ??= undefined;
  globals.parseRawData ??= undefined;
  const { default: whois } = (await import('whois-json')) as { default: WhoisJson };
  return whois;
}

/** Asks a server whose address is known to be right. @throws SourceError, or the signal's reason. */
export async function askServer(
  name: string,
  server: WhoisServer,
  {
    address,
    timeoutMs,
    signal,
  }: { readonly address: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<WhoisText> {
  if (!SAFE_NAME.test(name))
    throw new SourceError('A name with other than letters, digits, dots and dashes is not asked');
  const whois = await load();
  const deadline = AbortSignal.timeout(timeoutMs);
  const target = { host: address, port: server.port, query: `${server.query}\r\n`, punycode: false };
  // Each byte becomes one character, so that the text can be decoded when it is whole.
  const options = { server: target, follow: 0, timeout: timeoutMs, encoding: 'latin1', punycode: false };
  const { answer, socket } = withSocket(() => whois(name, options));
  const text = limited(socket, AbortSignal.any([signal, deadline]));
  try {
    const values = await answer;
    const decoded = Object.entries(values).map(([key, value]) => [key, decode(String(value))]);
    return { values: Object.fromEntries(decoded), text: decode(text()) };
  } catch (cause) {
    signal.throwIfAborted();
    throw failure(server.host, cause, deadline.aborted, timeoutMs);
  } finally {
    socket.destroy();
  }
}

/** The library opens its connection before it first waits: the one that is made in between is its own. */
function withSocket<Result>(call: () => Promise<Result>): { answer: Promise<Result>; socket: Socket } {
  const sockets: Socket[] = [];
  const note = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  const created = channel('net.client.socket');
  created.subscribe(note);
  const answer = call();
  created.unsubscribe(note);
  const [socket] = sockets;
  if (socket) return { answer, socket };
  answer.catch(() => undefined);
  throw new Error('whois-json made no connection that could be watched');
}

/** Ends the connection at its limits; gives what was read so far. */
function limited(socket: Socket, stop: AbortSignal): () => string {
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (text.length > MAX_BYTES) socket.destroy(new Error(`more than ${MAX_BYTES} bytes`));
  });
  const end = () => socket.destroy(new Error('stopped'));
  if (stop.aborted) end();
  else stop.addEventListener('abort', end, { once: true });
  socket.once('close', () => stop.removeEventListener('abort', end));
  return () => text;
}

function failure(host: string, cause: unknown, timedOut: boolean, timeoutMs: number): SourceError {
  const { message } = cause as Error;
  const { code } = cause as { code?: unknown };
  const late = timedOut || message.includes('timeout');
  const said = late ? `did not answer within ${timeoutMs / 1000} s` : `cannot be read (${String(code ?? message)})`;
  return new SourceError(`WHOIS server ${host} ${said}`, { code: late ? 'TIMEOUT' : 'WHOIS', cause });
}

/** Characters that are bytes: UTF-8 where they are that, else ISO 8859-1, which has a character for each. */
function decode(bytes: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}
