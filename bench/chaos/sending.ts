/** What happens to parts on their way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { untilUp } from '../../e2e/broker/index.ts';
import { hasPeer } from '../../e2e/peer/python.ts';
import { CONNECTOR, countPushed, ours, type Place, peer, place, type Row, until, waiting } from './place.ts';

const PARTS = 30_000;
const CUTS = [2_000, 7_000, 12_000, 17_000, 22_000];
const PEER_OBJECTS = 5_000;
const AWAY_MS = 10_000;

async function counted(at: Place, sent: number): Promise<{ text: string; ok: boolean }> {
  const { messages, different, changed } = await countPushed(at);
  const text = `lost ${sent - different} of ${sent}, duplicated ${messages - different}, of these changed ${changed}`;
  return { text, ok: different === sent && changed === 0 };
}

/** Sends while something happens, and counts at the queue. */
async function sending(at: Place, parts: number, during: () => Promise<void>): Promise<{ text: string; ok: boolean }> {
  const connector = await ours(at, 'import', { SAMPLE_IMPORT_OBJECTS: String(parts) }, '--once');
  await connector.said('connector registered');
  await during();
  const code = await connector.exited;
  const { text, ok } = await counted(at, parts);
  const work = at.sandbox.platform.works.all().at(-1);
  return {
    text: `exit ${code}, ${text}, work has ${work?.expected} expected`,
    ok: ok && code === 0 && work?.expected === parts,
  };
}

export async function fiveCuts(broker: RunningBroker): Promise<Row> {
  const at = await place(broker, { working: false });
  const { text, ok } = await sending(at, PARTS, async () => {
    for (const threshold of CUTS) {
      await until(async () => (await waiting(at)) >= threshold, 20_000);
      at.proxy.cut();
    }
  });
  await at.close();
  return {
    what: `${PARTS} parts, connection to the broker cut five times`,
    reference: await peerCut(broker),
    ours: text,
    ok,
  };
}

/** The reference client through the same proxy, with the cut of baselines.md: once, and ten seconds away. */
async function peerCut(broker: RunningBroker): Promise<string> {
  if (!hasPeer) return 'not here; recorded: one cut, process dead, lost 2,802 of 5,000';
  const at = await place(broker, { working: false });
  const process = await peer(at, { OBJECTS: String(PEER_OBJECTS) });
  await process.said('registered');
  await until(async () => (await waiting(at)) >= PEER_OBJECTS / 3, 30_000);
  await at.proxy.down();
  await sleep(AWAY_MS);
  await at.proxy.up();
  const ended = await Promise.race([process.exited.then(() => true), sleep(15_000, false)]);
  process.child.kill('SIGKILL');
  const { text } = await counted(at, PEER_OBJECTS);
  await at.close();
  return `now, one cut of 10 s: ${text}; ${ended ? 'its process is dead' : 'it hangs'}`;
}

export async function awayTenSeconds(broker: RunningBroker): Promise<Row> {
  const at = await place(broker, { working: false });
  const { text, ok } = await sending(at, PEER_OBJECTS, async () => {
    await until(async () => (await waiting(at)) >= 500, 20_000);
    await at.proxy.down();
    await sleep(AWAY_MS);
    await at.proxy.up();
  });
  await at.close();
  const reference = 'crashed, lost 2,802 of 5,000; its work in progress for ever';
  return { what: 'broker away 10 s in the middle of a send', reference, ours: text, ok };
}

export async function brokerRestart(broker: RunningBroker): Promise<Row> {
  const at = await place(broker, { working: false });
  const { text, ok } = await sending(at, PARTS, async () => {
    await until(async () => (await waiting(at)) >= 8_000, 20_000);
    await broker.restart?.();
    await untilUp(broker.amqpUrl);
  });
  await at.close();
  return { what: `${PARTS} parts, broker killed and started again`, reference: 'as above', ours: text, ok };
}

export async function noQueue(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'import', { SAMPLE_IMPORT_OBJECTS: '200' });
  await connector.said('connector registered');
  await connector.said('run finished');
  await at.sandbox.platform.wire.remove(CONNECTOR);
  at.sandbox.platform.registry.reset(CONNECTOR);
  await connector.stop();
  const again = await ours(at, 'import', { SAMPLE_IMPORT_OBJECTS: '200' }, '--once');
  await again.said('connector registered');
  await at.sandbox.platform.wire.remove(CONNECTOR);
  const code = await again.exited;
  await at.sandbox.platform.idle();
  const tools = at.sandbox.platform.counts().entitiesByType.tool ?? 0;
  const works = at.sandbox.platform.works.all();
  await at.close();
  return {
    what: 'no queue behind the routing key',
    reference: 'lost 200 of 200, exit 0, nobody is told',
    ours: `exit ${code}, ${tools} of 200 there: it registers again, and the platform makes the queue; works ${works.map(({ status }) => status).join(', ')}`,
    ok: code === 0 && tools === 200 && works.every(({ status }) => status === 'complete'),
  };
}
