/** Import of files: a STIX file is uploaded, its objects arrive, and one that is wrong is named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { ASK_IMPORT, UPLOAD } from '../../e2e/acceptance/documents.ts';
import { DemoConnector } from './connector.ts';
import { Person, sentence } from './person.ts';
import type { Act } from './show.ts';

const NAME = 'report.json';

export async function importFile(sandbox: Sandbox): Promise<Act> {
  const started = performance.now();
  const connector = await DemoConnector.start(sandbox, 'import-file-stix', {});
  await connector.said('connector registered');
  const person = new Person(sandbox);
  const text = readFileSync(join(import.meta.dirname, 'sample', NAME), 'utf8');
  type Uploaded = { uploadImport: { id: string } };
  const { uploadImport } = await person.upload<Uploaded>(UPLOAD, {}, NAME, text, 'application/json');
  type Asked = { askJobImport: { works: { id: string }[] } };
  const { askJobImport } = await person.ask<Asked>(ASK_IMPORT, {
    file: uploadImport.id,
    connector: connector.id,
    bypass: true,
  });
  const work = await person.ended(askJobImport.works[0]?.id ?? '');
  await sandbox.platform.idle();
  for (const { message } of work.errors) console.log(`   refused: ${message}`);
  await connector.stop();
  const objects = (JSON.parse(text) as { objects: unknown[] }).objects.length;
  return {
    kind: 'file import',
    connector: 'import-file-stix',
    did: `${NAME} with ${objects} objects, one of them wrong on purpose: ${sentence(work)}`,
    seconds: (performance.now() - started) / 1000,
    peakMb: connector.peakMb,
    ok: work.errors.length === 1,
  };
}
