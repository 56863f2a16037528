import type { ExportedEntity, ExportRequest } from '@opencti-connectors/core';
import type { Settings } from './settings.ts';
import { hashOf, type Plain, plain } from './values.ts';

/** One column: its heading, the field it needs, and its value of a row. */
export interface Column {
  readonly name: string;
  readonly field: string;
  readonly value: (row: ExportedEntity) => Plain;
}

/** Columns made of a part of a field. */
const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512', 'SSDEEP'];
const DERIVED: Readonly<Record<string, readonly Column[]>> = {
  hashes: [
    fieldColumn('hashes'),
    ...HASHES.map((name) => ({ name, field: 'hashes', value: (row: ExportedEntity) => hashOf(row.hashes, name) })),
  ],
  from: ['type', 'name', 'id'].map((part) => endColumn('from', part)),
  to: ['type', 'name', 'id'].map((part) => endColumn('to', part)),
};

/** Names that the platform's lists have for their columns, where they differ from the field's. */
const SCREEN_NAMES: Readonly<Record<string, string>> = {
  fromType: 'from_type',
  fromName: 'from_name',
  toType: 'to_type',
  toName: 'to_name',
  creator: 'creators',
  author: 'createdBy',
  killChainPhase: 'killChainPhases',
  x_opencti_workflow_id: 'status',
  labels: 'objectLabel',
  markings: 'objectMarking',
};

function fieldColumn(field: string): Column {
  return { name: field, field, value: (row) => plain(row[field]) };
}

function endColumn(field: 'from' | 'to', part: string): Column {
  const value = (row: ExportedEntity): Plain => {
    const end = row[field] as Readonly<Record<string, unknown>> | null | undefined;
    if (!end) return null;
    if (part === 'type') return plain(end.entity_type);
    return part === 'id' ? plain(end.standard_id ?? end.id) : plain({ representative: end.representative, ...end });
  };
  return { name: `${field}_${part}`, field, value };
}

/** All columns of some fields, in their order. */
export function columnsOf(fields: readonly string[]): Column[] {
  return fields.flatMap((field) => DERIVED[field] ?? [fieldColumn(field)]);
}

/** The columns of one export, and names that were asked for and do not exist for these entities. */
export function chooseColumns(
  request: ExportRequest,
  { columns: preset, externalReferences }: Settings,
): { readonly columns: readonly Column[]; readonly unknown: readonly string[] } {
  const asked = request.columns?.length ? request.columns : preset;
  const known = new Map(columnsOf(request.fields.all).map((column) => [column.name, column]));
  const unknown: string[] = [];
  const found = asked.flatMap((name) => {
    const column = columnNamed(name, known);
    if (!column) unknown.push(name);
    return column ?? [];
  });
  const columns = found.length > 0 ? [...new Set(found)] : columnsOf(request.fields.usual);
  const cheap = columns.filter(({ field }) => field !== REFERENCES);
  const shown = cheap.length < columns.length;
  const wanted = externalReferences === 'always' || shown || (found.length === 0 && request.kind !== 'list');
  if (externalReferences === 'never' || !wanted) return { columns: cheap, unknown };
  return { columns: shown ? columns : [...columns, fieldColumn(REFERENCES)], unknown };
}

const REFERENCES = 'externalReferences';

/** By its own name, or the screen's; a list's first column is the name of its entities, whatever field that is. */
function columnNamed(name: string, known: ReadonlyMap<string, Column>): Column | undefined {
  const own = known.get(name) ?? known.get(SCREEN_NAMES[name] ?? '');
  if (own) return own;
  if (name === 'value') return known.get('observable_value') ?? known.get('representative');
  return name === 'name' ? known.get('representative') : undefined;
}
