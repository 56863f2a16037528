import type { ExportedEntity } from '@opencti-connectors/core';
import Papa from 'papaparse';
import type { Column } from './columns.ts';
import { guarded } from './guard.ts';
import type { Settings } from './settings.ts';
import type { Plain } from './values.ts';

/** Writes rows as text of one format. */
export interface Format {
  /** What stands before the first row. */
  readonly head: string;
  readonly rows: (rows: readonly ExportedEntity[]) => string;
}

/** Media types and what is written for them. */
export const MEDIA_TYPES = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  jsonLines: ['application/x-ndjson', 'application/jsonl', 'application/json-lines'],
} as const;

/** The format of a media type; undefined for one that is not written here. */
export function formatOf(mediaType: string, columns: readonly Column[], settings: Settings): Format | undefined {
  if (mediaType === MEDIA_TYPES.csv) return separated(columns, settings, settings.delimiter);
  if (mediaType === MEDIA_TYPES.tsv) return separated(columns, settings, '\t');
  return MEDIA_TYPES.jsonLines.some((one) => one === mediaType) ? jsonLines(columns) : undefined;
}

/** Texts that a reader could misread, one that takes another character for the delimiter too. */
const SPECIAL = /[,;\t|"'\r\n]|^\s|\s$/;

function separated(columns: readonly Column[], settings: Settings, delimiter: string): Format {
  const { formulaGuard, separator, addBom } = settings;
  const newline = settings.lineEnd === 'crlf' ? '\r\n' : '\n';
  const quotes = settings.quotes === 'all' ? true : (cell: unknown) => SPECIAL.test(String(cell));
  const lines = (cells: string[][]) => Papa.unparse(cells, { delimiter, newline, quotes, header: false }) + newline;
  const cell = (value: Plain) => {
    if (typeof value === 'string') return guarded(value, formulaGuard);
    if (value === null) return '';
    return typeof value === 'object' ? guarded(value.join(separator), formulaGuard) : String(value);
  };
  // Loops instead of callbacks: half a million rows have millions of cells.
  const cells = (row: ExportedEntity) => {
    const line = new Array<string>(columns.length);
    for (let index = 0; index < columns.length; index++) line[index] = cell(columns[index]?.value(row) ?? null);
    return line;
  };
  return {
    head: (addBom ? '\uFEFF' : '') + lines([columns.map(({ name }) => name)]),
    rows: (rows) => lines(rows.map(cells)),
  };
}

function jsonLines(columns: readonly Column[]): Format {
  const line = (row: ExportedEntity) =>
    `${JSON.stringify(Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])))}\n`;
  return { head: '', rows: (rows) => rows.map(line).join('') };
}
