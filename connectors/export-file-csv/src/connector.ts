import { defineInternalExportFile, InputError } from '@opencti-connectors/core';
import { chooseColumns } from './columns.ts';
import { formatOf, MEDIA_TYPES } from './formats.ts';
import { settings } from './settings.ts';

/** Rows written at once: papaparse is fastest with about a hundred, and little stays in memory. */
const AT_ONCE = 100;

export default defineInternalExportFile({
  slug: 'export-file-csv',
  name: 'ExportFileCsv',
  description: 'Exports entities, observables and relationships as CSV, TSV or JSON Lines.',
  scope: [MEDIA_TYPES.csv, MEDIA_TYPES.tsv],
  config: settings,

  async *exportFile(ctx, request) {
    const { columns, unknown } = chooseColumns(request, ctx.config);
    const format = formatOf(request.mediaType, columns, ctx.config);
    if (!format) throw new InputError(`${request.mediaType} is no format of this connector; see CONNECTOR_SCOPE.`);
    const { maxRows } = ctx.config;
    let count = 0;
    yield format.head;
    for await (const rows of ctx.entities([...new Set(columns.map(({ field }) => field))])) {
      count += rows.length;
      if (maxRows > 0 && count > maxRows) {
        throw new InputError(`More than ${maxRows} rows (EXPORT_FILE_CSV_MAX_ROWS): choose fewer by a filter.`);
      }
      for (let start = 0; start < rows.length; start += AT_ONCE) yield format.rows(rows.slice(start, start + AT_ONCE));
    }
    ctx.say(`${columns.length} columns`);
    if (unknown.length > 0) ctx.say(`Unknown columns left out: ${unknown.join(', ')}`);
  },
});
