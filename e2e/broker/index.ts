/** The RabbitMQ of the tests (decision 7): one that is named, else an installed one, else Docker's, else none. */
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInstalled } from './installed.ts';

export interface RunningBroker {
  readonly amqpUrl: string;
  /** Absent without rights to manage the broker. */
  readonly managementUrl: string | undefined;
  /** Which one it is, in a sentence. */
  readonly said: string;
  /** Ends it without warning and starts it again over the same data; undefined where it is not ours. */
  readonly restart?: () => Promise<void>;
  stop(): Promise<void>;
}

/** Starts or finds a broker that answers; undefined when there is none. */
export async function findBroker(): Promise<RunningBroker | undefined> {
  const broker = named() ?? (await startInstalled()) ?? inDocker();
  if (!broker) return undefined;
  await untilUp(broker.amqpUrl);
  if (broker.managementUrl) await untilManaged(broker.managementUrl);
  return broker;
}

function named(): RunningBroker | undefined {
  const amqpUrl = process.env.TEST_AMQP_URL;
  if (!amqpUrl) return undefined;
  const managementUrl = process.env.TEST_AMQP_MANAGEMENT_URL;
  return { amqpUrl, managementUrl, said: 'the broker of TEST_AMQP_URL', stop: async () => undefined };
}

function inDocker(): RunningBroker | undefined {
  const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    const ports = ['-p', '127.0.0.1::5672', '-p', '127.0.0.1::15672'];
    const id = docker('run', '--detach', '--rm', ...ports, 'rabbitmq:4.3-management');
    const at = (port: number) => docker('port', id, String(port)).split('\n')[0];
    return {
      amqpUrl: `amqp://guest:guest@${at(5672)}`,
      managementUrl: `http://guest:guest@${at(15_672)}`,
      said: `RabbitMQ in a container (${id.slice(0, 12)})`,
      stop: async () => void docker('rm', '--force', id),
    };
  } catch {
    return undefined;
  }
}

const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');
const START_TRIES = 600;

/** A broker is up when it answers the protocol header. */
export async function untilUp(amqpUrl: string): Promise<void> {
  const { hostname, port } = new URL(amqpUrl);
  for (let tries = 0; tries < START_TRIES; tries++) {
    if (await answers(hostname, Number(port || 5672))) return;
    await sleep(100);
  }
  throw new Error(`RabbitMQ at ${hostname}:${port} does not answer`);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => socket.write(PROTOCOL_HEADER));
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

async function untilManaged(managementUrl: string): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries++) {
    const answer = await manage(managementUrl, 'GET', '/api/overview').catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`RabbitMQ's management at ${new URL(managementUrl).host} does not answer`);
}

/** A call of the management API. */
export function manage(managementUrl: string, method: string, path: string, body?: object): Promise<Response> {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return fetch(origin + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
