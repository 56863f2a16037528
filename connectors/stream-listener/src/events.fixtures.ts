import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamEvent } from '@opencti-connectors/core';
import { openctiId, type StixObject } from '@opencti-connectors/core/stix';
import { settings } from './settings.ts';

const RECORDED = join(import.meta.dirname, '../../../packages/testing/fixtures/platform/7.260817/sse');
const KINDS = new Set(['create', 'update', 'delete', 'merge']);

interface Body {
  readonly data: StixObject;
  readonly message?: string;
  readonly origin?: Record<string, unknown>;
  readonly context?: Record<string, unknown>;
}

export function eventOf(type: StreamEvent['type'], body: Body, id = '1795368892751-0', own = false): StreamEvent {
  const { data, message = '', origin = {}, context = {} } = body;
  const text = JSON.stringify(body);
  return { id, type, data, entityId: openctiId(data) ?? data.id, message, origin, context, own, text };
}

/** What a real platform sent on `collection-now`. */
export function recorded(): StreamEvent[] {
  const blocks = readFileSync(join(RECORDED, 'collection-now.sse'), 'utf8').split('\n\n');
  return blocks.flatMap((block) => {
    const [, id, event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block.trim()) ?? [];
    return KINDS.has(event) ? [eventOf(event as StreamEvent['type'], JSON.parse(data) as Body, id)] : [];
  });
}

export function settingsOf(given: Record<string, unknown> = {}) {
  return settings.parse({ sink: 'stdout', ...given });
}
