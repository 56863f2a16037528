/**
 * `node --conditions=@opencti-connectors/source bench/whois.ts`: jobs of the whois connector, one at once and eight,
 * against a source that takes 50 ms, as processes over a real RabbitMQ. Exit code 1 below six times.
 */
import { findBroker, type RunningBroker } from '../e2e/broker/index.ts';
import { ask, open } from './chaos/jobs.ts';
import { place, until } from './chaos/place.ts';
import { registry, startWhois } from './chaos/whois.ts';
import { type Figure, isMet, printTable } from './measure.ts';

const JOBS = 200;
const LATENCY_MS = 50;
const GOAL = 6;

/** Milliseconds from the first job in hand to the end of the last. */
async function measure(broker: RunningBroker, jobsAtOnce: number): Promise<number> {
  const at = await place(broker);
  const { server, url } = await registry(LATENCY_MS);
  const first = await startWhois(at, url, jobsAtOnce);
  await first.said('connector registered');
  // A first job warms the process up.
  await ask(at, 1, 100_000, 'org');
  await until(() => open(at) === 0, 20_000);
  const started = performance.now();
  await ask(at, JOBS, 0, 'org');
  const ended = await until(() => open(at) === 0, 120_000);
  const took = performance.now() - started;
  first.child.kill('SIGKILL');
  server.close();
  server.closeAllConnections();
  await at.close();
  if (!ended) throw new Error(`${open(at)} jobs were not done`);
  return took;
}

/** What needs a broker; without one it is said, not measured. */
export async function enriching(): Promise<Figure[]> {
  const what = `whois: ${JOBS} jobs, source ${LATENCY_MS} ms: 8 at once beside 1`;
  const broker = await findBroker();
  if (!broker?.managementUrl) return [{ what, value: undefined, unit: 'x', note: 'no RabbitMQ to manage' }];
  try {
    const alone = await measure(broker, 1);
    const eight = await measure(broker, 8);
    const rate = (took: number) => `${((JOBS * 1_000) / took).toFixed(1)} jobs/s`;
    return [{ what, unit: 'x', goal: GOAL, value: alone / eight, note: `${rate(eight)} and ${rate(alone)}` }];
  } finally {
    await broker.stop();
  }
}

if (import.meta.main) {
  const figures = await enriching();
  printTable(figures);
  process.exit(figures.every(isMet) ? 0 : 1);
}
