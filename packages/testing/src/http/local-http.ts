import type { SourceHttp } from '@opencti-connectors/core';
import { createHttp } from '@opencti-connectors/core/ports';

/** Core's own HTTP for sources, for servers that a test starts on 127.0.0.1; no retry waits longer than a moment. */
export function localHttp(): SourceHttp {
  return createHttp({ userAgent: 'opencti-connectors/test', settingsHosts: ['127.0.0.1'], retryBaseMs: 1 });
}
