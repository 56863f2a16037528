import type { Log } from '@opencti-connectors/core';
import type { Settings } from '../settings.ts';
import { AmqpSink } from './amqp.ts';
import { FileSink } from './file.ts';
import type { Sink } from './sink.ts';
import { stdoutSink } from './stdout.ts';
import { WebhookSink } from './webhook.ts';

/** The one sink of this process. @throws SourceError to try again later. */
export async function openSink(settings: Settings, log: Log): Promise<Sink> {
  if (settings.sink === 'webhook') return new WebhookSink(settings);
  if (settings.sink === 'amqp') return new AmqpSink(settings, log);
  return settings.sink === 'file' ? new FileSink(settings, log).open() : stdoutSink();
}
