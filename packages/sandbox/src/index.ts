import type { AddressInfo } from 'node:net';
import { Platform } from './platform.ts';
import { createPlatformServer } from './server.ts';

export type { Fault, Platform, RejectedObject } from './platform.ts';

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly adminToken?: string;
  readonly connectorToken?: string;
}

/** A running stand-in for an OpenCTI platform. */
export interface Sandbox {
  readonly url: string;
  readonly platform: Platform;
  close(): Promise<void>;
}

/** Starts the sandbox on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const platform = new Platform(options);
  const server = createPlatformServer(platform);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${port}`;
  platform.url = url;
  return { url, platform, close };
}
