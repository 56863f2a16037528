/** Stream: everything that the other connectors bring is delivered to a file as it happens. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { DemoConnector } from './connector.ts';
import { type Act, counts } from './show.ts';

const QUIET_MS = 500;

/** Listens from now on. `end` gives what it delivered. */
export async function listener(sandbox: Sandbox, streamId: string): Promise<{ end(): Promise<Act> }> {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-connectors-demo-'));
  const started = performance.now();
  const connector = await DemoConnector.start(sandbox, 'stream-listener', {
    CONNECTOR_LIVE_STREAM_ID: streamId,
    STREAM_LISTENER_SINK: 'file',
    STREAM_LISTENER_FILE_FOLDER: folder,
  });
  await connector.said('live stream is open');
  return {
    async end() {
      const events = await allOf(folder);
      counts(`Events in ${folder}`, events);
      const code = await connector.stop();
      const total = Object.values(events).reduce((sum, count) => sum + count, 0);
      return {
        kind: 'stream',
        connector: 'stream-listener',
        did: `${total} events delivered to a file while the others worked`,
        seconds: (performance.now() - started) / 1000,
        peakMb: connector.peakMb,
        ok: code === 0 && total > 0,
      };
    },
  };
}

/** Counts by kind, once nothing more comes. */
async function allOf(folder: string): Promise<Record<string, number>> {
  for (let before = -1; ; await sleep(QUIET_MS)) {
    const lines = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1),
    );
    if (lines.length === before) return byKind(lines);
    before = lines.length;
  }
}

function byKind(lines: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const line of lines) {
    const { event } = JSON.parse(line) as { event: string };
    found[event] = (found[event] ?? 0) + 1;
  }
  return found;
}
