import { createLiveStream } from '../client/live-stream.ts';
import type { Stream, StreamHandler } from '../define/stream.ts';
import { StreamDriver, type StreamPorts } from '../drive/stream.ts';
import { requireDeadLetters } from '../drive/stream-replay.ts';
import type { StreamSettings } from '../drive/stream-start.ts';
import { DeadLetterFile } from '../spool/dead-letters.ts';
import { EventSpool } from '../spool/event-spool.ts';
import type { ConnectorProcess } from './process.ts';
import { DRAIN_MS } from './signals.ts';
import { holdYoungGeneration } from './young-generation.ts';

/** What is left of the time to stop, for closing the receiver and storing the position. */
const CLOSING_MS = 4_000;

/** Runs a consumer of a live stream until it is stopped; `--replay` delivers dead letters once more and ends. Exit code 0 or 1. */
export async function runStream(connector: Stream, process: ConnectorProcess): Promise<number> {
  const { settings, config, session, stop, flags, ports } = process;
  holdYoungGeneration();
  const folder = connector.dataDir?.(config);
  const maxBytes = connector.spoolBytes?.(config) ?? 0;
  const deadLetters = folder ? new DeadLetterFile(folder) : undefined;
  const streamPorts: StreamPorts = {
    ...ports,
    stream: createLiveStream(process.client),
    streamMetrics: process.streamMetrics(),
    deadLetters,
    spool: folder && maxBytes > 0 && !flags.has('--dry') ? new EventSpool(folder, { maxBytes }) : undefined,
    streamReadiness: process.readiness('stream'),
    sinkReadiness: process.readiness('receiver'),
  };
  const isDry = flags.has('--dry');
  const definition = isDry ? printing(connector) : connector;
  const driver = new StreamDriver(definition, config, session, streamPorts, {
    settings: streamSettings(settings.connector),
    platformUrl: settings.opencti.url,
    isDry,
    // Of a stream, a dry run shows what comes until it is stopped.
    once: flags.has('--once') || settings.connector.runAndTerminate,
    drainMs: DRAIN_MS - CLOSING_MS,
  });
  if (!flags.has('--replay')) {
    await driver.drive(stop);
    return 0;
  }
  requireDeadLetters(deadLetters, connector.dataDirVariable ?? 'a setting');
  const { delivered, left } = await driver.replay(stop);
  ports.log.info('dead letters replayed', { delivered, left });
  return left > 0 ? 1 : 0;
}

/** `--dry`: says what would be delivered. */
function printing(connector: Stream): Stream {
  const { open: _open, onEvent: _onEvent, ...definition } = connector;
  return {
    ...definition,
    async open({ log }): Promise<StreamHandler> {
      return {
        async deliver(events) {
          for (const { id, type, data, message } of events) {
            log.info('dry run: event would be delivered', {
              event_id: id,
              event: type,
              stix_id: data.id,
              says: message,
            });
          }
        },
      };
    },
  };
}

function streamSettings(own: ConnectorProcess['settings']['connector']): StreamSettings {
  return {
    streamId: own.liveStreamId ?? '',
    listenDelete: own.liveStreamListenDelete,
    noDependencies: own.liveStreamNoDependencies,
    withInferences: own.liveStreamWithInferences,
    startTimestamp: own.liveStreamStartTimestamp,
    recoverIsoDate: own.liveStreamRecoverIsoDate,
  };
}
