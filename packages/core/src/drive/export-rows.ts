import { isContainer } from '../define/export-fields.ts';
import type { ExportedEntity } from '../define/internal-export-file.ts';
import { InputError } from '../errors.ts';
import type { ExportReader } from './export-reader.ts';
import type { ExportJob } from './export-request.ts';

type Rows = readonly ExportedEntity[];

/** Entities whose relationships are read at once. */
const ENDS_AT_ONCE = 100;

/**
 * The rows of one export in their order: what was asked for first, then (for a container, or in full) what containers
 * hold, the relationships of what was asked for, and what stands at their other ends. Each object comes once.
 * @throws InputError when nothing of what was named is there for the asking person.
 */
export async function* exportRows(
  job: ExportJob,
  fields: readonly string[],
  reader: ExportReader,
): AsyncGenerator<Rows> {
  const { request, ids, list } = job;
  const asked = ids ? reader.byIds(ids, list.entityType, fields) : reader.list({ ...list, fields });
  const follow = request.full || (request.kind === 'entity' && isContainer(request.entityType));
  const seen = new Set<string>();
  const containers: string[] = [];
  let count = 0;
  for await (const rows of asked) {
    count += rows.length;
    if (follow)
      for (const { id, entity_type } of rows) {
        seen.add(id);
        if (isContainer(entity_type)) containers.push(id);
      }
    if (rows.length > 0) yield rows;
  }
  if (ids && count === 0 && reader.unread.rowCount === 0) throw notThere(job);
  const absent = ids ? ids.length - count - reader.unread.rowCount : 0;
  if (absent > 0) reader.remarks.add(`${absent} of those chosen are not there, or not to be exported`);
  if (!follow) return;
  const roots = [...seen];
  for (const container of containers) {
    const held = unseen(await reader.contents(container), seen);
    yield* reader.byIds(held, 'Stix-Core-Object', fields);
  }
  if (request.full) yield* neighbours(roots, fields, reader, seen);
}

function notThere({ ids, entityName, request }: ExportJob): InputError {
  const { kind, entityType } = request;
  const what = kind === 'entity' ? `${entityType} ${entityName} is not` : `None of the ${ids?.length} chosen is`;
  return new InputError(`${what} there for this export: deleted, or marked above what the file may hold.`);
}

/** Relationships and sightings of these entities, then what stands at the other ends. */
async function* neighbours(
  roots: readonly string[],
  fields: readonly string[],
  reader: ExportReader,
  seen: Set<string>,
): AsyncGenerator<Rows> {
  const ends = new Set<string>();
  const withEnds = [...new Set([...fields, 'from', 'to'])];
  const fresh = (rows: Rows): Rows => {
    const some = rows.filter(({ id }) => !seen.has(id));
    for (const row of some) {
      seen.add(row.id);
      for (const end of [row.from, row.to]) ends.add(String((end as { id?: string } | null)?.id ?? ''));
    }
    return some;
  };
  for (let start = 0; start < roots.length; start += ENDS_AT_ONCE) {
    const fromOrToId = roots.slice(start, start + ENDS_AT_ONCE);
    for await (const rows of reader.list(related('relationships', withEnds, fromOrToId))) yield fresh(rows);
  }
  // The platform takes one entity at a time here.
  for (const root of roots) {
    for await (const rows of reader.list(related('sightings', withEnds, root))) yield fresh(rows);
  }
  ends.delete('');
  yield* reader.byIds(unseen([...ends], seen), 'Stix-Core-Object', fields);
}

function related(family: 'relationships' | 'sightings', fields: readonly string[], fromOrToId: unknown) {
  const entityType = family === 'relationships' ? 'stix-core-relationship' : 'stix-sighting-relationship';
  const order = family === 'relationships' ? { orderBy: 'created_at', orderMode: 'asc' } : {};
  return { family, entityType, fields, ends: { fromOrToId }, ...order };
}

/** Those of the ids that have not come yet; they count as having come from now on. */
function unseen(ids: readonly string[], seen: Set<string>): readonly string[] {
  const some = [...new Set(ids)].filter((id) => !seen.has(id));
  for (const id of some) seen.add(id);
  return some;
}
