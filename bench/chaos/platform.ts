/** What happens when the platform is away or in trouble. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { FaultyHttp } from '../../e2e/faults/http-faults.ts';
import { ask, open, visible } from './jobs.ts';
import { ours, place, type Row, until } from './place.ts';

const BACK_MS = 90_000;

export async function awayAtStart(broker: RunningBroker, awayMs: number): Promise<Row> {
  const at = await place(broker);
  await at.front.down();
  const connector = await ours(at, 'enrichment');
  await sleep(awayMs);
  await at.front.up();
  const started = Date.now();
  const back = await until(() => connector.lines.some(({ message }) => message === 'connector registered'), BACK_MS);
  const took = Date.now() - started;
  await ask(at, 10);
  await until(() => open(at) === 0, 30_000);
  const { text, ok } = await visible(at);
  connector.child.kill('SIGKILL');
  await at.close();
  const what = `platform away ${awayMs / 1000} s at the start`;
  return {
    what,
    reference: 'ends with a traceback',
    ours: `registered ${took} ms after it was back; ${text}`,
    ok: ok && back,
  };
}

export async function awayIdle(broker: RunningBroker, awayMs: number): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'enrichment');
  await connector.said('connector registered');
  await at.front.down();
  await sleep(awayMs);
  await at.front.up();
  await ask(at, 10);
  await until(() => open(at) === 0, BACK_MS);
  const { text, ok } = await visible(at);
  const alive = connector.child.exitCode === null;
  connector.child.kill('SIGKILL');
  await at.close();
  const what = `platform away ${awayMs / 1000} s while idle (heartbeat)`;
  return { what, reference: 'survived, back at the next ping', ours: `survived; ${text}`, ok: ok && alive };
}

export async function awayAtJobs(broker: RunningBroker, awayMs: number): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'enrichment');
  await connector.said('connector registered');
  await at.front.down();
  await ask(at, 20);
  await sleep(awayMs);
  await at.front.up();
  await until(() => open(at) === 0, BACK_MS);
  const { text, ok } = await visible(at);
  connector.child.kill('SIGKILL');
  await at.close();
  const what = `platform away ${awayMs / 1000} s when jobs arrive`;
  return { what, reference: 'job lost, its work waits for ever', ours: text, ok };
}

export async function awayInJobs(broker: RunningBroker, awayMs: number): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'enrichment', { SAMPLE_ENRICHMENT_LATENCY_MS: '1000' });
  await connector.said('connector registered');
  await ask(at, 20);
  await connector.said('looking up');
  await at.front.down();
  await sleep(awayMs);
  await at.front.up();
  await until(() => open(at) === 0, BACK_MS);
  const { text, ok } = await visible(at);
  connector.child.kill('SIGKILL');
  await at.close();
  const what = `platform away ${awayMs / 1000} s in the middle of jobs`;
  return { what, reference: 'parts arrive, the work stays in progress for ever', ours: text, ok };
}

export async function awayWhileSending(broker: RunningBroker, awayMs: number): Promise<Row> {
  const at = await place(broker);
  const connector = await ours(at, 'import', { SAMPLE_IMPORT_OBJECTS: '20000' }, '--once');
  await until(() => (at.sandbox.platform.works.all()[0]?.expected ?? 0) > 500, 20_000);
  await at.front.down();
  await sleep(awayMs);
  await at.front.up();
  const code = await connector.exited;
  await at.sandbox.platform.idle();
  const tools = at.sandbox.platform.counts().entitiesByType.tool ?? 0;
  await at.close();
  return {
    what: `platform away ${awayMs / 1000} s while sending`,
    reference: 'the run fails, its work stays in progress',
    ours: `exit ${code}, ${tools} of 20000 there, ${open(at)} works open`,
    ok: code === 0 && tools === 20_000 && open(at) === 0,
  };
}

const RUNS = 40;

/** Every run and job with a share of the calls spoilt. */
export async function spoilt(broker: RunningBroker): Promise<Row> {
  const at = await place(broker);
  const faulty = await new FaultyHttp(at.sandbox.url, 0.3).open();
  const env = { OPENCTI_URL: faulty.url };
  const listener = await ours(at, 'enrichment', { ...env, CONNECTOR_JOBS_AT_ONCE: '10' });
  await until(() => listener.lines.some(({ message }) => message === 'connector registered'), 60_000);
  await ask(at, 200);
  let lost = 0;
  const importId = '5e0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d55';
  for (let run = 0; run < RUNS; run += 4) {
    const codes = await Promise.all(
      [0, 1, 2, 3].map(async (one) => {
        const id = importId.replace(/^./, String(one));
        const more = { ...env, CONNECTOR_ID: id, SAMPLE_IMPORT_OBJECTS: '1200' };
        const connector = await ours(at, 'import', more, '--once');
        return connector.exited;
      }),
    );
    lost += codes.filter((code) => code !== 0).length;
  }
  await until(() => open(at) === 0, 120_000);
  await at.sandbox.platform.idle();
  const { tool = 0, note = 0 } = at.sandbox.platform.counts().entitiesByType;
  const works = at.sandbox.platform.works.all();
  const errors = works.filter((work) => work.errors.length > 0).length;
  // Which one it was cannot be told afterwards.
  const left = works.filter(({ status }) => status !== 'complete');
  if (left.length > 0) console.log(JSON.stringify(left));
  listener.child.kill('SIGKILL');
  await faulty.close();
  await at.close();
  const spoiltCalls = Object.values(faulty.counts).reduce((sum, count) => sum + count, 0);
  return {
    what: '30 % of the calls spoilt: 429, 502, time-out, LOCK_ERROR, DATABASE_ERROR, half body',
    reference: 'no retries: each spoilt call ends its run',
    ours: `${lost} of ${RUNS} runs lost, ${note} of 200 jobs done, ${tool} of 1200 tools, ${open(at)} works open, ${errors} in error; ${spoiltCalls} of ${faulty.calls} calls spoilt`,
    ok: lost === 0 && note === 200 && tool === 1_200 && open(at) === 0 && errors === 0,
  };
}
