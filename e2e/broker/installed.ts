/** A private RabbitMQ from an installed package: own ports, own folder, ended by process id (dependencies.md section 4). */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBroker } from './index.ts';

const USER = 'opencti';
/** As RabbitMQ 4 has it, so that a message above the limit can be tested. */
const MAX_MESSAGE_BYTES = 16_777_216;

/** Server script and epmd of the installed package, if there is one. */
function installed(): { readonly server: string; readonly epmd: string } | undefined {
  const servers = globSync('/usr/lib/rabbitmq/{bin,lib/*/sbin}/rabbitmq-server');
  const [epmd] = [...globSync('/usr/bin/epmd'), ...globSync('/usr/lib/erlang/**/bin/epmd')];
  const [server] = servers;
  return server && epmd && existsSync(epmd) ? { server, epmd } : undefined;
}

/** Starts it; undefined where none is installed. */
export async function startInstalled(): Promise<RunningBroker | undefined> {
  const found = installed();
  if (!found) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-rabbitmq-'));
  const [port, distribution, epmdPort, management] = await freePorts(4);
  const ports = { port, distribution, epmdPort, management } as Ports;
  writeSettings(folder, ports);
  const epmd = spawn(found.epmd, ['-port', String(epmdPort)], {
    stdio: 'ignore',
    env: { ...process.env, ERL_EPMD_ADDRESS: '127.0.0.1' },
  });
  let server = startServer(found.server, folder, ports);
  const kill = () => {
    server.kill('SIGKILL');
    killNode(folder);
  };
  return {
    amqpUrl: `amqp://${USER}:${USER}@127.0.0.1:${port}`,
    managementUrl: `http://${USER}:${USER}@127.0.0.1:${management}`,
    said: `RabbitMQ of this machine, on ports of its own (${port})`,
    restart: async () => {
      killNode(folder);
      await new Promise((resolve) => setTimeout(resolve, 500));
      server = startServer(found.server, folder, ports);
    },
    stop: async () => {
      kill();
      epmd.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Ports {
  readonly port: number;
  readonly distribution: number;
  readonly epmdPort: number;
  readonly management: number;
}

function writeSettings(folder: string, { port, management }: Ports): void {
  for (const name of ['home', 'mnesia', 'log', 'schema', 'gen', 'expand']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'env.conf'), '');
  writeFileSync(join(folder, 'enabled_plugins'), '[rabbitmq_management].\n');
  const lines = [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
    `default_user = ${USER}`,
    `default_pass = ${USER}`,
    'log.console = true',
    'log.console.level = warning',
    'log.file = false',
    'disk_free_limit.absolute = 50MB',
    `max_message_size = ${MAX_MESSAGE_BYTES}`,
    'consumer_timeout = 86400000',
  ];
  writeFileSync(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
}

function startServer(server: string, folder: string, { port, distribution, epmdPort }: Ports): ChildProcess {
  const at = (name: string) => join(folder, name);
  return spawn(server, [], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOME: at('home'),
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_CONF_ENV_FILE: at('env.conf'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_SCHEMA_DIR: at('schema'),
      RABBITMQ_GENERATED_CONFIG_DIR: at('gen'),
      RABBITMQ_PLUGINS_EXPAND_DIR: at('expand'),
      RABBITMQ_PID_FILE: at('pid'),
      RABBITMQ_NODENAME: `t${port}@localhost`,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none',
    },
  });
}

/** The node writes its process id; the script's own ends by itself. */
function killNode(folder: string): void {
  try {
    const pid = execFileSync('cat', [join(folder, 'pid')], { encoding: 'utf8' }).trim();
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It was not up yet, or is gone already.
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
