/** `npm run acceptance`: see options.ts for what it can be told. */
import { accept } from './accept.ts';
import { readOptions, USAGE } from './options.ts';
import { summary, table } from './rows.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(130);
    console.error('Stopping: what was made is removed first. Once more ends at once and leaves it there.');
    stop.abort();
  });
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 1;
  }
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const report = await accept(options, stop.signal, (text) => console.error(text));
  const { rows } = report;
  console.log(options.json ? JSON.stringify(report, null, 2) : `${table(rows)}\n\n${summary(rows)}`);
  return rows.some(({ status }) => status === 'failed') || stop.signal.aborted ? 1 : 0;
}

process.exitCode = await main();
