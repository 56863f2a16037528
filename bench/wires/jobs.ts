/** Jobs of an enrichment, answered over a real broker: ours beside the reference client. */
import type { RunningBroker } from '../../e2e/broker/index.ts';
import { hasPeer, Peer } from '../../e2e/peer/python.ts';
import { ask, open } from '../chaos/jobs.ts';
import { environment, ours, type Place, place, until } from '../chaos/place.ts';
import type { Figure } from '../measure.ts';

const JOBS = 2_000;
const PEER_JOBS = 200;
const LONG_MS = 600_000;

interface Answered {
  /** Milliseconds from the first job to the end of the last work, for each job. */
  readonly perJob: number;
  readonly requests: number;
}

async function timed(at: Place, jobs: number): Promise<Answered> {
  const { platform } = at.sandbox;
  const before = platform.requests;
  const started = performance.now();
  await ask(at, jobs);
  await until(() => open(at) === 0, LONG_MS);
  return { perJob: (performance.now() - started) / jobs, requests: (platform.requests - before) / jobs };
}

async function answeredByOurs(broker: RunningBroker, latencyMs: number, atOnce: number): Promise<Answered> {
  const at = await place(broker);
  const env = { SAMPLE_ENRICHMENT_LATENCY_MS: String(latencyMs), CONNECTOR_JOBS_AT_ONCE: String(atOnce) };
  const connector = await ours(at, 'enrichment', { ...env, CONNECTOR_LOG_LEVEL: 'error' });
  await until(() => at.sandbox.platform.registry.all().length > 0, LONG_MS);
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
  const own = slow.perJob - 50 / 8;
  const requests = (one: Answered | undefined) => `${one?.requests.toFixed(2)} requests a job`;
  const what = `${JOBS} jobs`;
  return [
    { what: `${what}, one after another: each`, unit: 'ms', goal: 5, value: one.perJob, note: requests(one) },
    { what: `${what}, 50 ms of source, 8 at once: own time`, unit: 'ms', goal: 5, value: own, note: requests(slow) },
    {
      what: `${PEER_JOBS} jobs, reference: each`,
      unit: 'ms',
      value: reference?.perJob,
      note: requests(reference),
    },
    { what: 'requests to the platform for a job', unit: 'x', atMost: 4, value: one.requests, note: 'the reference: 5' },
  ];
}
