import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Platform, type PlatformOptions } from './platform.ts';
import { createPlatformServer } from './server.ts';
import { findConsole } from './web/folder.ts';
import { AmqpWire } from './wires/amqp.ts';

export type { StoredFile } from './files/store.ts';
export type { Fault, Platform, RejectedObject } from './platform.ts';

export interface SandboxOptions extends PlatformOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 unless it runs in a container of its own. */
  readonly host?: string;
  /** A RabbitMQ to declare queues on, with its virtual host: `amqp://user:password@host:5672/vhost`. */
  readonly amqpUrl?: string;
  /** In front of the names of queues and exchanges. */
  readonly queuePrefix?: string;
  /** Address of the broker that connectors are told, where it is not `amqpUrl`: a proxy of a test. */
  readonly brokerPort?: number;
  /** Folder with the built console; the one that is found, unless said otherwise. */
  readonly consoleFolder?: string;
}

/** A running stand-in for an OpenCTI platform. */
export interface Sandbox {
  readonly url: string;
  readonly platform: Platform;
  /**
   * Address of the console; undefined where it is not built. On this machine alone it signs the visitor in: the token
   * stands behind `#`, which browsers never send.
   */
  readonly consoleLink: string | undefined;
  close(): Promise<void>;
}

/** Starts the sandbox, on 127.0.0.1 unless told otherwise. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const platform = new Platform(options);
  const { host = '127.0.0.1', consoleFolder = findConsole() } = options;
  const server = createPlatformServer(platform, consoleFolder);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await platform.wire.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await platform.spool.close();
  };
  if (options.amqpUrl) await connectBroker(platform, options);
  const url = `http://127.0.0.1:${port}`;
  platform.url = url;
  const isBuilt = consoleFolder !== undefined && existsSync(consoleFolder);
  const consoleLink = isBuilt ? linkToConsole(url, host, platform.adminToken) : undefined;
  return { url, platform, consoleLink, close };
}

/** Only who is on this machine gets the token along: logs of a container may be read by many. */
function linkToConsole(url: string, host: string, token: string): string {
  const isLoopback = /^(127\.|::1$|localhost$)/.test(host);
  return `${url}/console/${isLoopback ? `#token=${encodeURIComponent(token)}` : ''}`;
}

/** Declares everything on the broker, and tells connectors of it. */
async function connectBroker(platform: Platform, options: SandboxOptions): Promise<void> {
  const { amqpUrl = '', queuePrefix = '', brokerPort, callbackRetryMs } = options;
  const { protocol, hostname, port, username, password, pathname } = new URL(amqpUrl);
  platform.broker = {
    host: hostname,
    port: brokerPort ?? Number(port || 5672),
    vhost: decodeURIComponent(pathname.slice(1)) || '/',
    use_ssl: protocol === 'amqps:',
    user: decodeURIComponent(username),
    pass: decodeURIComponent(password),
  };
  platform.queuePrefix = queuePrefix;
  const wire = new AmqpWire(platform, queuePrefix, {
    token: () => platform.signer.sign(),
    retryMs: callbackRetryMs ?? 10_000,
  });
  platform.wire = wire;
  await wire.open(amqpUrl);
}
