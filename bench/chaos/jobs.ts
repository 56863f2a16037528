/** What happens to jobs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import type { ConnectorProcess } from '../../e2e/connector-process.ts';
import { askEnrichment } from '../../packages/sandbox/src/jobs/enrichment.ts';
import type { AmqpWire } from '../../packages/sandbox/src/wires/amqp.ts';
import { CONNECTOR, ours, type Place, place, type Row, until } from './place.ts';

const JOBS = 1_000;

/** Asks for as many enrichments, each of another domain name. */
export async function ask({ sandbox }: Place, count: number, from = 0, tld = 'example'): Promise<void> {
  for (let number = from; number < from + count; number++) {
    const object = { type: 'domain-name', id: `domain-name--${number}`, value: `host${number}.${tld}` };
    await askEnrichment(sandbox.platform, sandbox.platform.graph.upsert(object), CONNECTOR, 'user');
  }
}

export function open({ sandbox }: Place): number {
  return sandbox.platform.works.all().filter(({ status }) => status !== 'complete').length;
}

/** What is visible: notes there are, and works that are open or in error. */
export async function visible(at: Place): Promise<{ text: string; notes: number; ok: boolean }> {
  await at.sandbox.platform.idle();
  const notes = at.sandbox.platform.counts().entitiesByType.note ?? 0;
  const works = at.sandbox.platform.works.all();
  const errors = works.filter(({ errors }) => errors.length > 0).length;
  const text = `${notes} results, ${works.length} works, ${open(at)} open, ${errors} in error`;
  return { text, notes, ok: open(at) === 0 && errors === 0 && notes === works.length };
}

const FAST = { SAMPLE_ENRICHMENT_LATENCY_MS: '5', CONNECTOR_JOBS_AT_ONCE: '10' };

const slower = (at: Place) => ours(at, 'enrichment', { ...FAST, SAMPLE_ENRICHMENT_LATENCY_MS: '20' });

/** `start` starts the connector that is killed; its entities are domain names below `tld`. */
export async function killed(broker: RunningBroker, name = 'sample', start = slower, tld = 'example'): Promise<Row> {
  const at = await place(broker);
  let connector = await start(at);
  await connector.said('connector registered');
  await ask(at, JOBS, 0, tld);
  let kills = 0;
  const results = () => at.sandbox.platform.counts().entitiesByType.note ?? 0;
  while (results() < JOBS && kills < 200) {
    await sleep(Math.random() * 300);
    connector.child.kill(kills % 2 ? 'SIGTERM' : 'SIGKILL');
    await connector.exited;
    kills += 1;
    connector = await start(at);
    await connector.said('connector registered');
  }
  await until(() => open(at) === 0, 120_000);
  const { text, notes, ok } = await visible(at);
  connector.child.kill('SIGKILL');
  await at.close();
  const reference = 'SIGTERM loses the job in hand, its work in progress for ever';
  return {
    what: `${JOBS} jobs of the ${name} enrichment, killed at random moments`,
    reference,
    ours: `${kills} kills: ${text}`,
    ok: ok && notes === JOBS,
  };
}

export async function replicas(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const both = await Promise.all([ours(at, 'enrichment', FAST), ours(at, 'enrichment', FAST)]);
  for (const one of both) await one.said('connector registered');
  await ask(at, JOBS);
  both[0]?.child.kill('SIGKILL');
  await until(() => open(at) === 0, 120_000);
  const { text, notes, ok } = await visible(at);
  const shares = both.map(({ lines }) => lines.filter(({ message }) => message === 'job done').length);
  for (const one of both) one.child.kill('SIGKILL');
  await at.close();
  const what = `two replicas share ${JOBS} jobs, one is killed`;
  return { what, reference: 'not measured', ours: `${shares.join(' + ')} done; ${text}`, ok: ok && notes === JOBS };
}

export async function notJson(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'enrichment', FAST);
  await connector.said('connector registered');
  await (at.sandbox.platform.wire as AmqpWire).publishText(CONNECTOR, 'this is not JSON');
  const started = Date.now();
  await ask(at, 1);
  await until(() => open(at) === 0, 20_000);
  const took = Date.now() - started;
  const line = connector.lines.find(({ message }) => message === 'message makes no sense');
  connector.child.kill('SIGKILL');
  await at.close();
  return {
    what: 'message that is not JSON, a good job behind it',
    reference: 'blocked for ever: redelivered every 10 s, JSONDecodeError',
    ours: `dropped once ("${String(line?.attributes?.reason)}"), the good job done after ${took} ms`,
    ok: line !== undefined && took < 5_000,
  };
}

export async function sigterm(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const slow = { SAMPLE_ENRICHMENT_LATENCY_MS: '2000', CONNECTOR_JOBS_AT_ONCE: '5' };
  const first = await ours(at, 'enrichment', slow);
  await first.said('connector registered');
  await ask(at, 10);
  await first.said('looking up');
  const started = Date.now();
  const code = await first.stop();
  const took = Date.now() - started;
  const second = await ours(at, 'enrichment', slow);
  await until(() => open(at) === 0, 30_000);
  const { text, ok } = await visible(at);
  second.child.kill('SIGKILL');
  await at.close();
  return {
    what: 'SIGTERM in the middle of jobs',
    reference: 'exit -15 after 0.02 s, lost 4,391 of 5,000 parts, job lost',
    ours: `exit ${code} after ${took} ms; after a restart: ${text}`,
    ok: ok && code === 0,
  };
}

export async function sigtermIdle(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const connector: ConnectorProcess = await ours(at, 'enrichment');
  await connector.said('connector registered');
  await sleep(500);
  const started = Date.now();
  const code = await connector.stop();
  const took = Date.now() - started;
  const said = connector.lines.some(({ message }) => message === 'connector stopped');
  await at.close();
  const reference = 'exit -15 after 0.02 s, nothing logged';
  return {
    what: 'SIGTERM when idle',
    reference,
    ours: `exit ${code} after ${took} ms, said so`,
    ok: code === 0 && said && took < 1_000,
  };
}

/** A job that runs longer than a worker waits would come again over HTTP; over the broker it must keep its delivery. */
export async function longJob(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'enrichment', { SAMPLE_ENRICHMENT_LATENCY_MS: '70000' });
  await connector.said('connector registered');
  await ask(at, 1);
  await until(() => open(at) === 0, 90_000);
  const runs = connector.lines.filter(({ message }) => message === 'looking up').length;
  const { text, ok } = await visible(at);
  connector.child.kill('SIGKILL');
  await at.close();
  const reference = 'a stream callback of 70 s: killed after 45 to 55 s';
  return { what: 'a callback that takes 70 s', reference, ours: `run ${runs} time(s): ${text}`, ok: ok && runs === 1 };
}
