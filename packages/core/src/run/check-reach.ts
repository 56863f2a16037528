import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { AmqpConnection } from '../amqp/connection.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import { SourceError } from '../errors.ts';
import { createHttp } from '../http/http.ts';
import type { BrokerAddress } from '../ports/broker.ts';
import { brokerTls, withSettings } from './broker.ts';

type Settings = LoadedConfig['platform'];

const TIMEOUT_MS = 10_000;
/** Enough to know that somebody answers. */
const FIRST_BYTES = 1_024;

/** Whether anything goes over the broker under these settings. */
export function needsBroker(kind: ConnectorKind, { connector: own }: Settings): boolean {
  const isAsked = kind !== 'EXTERNAL_IMPORT' && kind !== 'STREAM';
  return (isAsked && own.listenProtocol === 'AMQP') || (own.sendToQueue && own.queueProtocol === 'amqp');
}

/** Opens the broker's door once: address, TLS, login and vhost. @returns what is wrong, as `/ready` would say it. */
export async function whatStopsBroker(said: BrokerAddress | undefined, { mq }: Settings, log: Log) {
  const address = withSettings(said ?? NOTHING_SAID, mq);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const connection = new AmqpConnection({
    address,
    tls: brokerTls(mq),
    name: 'opencti-connectors --check',
    log,
    readiness: { ready: () => resolve(undefined), notReady: resolve },
  });
  const late = setTimeout(() => resolve(`the broker at ${address.host}:${address.port} does not answer`), TIMEOUT_MS);
  const found = await promise;
  clearTimeout(late);
  await connection.close().catch(() => undefined);
  return { where: `${address.host}:${address.port}`, problem: found };
}

const NOTHING_SAID: BrokerAddress = { host: '', port: 5672, vhost: '/', use_ssl: false, user: 'guest', pass: 'guest' };

/** What is wrong with a source named by a URL; undefined when it answers, `refused` when it answers with a refusal. */
export async function whatStopsSource(url: string, { opencti: { caCertificates: ca } }: Settings, proxies: string[]) {
  const http = createHttp({
    userAgent: 'opencti-connectors/check',
    settingsHosts: [url, ...proxies],
    ...(ca ? { caCertificates: ca } : {}),
  });
  try {
    await http.bytes(url, { attempts: 1, timeoutMs: TIMEOUT_MS, maxBytes: FIRST_BYTES });
    return undefined;
  } catch (error) {
    if (!SourceError.isInstance(error)) throw error;
    // More than the first bytes: it is there.
    return error.code === 'TOO_LARGE'
      ? undefined
      : { problem: error.message, isAnswer: error.code.startsWith('HTTP_') };
  }
}

/** @returns what is wrong with the directory of copies. */
export async function whatStopsDirectory(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${path} cannot be written to (${String((error as { code?: unknown }).code)})`;
  }
}
