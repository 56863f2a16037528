/** The CSV exporter as a process: asked by the platform over the broker and over HTTP, it sends the file and ends the work. */
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { sandboxOnBroker } from './amqp-wires.ts';
import { brokerPlace, hasBroker } from './broker/vhost.ts';
import { ConnectorProcess, freePort } from './connector-process.ts';
import { type Ask, askExport, canExport, exportedText } from './export-asks.ts';

const MAIN = join(import.meta.dirname, '../connectors/export-file-csv/src/main.ts');
const CONNECTOR = '3c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d33';
const AMBER = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
const ROWS = 1_200;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const trial = await startSandbox({ port: 0 });
const able = await canExport(trial);
await trial.close();

type Protocol = 'AMQP' | 'API';

async function sandboxFor(protocol: Protocol): Promise<Sandbox> {
  const sandbox =
    protocol === 'AMQP'
      ? await sandboxOnBroker(await brokerPlace())
      : await startSandbox({ port: 0, callbackRetryMs: 200 });
  closing.push(() => sandbox.close());
  return sandbox;
}

async function environment(sandbox: Sandbox, protocol: Protocol, token: string, more: Record<string, string>) {
  return {
    OPENCTI_URL: sandbox.url,
    OPENCTI_TOKEN: token,
    CONNECTOR_ID: CONNECTOR,
    CONNECTOR_METRICS_PORT: '0',
    CONNECTOR_QUEUE_PROTOCOL: protocol === 'AMQP' ? 'amqp' : 'api',
    CONNECTOR_LISTEN_PROTOCOL: protocol,
    CONNECTOR_LISTEN_PROTOCOL_API_PORT: String(await freePort()),
    ...more,
  };
}

function start(env: Record<string, string>, args: readonly string[] = []): ConnectorProcess {
  const connector = new ConnectorProcess(env, args, MAIN);
  closing.push(async () => connector.child.kill('SIGKILL'));
  return connector;
}

async function registered(sandbox: Sandbox, protocol: Protocol, token: string, more: Record<string, string> = {}) {
  const connector = start(await environment(sandbox, protocol, token, more));
  await connector.said('connector registered');
  return connector;
}

/** Malware, one of them marked and used by a group. */
function fill(sandbox: Sandbox, count: number) {
  const { graph } = sandbox.platform;
  const names = Array.from({ length: count }, (_, number) => `Heron ${String(number).padStart(5, '0')}`);
  const all = names.map((name, number) =>
    graph.upsert({
      type: 'malware',
      id: `malware--${number}`,
      name,
      description: number === 1 ? '=1+1' : 'a;b "c"\nd',
      ...(number === 0 ? { object_marking_refs: [AMBER] } : {}),
    }),
  );
  const group = graph.upsert({ type: 'intrusion-set', id: 'intrusion-set--1', name: 'Pond' });
  graph.upsert({
    type: 'relationship',
    id: 'relationship--1',
    relationship_type: 'uses',
    source_ref: group.standardId,
    target_ref: all[1]?.standardId,
  });
  return { all, names };
}

/** Asks, waits for the end of the work; the file's text and what the work says. */
async function done(sandbox: Sandbox, ask: Ask) {
  const [{ id = '', name = '' } = {}] = await askExport(sandbox, ask);
  const work = () => sandbox.platform.works.find(id);
  await expect.poll(() => work()?.status, { timeout: 20_000 }).toBe('complete');
  return {
    text: await exportedText(sandbox, ask, name),
    said: work()?.messages.at(-1)?.message,
    errors: work()?.errors.map(({ message }) => message),
  };
}

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(!able || (protocol === 'AMQP' && !hasBroker));

  it('a list, a selection, one entity in full, as the asking person', async () => {
    const sandbox = await sandboxFor(protocol);
    const { all, names } = fill(sandbox, ROWS);
    await registered(sandbox, protocol, sandbox.platform.adminToken);

    const list = await done(sandbox, { entityType: 'Malware', columns: ['name', 'description'] });
    expect(list.errors).toEqual([]);
    expect(list.said).toMatch(/^Exported 1200 rows in \d+\.\d s, \d+ kB\. 2 columns\.$/);
    const rows = names.map((name, number) => `"${name}";${number === 1 ? '"\'=1+1"' : '"a;b ""c""\nd"'}\r\n`);
    expect(list.text).toBe(`"name";"description"\r\n${rows.join('')}`);

    const selectedIds = [all[5]?.id ?? '', all[2]?.id ?? ''];
    const selection = await done(sandbox, { entityType: 'Malware', selectedIds });
    expect(selection.said).toContain('Exported 2 rows');

    const full = await done(sandbox, { entityType: 'Malware', entityId: all[1]?.id ?? '', full: true });
    expect(full.errors).toEqual([]);
    expect(full.text?.split('\r\n').map((line) => line.split(';')[0])).toEqual([
      '"entity_type"',
      '"Malware"',
      '"uses"',
      '"Intrusion-Set"',
      '',
    ]);
  });

  it('without BYPASS nothing above what the person may export is in the file', async () => {
    const sandbox = await sandboxFor(protocol);
    const { all } = fill(sandbox, 3);
    await registered(sandbox, protocol, sandbox.platform.connectorToken);
    const green = sandbox.platform.markings().find(({ definition }) => definition === 'TLP:GREEN')?.id ?? '';

    const ask = { entityType: 'Malware', columns: ['name'], maxMarkings: [green] };
    expect((await done(sandbox, ask)).text).toBe('"name"\r\n"Heron 00001"\r\n"Heron 00002"\r\n');
    const entity = await done(sandbox, { entityType: 'Malware', entityId: all[0]?.id ?? '', maxMarkings: [green] });
    expect(entity).toMatchObject({ text: undefined });
    expect(entity.errors?.[0]).toContain('Malware Heron 00000 is not there for this export');
  });
});

describe('what an operator gets wrong is named', () => {
  test('a delimiter of two characters, at start', async () => {
    const sandbox = await sandboxFor('API');
    const { connectorToken } = sandbox.platform;
    const connector = start(await environment(sandbox, 'API', connectorToken, { EXPORT_FILE_CSV_DELIMITER: '||' }));
    expect(await connector.exited).toBe(78);
    expect(connector.errors).toContain(
      'EXPORT_FILE_CSV_DELIMITER (export_file_csv.delimiter): found "||", expected one',
    );
  });

  test('a wrong token and a missing capability', async () => {
    const sandbox = await sandboxFor('API');
    const wrong = start(await environment(sandbox, 'API', 'not-a-token', {}));
    expect(String((await wrong.said('connector is not ready')).attributes?.reason)).toContain('OPENCTI_TOKEN');
    const token = sandbox.platform.addUser('limited', ['APIACCESS_USETOKEN', 'KNOWLEDGE']);
    const limited = start(await environment(sandbox, 'API', token, {}));
    expect(String((await limited.said('connector is not ready')).attributes?.reason)).toContain(
      'lacks the capability CONNECTORAPI',
    );
  });

  test('--check says whose rights exports will have', async () => {
    const sandbox = await sandboxFor('API');
    const { adminToken, connectorToken } = sandbox.platform;
    const admin = start(await environment(sandbox, 'API', adminToken, {}), ['--check']);
    await admin.said('exports are read as the person who asks: the user of OPENCTI_TOKEN has BYPASS');
    const own = start(await environment(sandbox, 'API', connectorToken, {}), ['--check']);
    await own.said('exports are read as the user of OPENCTI_TOKEN, below the access filter of each job');
    expect([await admin.exited, await own.exited]).toEqual([0, 0]);
  });
});
