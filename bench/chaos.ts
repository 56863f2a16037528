/**
 * `npm run chaos`: every fault of the reference client on a real platform (baselines.md section 4), and what happens
 * here. `-- --quick` keeps the platform away for 5 s instead of two minutes; `-- --only <text>` runs what has it in its name.
 */
import { findBroker, type RunningBroker } from '../e2e/broker/index.ts';
import * as jobs from './chaos/jobs.ts';
import type { Row } from './chaos/place.ts';
import * as platform from './chaos/platform.ts';
import * as sending from './chaos/sending.ts';
import { killedWhois } from './chaos/whois.ts';

const AWAY_MS = process.argv.includes('--quick') ? 5_000 : 120_000;
const only = process.argv[process.argv.indexOf('--only') + 1];

type Scenario = (broker: RunningBroker) => Promise<Row>;
const away =
  (scenario: (broker: RunningBroker, awayMs: number) => Promise<Row>): Scenario =>
  (broker) =>
    scenario(broker, AWAY_MS);

/** Each list runs at once; the lists one after the other. */
const ROUNDS: readonly Readonly<Record<string, Scenario>>[] = [
  { fiveCuts: sending.fiveCuts },
  { awayTenSeconds: sending.awayTenSeconds, noQueue: sending.noQueue },
  {
    awayAtStart: away(platform.awayAtStart),
    awayIdle: away(platform.awayIdle),
    awayAtJobs: away(platform.awayAtJobs),
    awayInJobs: away(platform.awayInJobs),
    awayWhileSending: away(platform.awayWhileSending),
    longJob: jobs.longJob,
    notJson: jobs.notJson,
    sigterm: jobs.sigterm,
    sigtermIdle: jobs.sigtermIdle,
  },
  { killed: (broker) => jobs.killed(broker) },
  { killedWhois },
  { replicas: jobs.replicas },
  { spoilt: platform.spoilt },
  { brokerRestart: sending.brokerRestart },
];

function print({ what, reference, ours, ok }: Row): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}\n         reference  ${reference}\n         ours       ${ours}`);
}

const broker = await findBroker();
if (!broker?.managementUrl) {
  console.error(
    'No RabbitMQ that can be managed: install rabbitmq-server, or give TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL.',
  );
  process.exit(1);
}
console.log(`Broker: ${broker.said}\n`);
let failed = 0;
for (const round of ROUNDS) {
  const chosen = Object.entries(round).filter(
    ([name]) => !process.argv.includes('--only') || name.includes(only ?? ''),
  );
  const rows = await Promise.all(
    chosen.map(async ([name, scenario]) => {
      const failure = (error: unknown): Row => ({ what: name, reference: '', ours: String(error), ok: false });
      const row = await scenario(broker).catch(failure);
      print(row);
      return row;
    }),
  );
  failed += rows.filter(({ ok }) => !ok).length;
}
await broker.stop();
console.log(`\n${failed === 0 ? 'Everything held.' : `${failed} did not hold.`}`);
process.exit(failed === 0 ? 0 : 1);
