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

/** Every setting of a connector, its own ones last. */
export function describeSettings(connector: ConnectorDefinition): SettingRow[] {
  return sectionsOf(connector).flatMap(([section, schema]) =>
    (Object.entries(schema.shape) as [string, z.ZodType][]).map(([key, property]) => {
      const json = inputSchema(property);
      return {
        variable: variableName(section, key),
        path: `${section}.${snakeCase(key)}`,
        type: Array.isArray(json.enum) ? json.enum.join(' | ') : String(json.type ?? 'text'),
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
