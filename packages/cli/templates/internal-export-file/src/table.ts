import type { ExportedEntity } from '@opencti-connectors/core';

/** The head of a Markdown table. */
export function tableHead(columns: readonly string[]): string {
  return `${line(columns)}\n${line(columns.map(() => '---'))}\n`;
}

/** One row: what an entity does not have is empty, what would break the table is taken out. */
export function tableRow(entity: ExportedEntity, columns: readonly string[], maxCell: number): string {
  return `${line(columns.map((column) => cell(entity[column], maxCell)))}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell(value: unknown, longest: number): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const cut = plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
  return cut.replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}
