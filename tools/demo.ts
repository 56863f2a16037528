/**
 * `npm run demo`: a sandbox, and the five kinds of connectors on it in turn, each as a process of its own with only
 * environment variables. `-- --once` ends when all is done, `-- --all` imports all of ATT&CK instead of ICS,
 * `-- --offline` asks nothing of the network.
 */
import { startSandbox } from '@opencti-connectors/sandbox';
import { attack } from './demo/attack.ts';
import { enrichment } from './demo/enrichment.ts';
import { exportList } from './demo/export.ts';
import { listener } from './demo/listener.ts';
import { type Act, heading, table } from './demo/show.ts';
import { DEMO } from './generated/compose.ts';

const flags = process.argv.slice(2);
const online = !flags.includes('--offline');
const sandbox = await startSandbox({ port: Number(process.env.SANDBOX_PORT ?? 4010) });
sandbox.platform.streams.add({ id: DEMO.streamId, name: 'Everything', stream_live: true });
console.log(`Sandbox (a stand-in for an OpenCTI platform) is up at ${sandbox.url}`);

const acts: Act[] = [];
heading(1, 'A stream listener follows everything from now on');
const following = await listener(sandbox, DEMO.streamId);
heading(2, 'MITRE ATT&CK is imported');
acts.push(await attack(sandbox, { all: flags.includes('--all'), online }));
heading(4, 'A domain name is enriched');
acts.push(await enrichment(sandbox, online));
heading(5, 'A list is exported as CSV');
acts.push(await exportList(sandbox));
heading(6, 'What the stream listener delivered meanwhile');
acts.push(await following.end());
table(acts);

const ok = acts.every((act) => act.ok);
if (flags.includes('--once') || !ok) {
  await sandbox.close();
  process.exit(ok ? 0 : 1);
}
console.log(`
The platform stays up at ${sandbox.url} (token ${sandbox.platform.adminToken}). Ctrl-C ends it.
Look at it in a browser: ${sandbox.consoleLink ?? 'the console is not built'}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
