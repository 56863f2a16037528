/** `npm run bench`: every figure with its goal; exit code 1 when one is missed. `-- wires` runs the groups named. */
import { findBroker } from '../e2e/broker/index.ts';
import { exporting } from './export.ts';
import { importing } from './import.ts';
import { importingStix } from './import-file.ts';
import { type Figure, isMet, printTable } from './measure.ts';
import { connectorProcess } from './process.ts';
import { splitting } from './splitting.ts';
import { streaming } from './stream.ts';
import { enriching } from './whois.ts';
import { answering } from './wires/jobs.ts';
import { sending } from './wires/sending.ts';

/** What needs a broker; without one it is said, not measured. */
async function wires(): Promise<Figure[]> {
  const broker = await findBroker();
  if (!broker?.managementUrl) return [{ what: 'wires', value: undefined, unit: 's', note: 'no RabbitMQ to manage' }];
  try {
    return [...(await sending(broker)), ...(await answering(broker))];
  } finally {
    await broker.stop();
  }
}

const GROUPS: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  splitting,
  process: connectorProcess,
  export: exporting,
  import: importing,
  'import-file': importingStix,
  stream: streaming,
  whois: enriching,
  wires,
};

const named = process.argv.slice(2);
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(GROUPS)) {
  if (named.length === 0 || named.includes(name)) figures.push(...(await measure()));
}
printTable(figures);
process.exit(figures.every(isMet) ? 0 : 1);
