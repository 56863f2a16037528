/** Jobs of an enrichment, answered over a real broker: ours beside the reference client. */
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { hasPeer, Peer } from '../../e2e/peer/python.ts';
import { ask, open } from '../chaos/jobs.ts';
import { environment, ours, type Place, place, until } from '../chaos/place.ts';
import type { Figure } from '../measure.ts';

const JOBS = 2_000;
const PEER_JOBS = 200;
const LONG_MS = 120_000;

interface Answered {
  /** Milliseconds from the first job to the end of the last work, for each job. */
  readonly perJob: number;
  /** The part of it that the platform took to answer requests, when they came one after another. */
  readonly platform: number;
  readonly requests: number;
}

async function timed(at: Place, jobs: number): Promise<Answered> {
  const { platform } = at.sandbox;
  const [requests, waitedMs] = [platform.requests, at.front.waitedMs];
  const started = performance.now();
  await ask(at, jobs);
  await until(() => open(at) === 0, LONG_MS);
  return {
    perJob: (performance.now() - started) / jobs,
    platform: (at.front.waitedMs - waitedMs) / jobs,
    requests: (platform.requests - requests) / jobs,
  };
}

async function answeredByOurs(broker: RunningBroker, latencyMs: number, atOnce: number): Promise<Answered> {
  const at = await place(broker);
  const env = { SAMPLE_ENRICHMENT_LATENCY_MS: String(latencyMs), CONNECTOR_JOBS_AT_ONCE: String(atOnce) };
  const connector = await ours(at, 'enrichment', env);
  await connector.said('connector registered');
  const answered = await timed(at, JOBS);
  await connector.stop();
  await at.close();
  return answered;
}

async function answeredByReference(broker: RunningBroker): Promise<Answered> {
  const at = await place(broker);
  const peer = new Peer('enrich.py', await environment(at, { LATENCY_MS: '0' }));
  await peer.said('registered');
  const answered = await timed(at, PEER_JOBS);
  peer.child.kill('SIGKILL');
  await at.close();
  return answered;
}

export async function answering(broker: RunningBroker): Promise<Figure[]> {
  const one = await answeredByOurs(broker, 0, 1);
  const slow = await answeredByOurs(broker, 50, 8);
  const reference = hasPeer ? await answeredByReference(broker) : undefined;
  const note = (answered: Answered | undefined) =>
    answered === undefined
      ? 'not here'
      : `${answered.perJob.toFixed(1)} ms in all, ${answered.platform.toFixed(1)} the platform's; ${answered.requests.toFixed(2)} requests a job`;
  const own = (answered: Answered) => answered.perJob - answered.platform;
  const slowOwn = slow.perJob - 50 / 8;
  return [
    { what: `${JOBS} jobs, one after another: own time`, unit: 'ms', goal: 5, value: own(one), note: note(one) },
    { what: `${JOBS} jobs, 50 ms of source, 8 at once: own time`, unit: 'ms', goal: 5, value: slowOwn },
    {
      what: `${PEER_JOBS} jobs, reference: own time`,
      unit: 'ms',
      value: reference && own(reference),
      note: note(reference),
    },
    { what: 'requests to the platform for a job', unit: 'x', atMost: 4, value: one.requests, note: 'the reference: 5' },
  ];
}
