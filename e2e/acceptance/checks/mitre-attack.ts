/** External import: a release comes in whole, the same one sends nothing, the next one what has changed. */
import { type AttackFile, attackFile } from '../attack-data.ts';
import { AcceptedConnector, counters } from '../connector.ts';
import { isRelationship, readEntity, readObject } from '../objects.ts';
import type { Check, Stage } from '../stage.ts';

const CHANGED = 'Grows in the bank, and bends.';

export const mitreAttack: Check = {
  kind: 'EXTERNAL_IMPORT',
  connector: 'mitre-attack',

  async run(stage) {
    const folder = stage.folder();
    const file = attackFile(folder, stage.run.id, (text) => stage.named(text));
    const connector = new AcceptedConnector(stage, 'mitre-attack', {
      MITRE_FOLDER: folder,
      MITRE_DOMAINS: 'ics',
      MITRE_MARKING: 'TLP:GREEN',
    });
    stage.made.imported = [...file.sent];

    await stage.step('imports a release', async () => {
      const before = await present(stage, file.sent);
      if (before > 0) throw new Error(`${before} of its objects are there before it has run`);
      await connector.once();
      const { connector_type, connector_scope } = await connector.registered();
      if (connector_type !== 'EXTERNAL_IMPORT') throw new Error(`it is registered as ${connector_type}`);
      const [{ id = '' } = {}] = await connector.works();
      const work = await connector.completed(id);
      const said = work.messages.at(-1)?.message ?? '';
      return `registered for ${connector_scope.length} types; work complete, ${counters(work)}: ${said}`;
    });
    await stage.step('the objects are there', () => objectsAreThere(stage, file));
    await stage.step('the same release sends nothing', () => sameAgain(connector));
    await stage.step('the next release sends the change', async () => {
      file.writeNext(CHANGED);
      const known = (await connector.works()).map(({ id }) => id);
      await connector.once();
      const work = (await connector.works()).find(({ id }) => !known.includes(id));
      if (!work) throw new Error('it opened no work');
      const done = await connector.completed(work.id);
      const parts = done.tracking?.import_expected_number ?? 0;
      if (parts >= file.sent.length) throw new Error(`it sent everything again: ${counters(done)}`);
      const description = stixOf(await readEntity(stage.platform, file.ids.Reed ?? '')).description;
      if (description !== CHANGED) throw new Error(`the description is "${description}"`);
      return `${counters(done)}, and the description is the new one`;
    });
  },
};

async function present(stage: Stage, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (const id of ids) if (await readObject(stage.platform, id)) count += 1;
  return count;
}

/** Each by the id that was sent, and a few by what they say. */
async function objectsAreThere(stage: Stage, { sent, ids }: AttackFile): Promise<string> {
  const found = await present(stage, sent);
  if (found !== sent.length) throw new Error(`${found} of ${sent.length} are there`);
  const technique = await readEntity(stage.platform, ids.Wade ?? '');
  const phase = `${stage.run.id}-wading`;
  const facts = {
    author: technique?.createdBy?.name === stage.named('Tern Analytics'),
    marking: technique?.objectMarking?.map(({ definition }) => definition).join() === 'TLP:GREEN',
    'kill chain phase': technique?.killChainPhases?.some(({ phase_name }) => phase_name === phase) ?? false,
    'external reference': technique?.externalReferences?.edges[0]?.node.external_id === `T-${stage.run.id}-1`,
    description: stixOf(technique).description === 'Stands still in shallow water.',
  };
  const wrong = Object.entries(facts).filter(([, isSo]) => !isSo);
  if (wrong.length > 0) throw new Error(`of the technique is not as sent: ${wrong.map(([name]) => name).join(', ')}`);
  const links = sent.filter(isRelationship).length;
  return `${found - links} entities and ${links} relationships; ${Object.keys(facts).join(', ')} as sent`;
}

async function sameAgain(connector: AcceptedConnector): Promise<string> {
  const before = await connector.read();
  const works = await connector.works();
  await connector.once();
  const after = await connector.read();
  const more = (await connector.works()).length - works.length;
  if (more !== 0) throw new Error(`it opened ${more} works`);
  const [old, now] = [before, after].map((one) => JSON.parse(one?.connector_state || '{}') as { domains?: object });
  if (!old?.domains || JSON.stringify(old.domains) !== JSON.stringify(now?.domains)) {
    throw new Error('its state is not what it was');
  }
  return 'no work was opened, the state stayed';
}

function stixOf(entity: { readonly toStix: string | null } | undefined): { readonly description?: string } {
  return JSON.parse(entity?.toStix ?? '{}') as { description?: string };
}
