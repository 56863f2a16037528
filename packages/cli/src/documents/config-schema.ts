/** `connector_config_schema.json`: the settings in the form that the platform's catalogue takes (connectors.md 2.4). */
import { describeSettings, type SettingRow, sectionOf, settingsJsonSchema } from '@opencti-connectors/core/tools';
import type { Connector } from './folder.ts';
import type { Publisher } from './names.ts';

/** One property; its name is the variable. */
export type Property = Readonly<Record<string, unknown>>;

/** JSON Schema 2020-12, flat: one property per variable. */
export interface ConfigSchema {
  readonly $schema: string;
  readonly $id: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  readonly additionalProperties: true;
}

type Kind = Connector['kind'];

const JOBS: readonly Kind[] = ['INTERNAL_ENRICHMENT', 'INTERNAL_IMPORT_FILE', 'INTERNAL_EXPORT_FILE'];

/**
 * Shared settings that a form shows, with the kinds that they mean something to; no kinds: all. What is not here needs
 * files, ports or a broker of one's own, which a managed connector has not.
 */
const SHARED: readonly { readonly name: RegExp; readonly kinds?: readonly Kind[] }[] = [
  { name: /^OPENCTI_(URL|TOKEN|SSL_VERIFY)$/ },
  { name: /^CONNECTOR_(NAME|SCOPE|TYPE|LOG_LEVEL|QUEUE_PROTOCOL)$/ },
  { name: /^CONNECTOR_(DURATION_PERIOD|RUN_AND_TERMINATE|QUEUE_THRESHOLD)$/, kinds: ['EXTERNAL_IMPORT'] },
  { name: /^CONNECTOR_AUTO$/, kinds: ['INTERNAL_ENRICHMENT', 'INTERNAL_IMPORT_FILE'] },
  { name: /^CONNECTOR_AUTO_UPDATE$/, kinds: ['INTERNAL_ENRICHMENT'] },
  { name: /^CONNECTOR_(ONLY_CONTEXTUAL|VALIDATE_BEFORE_IMPORT)$/, kinds: ['INTERNAL_IMPORT_FILE'] },
  { name: /^CONNECTOR_(JOBS_AT_ONCE|JOB_TIMEOUT)$/, kinds: JOBS },
  { name: /^CONNECTOR_SPOOL_DIR$/, kinds: ['INTERNAL_IMPORT_FILE'] },
  { name: /^CONNECTOR_LIVE_STREAM_/, kinds: ['STREAM'] },
];

/** Keywords of the contract; anything else makes the platform refuse its whole catalogue. */
const KEYWORDS = [
  'description',
  'type',
  'default',
  'enum',
  'const',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'items',
  'examples',
  'writeOnly',
  'deprecated',
];

/** Formats that the platform's validator knows. */
export const FORMATS = ['password', 'uri', 'duration', 'email', 'date-time', 'date'] as const;

/** True for a shared setting that means something to this kind. */
export function concerns(kind: Kind, variable: string): boolean {
  return SHARED.some(({ name, kinds }) => name.test(variable) && (kinds?.includes(kind) ?? true));
}

/** The connector's own settings, and the shared ones that concern its kind. */
export function settingsOf(connector: Connector): { readonly shared: SettingRow[]; readonly own: SettingRow[] } {
  const rows = describeSettings(connector);
  const isOwn = ({ path }: SettingRow) => path.startsWith(`${sectionOf(connector)}.`);
  return {
    own: rows.filter(isOwn),
    shared: rows.filter((row) => !isOwn(row) && concerns(connector.kind, row.variable)),
  };
}

/** What the definition knows better than the schema of the shared settings. */
export function fixedBy(connector: Connector): Readonly<Record<string, Property>> {
  return {
    CONNECTOR_NAME: { default: connector.name },
    CONNECTOR_SCOPE: { default: [...connector.scope] },
    CONNECTOR_TYPE: { const: connector.kind, default: connector.kind },
    CONNECTOR_LOG_LEVEL: { default: 'info', enum: ['debug', 'info', 'warn', 'error'] },
    ...(connector.every === undefined ? {} : { CONNECTOR_DURATION_PERIOD: { default: connector.every } }),
  };
}

/** The schema of one connector. `CONNECTOR_ID` is left out: the platform gives it. */
export function configSchema(connector: Connector, { repository }: Publisher): ConfigSchema {
  const json = settingsJsonSchema(connector).properties as Record<string, Property>;
  const { shared, own } = settingsOf(connector);
  const fixed = fixedBy(connector);
  const properties = [...shared, ...own].map((row) => [
    row.variable,
    property({ ...json[row.variable], ...fixed[row.variable] }, row),
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${repository}/${connector.slug}_config.schema.json`,
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, Property>,
    required: [...shared, ...own].filter(({ required }) => required).map(({ variable }) => variable),
    additionalProperties: true,
  };
}

function property(json: Property, { secret, description }: SettingRow): Property {
  const known = Object.fromEntries(KEYWORDS.filter((word) => word in json).map((word) => [word, json[word]]));
  const type = plainType(json);
  return {
    description,
    type,
    ...without(known, ['description', 'type', 'default', ...meaningless(known)]),
    ...defaultAs(type, known.default),
    ...(type === 'array' ? { items: { type: 'string' } } : {}),
    ...(secret ? { format: 'password', writeOnly: true } : {}),
  };
}

/** Bounds of a safe integer say nothing to a person; formats that the validator does not know are an error to it. */
function meaningless(known: Property): string[] {
  return [
    ...(known.maximum === Number.MAX_SAFE_INTEGER ? ['maximum'] : []),
    ...(known.minimum === Number.MIN_SAFE_INTEGER ? ['minimum'] : []),
    ...(FORMATS.some((format) => format === known.format) ? [] : ['format']),
  ];
}

/** A default has the type of its property: what is written as JSON is JSON there, and null is no default. */
function defaultAs(type: string, value: unknown): Property {
  if (value === undefined || value === null) return {};
  return { default: type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value };
}

/** A single type: alternatives and objects are written as text. */
function plainType({ type }: Property): string {
  return ['boolean', 'integer', 'number', 'array'].find((one) => one === type) ?? 'string';
}

function without(given: Property, keys: readonly string[]): Property {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key)));
}
