import type { Sandbox } from '../index.ts';
import { type RecordedCase, readCases } from './recorded.ts';
import type { Replay } from './replay.ts';

/** Connector whose bundle the recorded knowledge came with, and the work that it was sent under. */
const SENDER = { id: '8b496f10-e7ce-446a-aa37-6e160d842911', name: 'Recording data' };
const WORK = /work_8b496f10[-0-9a-f]*_[-0-9T:.]+Z/;

/** Cases of other files that a file builds on. */
const EARLIER: Readonly<Record<string, (one: RecordedCase) => boolean>> = {
  misc: () => false,
  lists: ({ name }) => name.startsWith('add-'),
  entities: () => false,
  observables: () => false,
};

/** The account of connectors on the recorded platform. */
const RECORDED_USER = '2236141b-0090-4c98-93f8-851208d59ebe';

/** What stood on the recorded platform before a file about knowledge: the bundle of `entities.json`, and what came of other files. */
export async function prepareKnowledge(file: string, sandbox: Sandbox, replay: Replay): Promise<void> {
  const wanted = EARLIER[file];
  if (!wanted) return;
  const { platform } = sandbox;
  const { known } = replay;
  const owner = platform.userOf(`Bearer ${platform.connectorToken}`)?.id ?? '';
  known.set(RECORDED_USER, owner);
  const flags = { type: 'EXTERNAL_IMPORT', scope: ['malware'], enrichment_resolution: 'none' };
  platform.registry.register({ ...SENDER, ...flags }, owner);
  const entities = readCases('entities');
  const work = WORK.exec(JSON.stringify(entities))?.[0] ?? '';
  known.set(work, platform.works.add(SENDER.id, 'Own data', false, owner).id);
  if (file !== 'entities') await platform.push(SENDER.id, String(entities[0]?.variables?.bundle), undefined, owner);
  await platform.idle();
  for (const name of ['Loud Heron 1795368183', 'Loud Heron 1795368217'])
    platform.graph.upsert({ type: 'malware', id: '', name }, owner);
  if (file === 'misc')
    for (const name of ['Heron draft', 'job one.json']) platform.drafts.add({ name, creatorId: owner });
  for (const one of readCases('observables').filter(wanted)) await replay.play(one);
  for (const name of ['misc', 'lists', 'entities', 'observables']) meet(readCases(name), sandbox, known);
}

/** Elements that are here too are met by their standard id: their internal id there is their internal id here. */
function meet(value: unknown, sandbox: Sandbox, known: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { id, standard_id: standard } = value as { id?: unknown; standard_id?: unknown };
  const element = typeof standard === 'string' ? sandbox.platform.graph.find(standard) : undefined;
  if (typeof id === 'string' && element) known.set(id, element.id);
  for (const inner of Object.values(value)) meet(inner, sandbox, known);
}
