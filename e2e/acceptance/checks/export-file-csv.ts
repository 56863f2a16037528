/** Export: a list and one entity become files, with the values that were put in. */
import { AcceptedConnector } from '../connector.ts';
import { recordsOf } from '../csv.ts';
import {
  ADD_MALWARE,
  ASK_EXPORT,
  ASK_LIST,
  DELETE,
  DELETE_FILE,
  DELETE_WORK,
  EXPORTS_OF_ENTITY,
  EXPORTS_OF_LIST,
} from '../documents.ts';
import type { Check, Stage } from '../stage.ts';

const FORMAT = 'text/csv';
/** What a spreadsheet would run, and what a careless writer would break. */
const DESCRIPTION = '=1+1; "quoted", and\nanother line';
const GUARDED = `'${DESCRIPTION}`;

interface Asked {
  readonly id: string;
  readonly name: string;
}

interface Made {
  readonly id: string;
  readonly name: string;
}

export const exportFileCsv: Check = {
  kind: 'INTERNAL_EXPORT_FILE',
  connector: 'export-file-csv',

  async run(stage) {
    const made: Made[] = [];
    await stage.step('data of its own', async () => {
      for (const name of ['Sedge', 'Egret', 'Spoonbill']) made.push(await addMalware(stage, name));
      stage.made.exported = made.map(({ id }) => id);
      return `${made.length} malware`;
    });
    const connector = new AcceptedConnector(stage, 'export-file-csv', {});
    await stage.step('registers', async () => {
      await connector.start();
      const { connector_type, connector_scope } = await connector.registered();
      if (!connector_scope.includes(FORMAT)) throw new Error(`its scope is ${connector_scope.join(', ')}`);
      return `${connector_type} for ${connector_scope.join(', ')}`;
    });
    await stage.step('exports a list', async () => {
      const { text, said } = await exported(
        stage,
        connector,
        () => askList(stage, made),
        () => listFiles(stage),
      );
      const names = recordsOf(text).map(({ name }) => name);
      expectSame(names, made.map(({ name }) => name).sort());
      expectSame(
        recordsOf(text).map(({ description }) => description),
        made.map(() => GUARDED),
      );
      return `${names.length} rows, values as they were put in. ${said}`;
    });
    await stage.step('exports one entity', async () => {
      const [one] = made;
      if (!one) throw new Error('nothing was made');
      const { text, said } = await exported(
        stage,
        connector,
        () => askEntity(stage, one),
        () => filesOf(stage, one),
      );
      expectSame(
        recordsOf(text).map(({ name }) => name),
        [one.name],
      );
      return `one row. ${said}`;
    });
  },
};

async function addMalware(stage: Stage, name: string): Promise<Made> {
  const input = { name: stage.named(name), description: DESCRIPTION };
  const { malwareAdd } = await stage.platform.ask<{ malwareAdd: Made }>(ADD_MALWARE, { input });
  stage.undo.add('object', async () => {
    await stage.platform.unstoppable().ask(DELETE, { id: malwareAdd.id });
    return 1;
  });
  return malwareAdd;
}

function expectSame(found: readonly (string | undefined)[], wanted: readonly string[]): void {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`in the file: ${JSON.stringify(found)}, put in: ${JSON.stringify(wanted)}`);
}

async function askList(stage: Stage, made: readonly Made[]): Promise<Asked[]> {
  const names = { key: ['name'], values: made.map(({ name }) => name), operator: 'eq', mode: 'or' };
  const { stixDomainObjectsExportAsk } = await stage.platform.ask<{ stixDomainObjectsExportAsk: Asked[] }>(ASK_LIST, {
    format: FORMAT,
    exportType: 'simple',
    contentMaxMarkings: [],
    fileMarkings: [],
    exportContext: { entity_type: 'Malware' },
    orderBy: 'name',
    orderMode: 'asc',
    filters: { mode: 'and', filters: [names], filterGroups: [] },
  });
  return stixDomainObjectsExportAsk;
}

async function askEntity(stage: Stage, { id }: Made): Promise<Asked[]> {
  const input = { format: FORMAT, exportType: 'simple', contentMaxMarkings: [], fileMarkings: [] };
  type Answer = { stixCoreObjectEdit: { exportAsk: Asked[] } };
  const { stixCoreObjectEdit } = await stage.platform.ask<Answer>(ASK_EXPORT, { id, input });
  return stixCoreObjectEdit.exportAsk;
}

interface Files {
  readonly edges: readonly { readonly node: Asked }[];
}

async function listFiles(stage: Stage): Promise<Asked[]> {
  type Answer = { stixDomainObjectsExportFiles: Files };
  const platform = stage.platform.unstoppable();
  const answer = await platform.ask<Answer>(EXPORTS_OF_LIST, { context: { entity_type: 'Malware' } });
  return answer.stixDomainObjectsExportFiles.edges.map(({ node }) => node);
}

async function filesOf(stage: Stage, { id }: Made): Promise<Asked[]> {
  type Answer = { stixCoreObject: { exportFiles: Files } | null };
  const answer = await stage.platform.unstoppable().ask<Answer>(EXPORTS_OF_ENTITY, { id });
  return answer.stixCoreObject?.exportFiles.edges.map(({ node }) => node) ?? [];
}

/** Asks, waits for the work of our connector (others may write the same format), and fetches the file. */
async function exported(
  stage: Stage,
  connector: AcceptedConnector,
  ask: () => Promise<Asked[]>,
  files: () => Promise<Asked[]>,
): Promise<{ text: string; said: string }> {
  const asked = await ask();
  const names = asked.map(({ name }) => name);
  stage.undo.add('file', () => removeFiles(stage, asked, files));
  const own = asked.find(({ id }) => id.startsWith(`work_${connector.id}_`));
  if (!own) throw new Error(`the platform asked others for the file, not this connector: ${names.join(', ')}`);
  const work = await connector.completed(own.id);
  const file = (await files()).find(({ id, name }) => name === own.name && !id.startsWith('work_'));
  if (!file) throw new Error('the work is complete, and the platform lists no file');
  return { text: await stage.platform.download(file.id), said: work.messages.at(-1)?.message ?? '' };
}

/** Files of other connectors that were asked too may still come: those go with the entity, or by the next clean-up. */
async function removeFiles(stage: Stage, asked: readonly Asked[], files: () => Promise<Asked[]>): Promise<number> {
  const names = asked.map(({ name }) => name);
  const platform = stage.platform.unstoppable();
  const found = (await files()).filter(({ name }) => names.includes(name));
  for (const { id } of found) {
    if (id.startsWith('work_')) await platform.ask(DELETE_WORK, { id });
    else await platform.ask(DELETE_FILE, { name: id });
  }
  return found.length;
}
