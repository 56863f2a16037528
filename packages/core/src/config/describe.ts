import { z } from 'zod';
import type { ConnectorDefinition } from '../define/connector.ts';
import { sectionOf } from './load.ts';
import { snakeCase, variableName } from './names.ts';
import { PLATFORM_SECTIONS } from './platform-settings.ts';
import { isSecret } from './secret.ts';

/** One setting, as documentation shows it. */
export interface SettingRow {
  readonly variable: string;
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | undefined;
  readonly secret: boolean;
  readonly description: string;
}

type JsonProperty = Record<string, unknown>;

function sectionsOf(connector: ConnectorDefinition): [string, z.ZodObject][] {
  return [...Object.entries(PLATFORM_SECTIONS), [sectionOf(connector), connector.config]];
}

/** JSON Schema of what somebody writes, before defaults. */
function inputSchema(schema: z.ZodType): JsonProperty {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonProperty;
}

/** JSON Schema's types in an operator's words. */
const PLAIN: Readonly<Record<string, string>> = { string: 'text', array: 'list', integer: 'whole number' };

/** Every setting of a connector, its own ones last. */
export function describeSettings(connector: ConnectorDefinition): SettingRow[] {
  return sectionsOf(connector).flatMap(([section, schema]) =>
    (Object.entries(schema.shape) as [string, z.ZodType][]).map(([key, property]) => {
      const json = inputSchema(property);
      return {
        variable: variableName(section, key),
        path: `${section}.${snakeCase(key)}`,
        type: Array.isArray(json.enum)
          ? json.enum.join(' | ')
          : (PLAIN[String(json.type)] ?? String(json.type ?? 'text')),
        required: !property.safeParse(undefined).success,
        default: json.default === undefined ? undefined : String(json.default),
        secret: isSecret(property),
        description: property.description ?? '',
      };
    }),
  );
}

/** JSON Schema 2020-12 of all settings; the names of its properties are the variables. */
export function settingsJsonSchema(connector: ConnectorDefinition): JsonProperty {
  const properties: Record<string, JsonProperty> = {};
  for (const [section, schema] of sectionsOf(connector)) {
    for (const [key, property] of Object.entries(schema.shape) as [string, z.ZodType][]) {
      const { $schema: _dialect, ...json } = inputSchema(property);
      properties[variableName(section, key)] = json;
    }
  }
  const required = describeSettings(connector).filter((row) => row.required);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: connector.name,
    type: 'object',
    properties,
    required: required.map(({ variable }) => variable),
  };
}

/** The connector's own settings as a Markdown table, the way its README has it. */
export function settingsTable(connector: ConnectorDefinition): string {
  const own = describeSettings(connector).filter(({ path }) => path.startsWith(`${sectionOf(connector)}.`));
  const rows = own.map(({ variable, type, required, default: value, description }) => [
    `\`${variable}\``,
    type.replaceAll('|', 'or'),
    required ? 'required' : value === undefined || value === '' ? '' : `\`${value}\``,
    description.replaceAll('|', 'or'),
  ]);
  return markdownTable([['Variable', 'Type', 'Default', 'Meaning'], ...rows]);
}

/** Columns as wide as their widest cell, so that a formatter leaves the table alone. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
