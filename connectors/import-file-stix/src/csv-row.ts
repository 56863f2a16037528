import {
  file,
  indicator,
  isLegalRelationship,
  openctiType,
  patternOf,
  relationship,
  type StixId,
  type StixObject,
  tlpMarking,
} from '@opencti-connectors/core/stix';
import { type Column, HASHES } from './csv-columns.data.ts';
import { hashOf, mayBe, observableOf, refanged, typeNamed, typeOf } from './csv-value.ts';

/** Cells of one row by column, without blanks around them; empty ones are left out. */
export type Row = ReadonlyMap<Column, string>;

export interface RowOptions {
  /** What is made of a value. */
  readonly csvCreate: 'observables' | 'indicators' | 'both';
  /** `valid_from` of indicators whose row has none. */
  readonly now: Date;
}

/** A cell that cannot be used: of a column, for a reason. */
export class CellError extends Error {
  readonly column: Column;

  constructor(column: Column, reason: string) {
    super(reason);
    this.column = column;
  }
}

type Properties = Readonly<Record<string, unknown>>;

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(?:Z|\+00:00)?$/;
const PATTERN_TYPE = 'stix';

/**
 * The objects of a row: of a pattern an indicator, of a value or hashes what is wanted; a marking before them.
 * @throws CellError for a cell that cannot be used.
 */
export function objectsOf(row: Row, { csvCreate, now }: RowOptions): StixObject[] {
  const markings = markingsOf(row);
  const marked = markings.length > 0 ? { object_marking_refs: markings.map(({ id }) => id) } : {};
  const detection = { ...detectionOf(row, now), ...marked };
  if (row.has('pattern')) return [...markings, ofPattern(row, detection)];
  const observed = observedIn(row, { ...notesOf(row, 'x_opencti_'), ...marked });
  const objects: StixObject[] = csvCreate === 'indicators' ? [] : [observed];
  if (csvCreate !== 'observables') objects.push(...detecting(observed, row, detection, csvCreate === 'both'));
  return [...markings, ...objects];
}

function markingsOf(row: Row): StixObject[] {
  try {
    return listed(row.get('tlp')).map(tlpMarking);
  } catch (error) {
    throw new CellError('tlp', (error as Error).message);
  }
}

/** Several values in one cell. */
function listed(cell = ''): string[] {
  const values = cell.split(/[,;|]/).map((value) => value.trim());
  return values.filter((value) => value !== '');
}

/** Description, labels and score, which observables have under OpenCTI's names. */
function notesOf(row: Row, prefix: '' | 'x_opencti_'): Properties {
  const description = row.get('description');
  const labels = listed(row.get('labels'));
  const score = shareOf(row, 'score');
  return {
    ...(description === undefined ? {} : { [`${prefix}description`]: description }),
    ...(labels.length > 0 ? { [`${prefix}labels`]: labels } : {}),
    ...(score === undefined ? {} : { x_opencti_score: score }),
  };
}

/** What all indicators of a row say. */
function detectionOf(row: Row, now: Date) {
  const confidence = shareOf(row, 'confidence');
  const until = timeOf(row, 'valid_until');
  const from = timeOf(row, 'valid_from') ?? now.toISOString();
  const validity = { valid_from: from, ...(until === undefined ? {} : { valid_until: until }) };
  return { ...notesOf(row, ''), ...validity, ...(confidence === undefined ? {} : { confidence }) };
}

type Detection = ReturnType<typeof detectionOf>;

function ofPattern(row: Row, detection: Detection): StixObject {
  const pattern = row.get('pattern') ?? '';
  const name = row.get('name') ?? row.get('value') ?? pattern;
  return indicator({ ...detection, name, pattern, pattern_type: row.get('pattern_type') ?? PATTERN_TYPE });
}

function detecting(observed: StixObject, row: Row, detection: Detection, isBased: boolean): StixObject[] {
  const name = row.get('name') ?? row.get('value') ?? row.get('filename') ?? observed.id;
  const found = indicator({
    ...detection,
    name,
    pattern: patternOf(observed),
    pattern_type: PATTERN_TYPE,
    x_opencti_main_observable_type: openctiType(observed),
  });
  // Types that OpenCTI does not base indicators on stand beside them.
  const isLinked = isBased && isLegalRelationship('indicator', 'based-on', observed.type);
  return isLinked ? [found, relationship(found, 'based-on', observed.id as StixId)] : [found];
}

function observedIn(row: Row, more: Properties): StixObject {
  const value = row.get('value');
  if (value === undefined) return fileIn(row, undefined, more);
  const text = refanged(value);
  const type = typeIn(row) ?? typeOf(text);
  if (type === undefined) throw new CellError('value', `${shown(value)} shows no type: say it in a column named type`);
  if (type === 'file') return fileIn(row, text, more);
  if (!mayBe(type, text)) throw new CellError('value', `${shown(value)} is no ${type}`);
  return made(() => observableOf(type, text, more));
}

/** A type that says what is made of the value, not what it is, tells nothing. */
function typeIn(row: Row): string | undefined {
  const name = row.get('type');
  if (name === undefined || /^(indicator|observable|ioc|ip)$/i.test(name)) return undefined;
  const type = typeNamed(name);
  if (type === undefined) throw new CellError('type', `${shown(name)} is no type of observable`);
  return type;
}

/** A file by the hashes and the name that its row has, in columns of their own or as the value. */
function fileIn(row: Row, value: string | undefined, more: Properties): StixObject {
  const algorithm = value === undefined ? undefined : hashOf(value);
  const columns = Object.entries(HASHES) as [keyof typeof HASHES, string][];
  const hashes = Object.fromEntries([
    ...columns.flatMap(([column, name]) => (row.has(column) ? [[name, row.get(column)?.toLowerCase()]] : [])),
    ...(algorithm === undefined ? [] : [[algorithm, value?.toLowerCase()]]),
  ]) as Record<string, string>;
  const name = row.get('filename') ?? (algorithm === undefined ? value : row.get('name'));
  const isHashed = Object.keys(hashes).length > 0;
  if (!isHashed && name === undefined) throw new CellError('value', 'is empty');
  const named = name === undefined ? {} : { name };
  return made(() => file({ ...more, ...(isHashed ? { hashes } : {}), ...named }));
}

function made(make: () => StixObject): StixObject {
  try {
    return make();
  } catch (error) {
    throw new CellError('value', (error as Error).message);
  }
}

function shareOf(row: Row, column: Column): number | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 100) return number;
  throw new CellError(column, `${shown(text)} is no whole number from 0 to 100`);
}

/** Times without a zone are UTC. */
function timeOf(row: Row, column: Column): string | undefined {
  const text = row.get(column);
  if (text === undefined) return undefined;
  const [, day, time = '00:00', seconds = ':00'] = TIME.exec(text) ?? [];
  const date = new Date(`${day}T${time}${seconds}Z`);
  if (Number.isNaN(date.getTime())) throw new CellError(column, `${shown(text)} is no UTC time such as 2026-01-31`);
  return date.toISOString();
}

function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
