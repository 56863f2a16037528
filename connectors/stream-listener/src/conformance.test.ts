import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stream } from '@opencti-connectors/core';
import { describeConnector } from '@opencti-connectors/testing';
import listener from './connector.ts';

const SECRET = 'a-token-that-nobody-may-see';

describeConnector(listener as unknown as Stream, {
  async place() {
    const fileFolder = mkdtempSync(join(tmpdir(), 'stream-listener-'));
    return {
      config: { sink: 'file', fileFolder },
      received: async (ids) => {
        const texts = readdirSync(fileFolder).map((name) => readFileSync(join(fileFolder, name), 'utf8'));
        return ids.filter((id) => texts.some((text) => text.includes(id))).length;
      },
    };
  },
  failing: {
    sink: 'webhook',
    webhookUrl: 'http://127.0.0.1:1/hook',
    webhookAuth: 'bearer',
    webhookSecret: SECRET,
    batchWait: 'PT0S',
  },
  readme: join(import.meta.dirname, '../README.md'),
});
