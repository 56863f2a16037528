/** Import of files: an uploaded bundle becomes knowledge. */
import { createHash } from 'node:crypto';
import { AcceptedConnector, counters } from '../connector.ts';
import { ASK_IMPORT, DELETE_FILE, UPLOAD } from '../documents.ts';
import { readEntity, readObject } from '../objects.ts';
import type { Check, Stage } from '../stage.ts';

const TIME = '2026-01-01T00:00:00.000Z';

export const importFileStix: Check = {
  kind: 'INTERNAL_IMPORT_FILE',
  connector: 'import-file-stix',

  async run(stage) {
    const connector = new AcceptedConnector(stage, 'import-file-stix', {});
    const objects = bundleObjects(stage);
    await stage.step('registers', async () => {
      await connector.start();
      const { connector_type, connector_scope } = await connector.registered();
      return `${connector_type} for ${connector_scope.join(', ')}`;
    });
    await stage.step('imports an uploaded file', async () => {
      const work = await connector.completed(await uploadAndAsk(stage, connector, objects));
      return `work complete, ${counters(work)}: ${work.messages.at(-1)?.message ?? ''}`;
    });
    await stage.step('the objects are there', async () => {
      stage.made.fromFile = objects.map(({ id }) => id);
      for (const { id } of objects) if (!(await readObject(stage.platform, id))) throw new Error(`${id} is missing`);
      const malware = await readEntity(stage.platform, objects[1]?.id ?? '');
      if (malware?.createdBy?.name !== stage.named('Tern Analytics'))
        throw new Error('the author is not as in the file');
      return `${objects.length} of ${objects.length}, with their author`;
    });
  },
};

interface FileObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** An author, a malware, a tool, and what links them. */
function bundleObjects(stage: Stage): FileObject[] {
  const common = { spec_version: '2.1', created: TIME, modified: TIME };
  const thing = (type: string, name: string, more: object = {}): FileObject => {
    return { type, id: `${type}--${uuid(stage.run.id + name)}`, ...common, name: stage.named(name), ...more };
  };
  const author = thing('identity', 'Tern Analytics', { identity_class: 'organization' });
  const malware = thing('malware', 'Bullrush', { is_family: true, created_by_ref: author.id });
  const tool = thing('tool', 'Stork', { created_by_ref: author.id });
  const link = {
    ...thing('relationship', 'link', { relationship_type: 'uses', created_by_ref: author.id }),
    ...{ name: undefined, source_ref: malware.id, target_ref: tool.id },
  };
  return [author, malware, tool, link];
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(`file ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** @returns the id of our connector's work: others may import such files too. */
async function uploadAndAsk(
  stage: Stage,
  connector: AcceptedConnector,
  objects: readonly FileObject[],
): Promise<string> {
  const { platform, run } = stage;
  const text = JSON.stringify({ type: 'bundle', id: `bundle--${uuid(run.id)}`, objects });
  const name = `accept-${run.id}.json`;
  const { uploadImport } = await platform.upload<{ uploadImport: { id: string } }>(
    UPLOAD,
    {},
    name,
    text,
    'application/json',
  );
  stage.undo.add('file', async () => {
    await platform.unstoppable().ask(DELETE_FILE, { name: uploadImport.id });
    return 1;
  });
  type Answer = { askJobImport: { works: { id: string }[] } };
  const asked = { file: uploadImport.id, connector: connector.id, bypass: true };
  const { askJobImport } = await platform.ask<Answer>(ASK_IMPORT, asked);
  const work = askJobImport.works.find(({ id }) => id.startsWith(`work_${connector.id}_`));
  if (!work) throw new Error('the platform made no job of it');
  return work.id;
}
