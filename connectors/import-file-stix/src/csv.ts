import { InputError, StixError } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import Papa from 'papaparse';
import { COLUMNS, type Column, NEEDED } from './csv-columns.data.ts';
import { CellError, objectsOf, type Row, type RowOptions } from './csv-row.ts';
import { notOurs } from './format.ts';
import type { Found } from './found.ts';
import { piecesOf } from './pieces.ts';
import { RowSplitter } from './row-splitter.ts';
import { decoded } from './text.ts';
import type { Verdict } from './verdict.ts';

export interface CsvOptions extends RowOptions {
  say(sentence: string): void;
}

const MAX_COLUMNS = 1_000;
const DELIMITERS = [',', ';', '\t', '|'];

/** The objects of a table whose first row names its columns. A bad row is refused by its number; the header is row 1. */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  verdict: Verdict,
  options: CsvOptions,
): AsyncGenerator<StixObject> {
  const table = new Table(verdict, options);
  for await (const pieces of piecesOf(bytes, new RowSplitter())) {
    for (const piece of pieces) yield* table.objects(piece);
  }
}

class Table {
  readonly #verdict: Verdict;
  readonly #options: CsvOptions;
  #header: Header | undefined;
  #number = 0;
  /** Ids of markings that were given already. */
  readonly #markings = new Set<string>();

  constructor(verdict: Verdict, options: CsvOptions) {
    this.#verdict = verdict;
    this.#options = options;
  }

  *objects(piece: Found): Generator<StixObject> {
    const read = textOf(piece);
    if ('reason' in read) return this.#refuseLine(piece.path, read.reason);
    if (this.#header) {
      for (const cells of parsed(read.text, this.#header.delimiter)) yield* this.#ofRow(cells, this.#header);
      return;
    }
    this.#number++;
    if (read.text.trim() !== '') this.#header = this.#begin(read.text);
  }

  #refuseLine(path: string, reason: string): void {
    this.#number++;
    if (!this.#header) throw new InputError(`The file cannot be read: its first row ${reason}.`);
    this.#verdict.refuse({ path: path.startsWith('line') ? `row ${this.#number} (${path})` : path, reason });
  }

  /** @throws InputError `NOT_OURS` for a first row that names nothing of ours. */
  #begin(text: string): Header {
    const header = headerOf(text);
    if (header.columns.length > MAX_COLUMNS) {
      throw notOurs(`This is no table of ours: it has more than ${MAX_COLUMNS} columns.`);
    }
    if (!NEEDED.some((column) => header.columns.includes(column))) {
      throw notOurs(`This is no table of ours: no column of its first row is one of ${NEEDED.join(', ')}.`);
    }
    this.#verdict.found();
    if (header.unknown.length > 0) this.#options.say(`Columns left out: ${header.unknown.join(', ')}`);
    return header;
  }

  *#ofRow(cells: readonly string[], { columns }: Header): Generator<StixObject> {
    this.#number++;
    const path = `row ${this.#number}`;
    if (cells.every((cell) => cell.trim() === '')) return;
    if (cells.length > columns.length) {
      const reason = `has ${cells.length} cells, the first row ${columns.length}: is a cell with a delimiter not in quotes?`;
      return this.#verdict.refuse({ path, reason });
    }
    try {
      yield* objectsOf(rowOf(cells, columns), this.#options).filter((object) => this.#isNew(object));
    } catch (error) {
      if (error instanceof CellError) {
        this.#verdict.refuse({ path: `${path}, column ${error.column}`, reason: error.message });
      } else if (StixError.isInstance(error)) this.#verdict.refuse({ path, reason: error.message });
      else throw error;
    }
  }

  #isNew({ type, id }: StixObject): boolean {
    return type !== 'marking-definition' || this.#markings.size !== this.#markings.add(id).size;
  }
}

function textOf({ bytes, offset, flaw }: Found): { readonly text: string } | { readonly reason: string } {
  if (flaw) return { reason: flaw.reason };
  const text = decoded(bytes);
  return typeof text === 'string' ? { text } : { reason: `is not UTF-8 at byte ${offset + text.invalidAt}` };
}

interface Header {
  readonly delimiter: string;
  /** Undefined for a column that means nothing here. */
  readonly columns: readonly (Column | undefined)[];
  readonly unknown: readonly string[];
}

/** The delimiter is the one that makes most cells. */
function headerOf(text: string): Header {
  const tries = DELIMITERS.map((delimiter) => ({ delimiter, cells: parsed(text, delimiter)[0] ?? [] }));
  const [first, ...others] = tries as [(typeof tries)[number], ...typeof tries];
  const { delimiter, cells } = others.reduce((best, one) => (one.cells.length > best.cells.length ? one : best), first);
  const columns = cells.map(columnNamed);
  return { delimiter, columns, unknown: cells.filter((cell, index) => !columns[index] && cell.trim() !== '') };
}

function columnNamed(name: string): Column | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const names = Object.entries(COLUMNS) as [Column, readonly string[]][];
  return names.find(([column, others]) => column === plain || others.includes(plain))?.[0];
}

function parsed(text: string, delimiter: string): readonly string[][] {
  return Papa.parse<string[]>(text, { delimiter }).data;
}

function rowOf(cells: readonly string[], columns: Header['columns']): Row {
  return new Map(
    columns.flatMap((column, index): [Column, string][] => {
      const cell = cells[index]?.trim() ?? '';
      return column === undefined || cell === '' ? [] : [[column, cell]];
    }),
  );
}
