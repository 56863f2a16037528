/** Export: a list of the platform becomes a CSV file, and is shown. */
import type { Sandbox } from '@opencti-connectors/sandbox';
import { recordsOf } from '../../e2e/acceptance/csv.ts';
import { ASK_LIST, EXPORTS_OF_LIST } from '../../e2e/acceptance/documents.ts';
import { DemoConnector } from './connector.ts';
import { Person, sentence } from './person.ts';
import type { Act } from './show.ts';

const LISTED = 'Attack-Pattern';
const SHOWN_ROWS = 4;
const SHOWN_WIDTH = 40;
const SHOWN_COLUMNS = ['name', 'x_mitre_id', 'killChainPhases'];

export async function exportList(sandbox: Sandbox): Promise<Act> {
  const started = performance.now();
  const connector = await DemoConnector.start(sandbox, 'export-file-csv', {});
  await connector.said('connector registered');
  const person = new Person(sandbox);
  type Asked = { stixDomainObjectsExportAsk: { id: string; name: string }[] };
  const { stixDomainObjectsExportAsk } = await person.ask<Asked>(ASK_LIST, {
    format: 'text/csv',
    exportType: 'simple',
    contentMaxMarkings: [],
    fileMarkings: [],
    exportContext: { entity_type: LISTED },
    orderBy: 'name',
    orderMode: 'asc',
    filters: { mode: 'and', filters: [], filterGroups: [] },
  });
  const [asked] = stixDomainObjectsExportAsk;
  if (!asked) throw new Error('the platform asked nobody for the export');
  const work = await person.ended(asked.id);
  const text = await fileNamed(person, asked.name);
  show(text);
  await connector.stop();
  return {
    kind: 'export',
    connector: 'export-file-csv',
    did: `list of ${LISTED} as CSV, ${text.length} characters: ${sentence(work)}`,
    seconds: (performance.now() - started) / 1000,
    peakMb: connector.peakMb,
    ok: work.errors.length === 0 && text.includes('\n'),
  };
}

async function fileNamed(person: Person, name: string): Promise<string> {
  type Files = { stixDomainObjectsExportFiles: { edges: { node: { id: string; name: string } }[] } };
  const { stixDomainObjectsExportFiles } = await person.ask<Files>(EXPORTS_OF_LIST, {
    context: { entity_type: LISTED },
  });
  const file = stixDomainObjectsExportFiles.edges.find(
    ({ node }) => node.name === name && !node.id.startsWith('work_'),
  );
  if (!file) throw new Error(`the platform lists no file ${name}`);
  return person.download(file.node.id);
}

/** A few columns of the first rows. */
function show(text: string): void {
  console.log();
  for (const record of recordsOf(text).slice(0, SHOWN_ROWS)) {
    console.log(
      `   ${SHOWN_COLUMNS.map((column) => (record[column] ?? '').padEnd(SHOWN_WIDTH))
        .join('')
        .trimEnd()}`,
    );
  }
}
