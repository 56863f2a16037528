import { defineInternalExportFile } from '@opencti-connectors/core';
import { settings } from './settings.ts';
import { tableHead, tableRow } from './table.ts';

export default defineInternalExportFile({
  slug: 'example-export',
  name: 'Example export',
  description: 'Exports entities as a Markdown table.',
  scope: ['text/markdown'],
  config: settings,

  async *exportFile(ctx, { fields, entityType }) {
    const { columns, maxCell } = ctx.config;
    const unknown = columns.filter((column) => !fields.all.includes(column));
    yield tableHead(columns);
    // A few hundred at a time: nothing needs to fit into memory.
    for await (const entities of ctx.entities(columns.filter((column) => fields.all.includes(column)))) {
      yield entities.map((entity) => tableRow(entity, columns, maxCell)).join('');
    }
    if (unknown.length > 0) ctx.say(`${entityType} has no ${unknown.join(', ')}`);
  },
});
