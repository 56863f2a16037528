import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../index.ts';
import { readCases } from './recorded.ts';

interface SentCase {
  readonly name: string;
  readonly sent?: { readonly id: string };
  readonly variables?: { readonly connector?: string; readonly bundle?: string };
  readonly response: unknown;
}

const cases = readCases('entities') as unknown as SentCase[];
const sent = cases.filter((one): one is SentCase & { sent: { id: string } } => one.sent !== undefined);

/** The standard id in a recorded read of one object. */
function recordedId({ response }: SentCase): string | undefined {
  return /"standard_id":"([^"]+)"/.exec(JSON.stringify(response))?.[1];
}

describe('objects of a recorded bundle get the ids that the platform gave them', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    const { connector = '', bundle = '' } = cases[0]?.variables ?? {};
    const flags = { type: 'EXTERNAL_IMPORT', scope: ['malware'], enrichment_resolution: 'none' };
    sandbox.platform.registry.register({ id: connector, name: 'Recording', ...flags }, 'user');
    sandbox.platform.push(connector, bundle, undefined, 'user');
    await sandbox.platform.idle();
  });
  afterAll(() => sandbox.close());

  test('nothing is refused', () => expect(sandbox.platform.rejected).toEqual([]));

  test.each(sent.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    // A task keeps no id of its sender.
    const id = one.name === 'task' ? String(recordedId(one)) : one.sent.id;
    expect(sandbox.platform.graph.find(id)?.standardId).toBe(recordedId(one));
  });
});
