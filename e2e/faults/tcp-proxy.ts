import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy whose connections a test can cut, and that can be away for a while. */
export class TcpProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;
  /** Milliseconds in which clients waited for an answer: from what they sent to the first bytes that came back. */
  waitedMs = 0;

  constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
  }

  /** Listens, on the same port as before when it was down. */
  async up(): Promise<this> {
    const server = createServer((client) => this.#join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as { port: number }).port;
    this.#server = server;
    return this;
  }

  /** Cuts every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts every connection and refuses new ones. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.cut();
    await closed;
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    let asked: number | undefined;
    client.on('data', () => {
      asked ??= performance.now();
    });
    server.on('data', () => {
      if (asked !== undefined) this.waitedMs += performance.now() - asked;
      asked = undefined;
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
