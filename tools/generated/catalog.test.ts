import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalog, type Connector, type Contract, configSchema, FORMATS } from '@opencti-connectors/cli';
import { duration, secret } from '@opencti-connectors/core';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../connectors.ts';

const catalog = JSON.parse(readFileSync(join(ROOT, 'catalog.json'), 'utf8')) as Catalog;

/** The validator of the platform (connectors.md 2.5): strict, so that one wrong keyword costs the whole catalogue. */
function compile({ properties, required, additionalProperties }: Contract['config_schema']) {
  const ajv = new Ajv({ coerceTypes: true, allErrors: true });
  addFormats.default(ajv, ['password', 'uri', 'duration', 'email', 'date-time', 'date']);
  return ajv.compile({ type: 'object', properties, required, additionalProperties });
}

const USE_CASES = [
  'Adversary & Campaign Insights',
  'Vulnerability & Exploit Awareness',
  'Infrastructure & Attack Surface Visibility',
  'Detection & Response Enablement',
  'Fraud, Financial Crime & Cryptocurrency Monitoring',
  'Brand, Digital Risk & Underground Exposure',
  'Third-Party & Supply Chain Oversight',
  'Cloud, SaaS & Platform Security',
  'Geopolitical, Physical & Hybrid Risk Analysis',
  'Market Vertical & Mission-Specific Intelligence',
  'FIMI & Disinformation',
  'Other',
];
const CATEGORIES = [
  'Threat Intelligence Feed',
  'Endpoint Detection & Response',
  'SIEM & Security Analytics',
  'Malware Analysis & Sandbox',
  'SOAR & Security Automation',
  'Vulnerability & Exposure Management',
  'Attack Surface Management',
  'Network Security',
  'Email Security',
  'AI Security',
  'Incident Response & Case Management',
  'Digital Risk Protection',
  'Governance, Risk & Compliance',
  'Cloud Security',
  'Enrichment & Reputation',
  'Import, Export & Sharing',
  'Other',
];
const chosen = (names: readonly string[]) =>
  z
    .array(z.enum(names as [string, ...string[]]))
    .min(1)
    .max(3);

/** The 20 keys of a manifest, no more and no less (connectors.md 2.3). */
const MANIFEST = {
  title: z.string().min(1),
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  description: z.string().min(1),
  short_description: z.string().min(1).max(250),
  use_cases: chosen(USE_CASES),
  solution_categories: chosen(CATEGORIES),
  license_type: z.enum(['Free', 'Commercial']).nullable(),
  contact: z.string().nullable(),
  verified: z.literal(false),
  last_verified_date: z.null(),
  playbook_supported: z.boolean(),
  max_confidence_level: z.int().min(0).max(100),
  support_version: z.string().regex(/^>=\d+\.\d+\.\d+$/),
  subscription_link: z.url().nullable(),
  source_code: z.url(),
  manager_supported: z.boolean(),
  container_version: z.string().min(1),
  container_image: z.string().regex(/^[a-z0-9-]+\/connector-[a-z0-9-]+$/),
  container_type: z.enum([
    'EXTERNAL_IMPORT',
    'INTERNAL_ENRICHMENT',
    'INTERNAL_IMPORT_FILE',
    'INTERNAL_EXPORT_FILE',
    'STREAM',
  ]),
};
const LOGO = z
  .string()
  .regex(/^data:image\/(png|jpeg);base64,/)
  .nullable();

test('the catalogue has an id of its own, and no image or slug twice', () => {
  const { id, name, description, version, contracts } = catalog;

  expect(id).not.toBe('filigran-catalog-id');
  expect([name, description, version].every(Boolean)).toBe(true);
  for (const key of ['slug', 'container_image'] as const) {
    expect(new Set(contracts.map((contract) => contract[key])).size).toBe(contracts.length);
  }
});

describe.each(catalog.contracts.map((contract) => [contract.slug, contract] as const))('%s', (slug, contract) => {
  test('its manifest has the keys and values that the platform knows', () => {
    const file = join(ROOT, 'connectors', slug, '__metadata__/connector_manifest.json');
    const manifest = z.strictObject({ ...MANIFEST, logo: z.string().startsWith('connectors/').nullable() });

    expect(manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).error?.issues ?? []).toEqual([]);
  });

  test('its contract compiles in the strict validator and takes what a form sends: texts', () => {
    const { config_schema: schema, ...manifest } = contract;
    const validate = compile(schema);
    const defaults = Object.entries(schema.properties).map(([name, { default: value }]) => [name, asText(value)]);
    const values = Object.fromEntries(defaults.filter(([, value]) => value !== undefined));
    const given = { OPENCTI_URL: 'http://opencti:8080', OPENCTI_TOKEN: 'token', ...required(schema), ...values };

    expect(z.strictObject({ ...MANIFEST, logo: LOGO }).safeParse(manifest).error?.issues ?? []).toEqual([]);
    expect(validate(given), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({})).toBe(false);
  });

  test('its settings are flat, described, and hide secrets', () => {
    for (const [name, property] of Object.entries(contract.config_schema.properties)) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(property.description, name).toEqual(expect.stringMatching(/./));
      expect(['string', 'boolean', 'integer', 'number', 'array'], name).toContain(property.type);
      for (const word of ['$ref', '$defs', 'anyOf', 'oneOf', 'title', 'properties'])
        expect(property).not.toHaveProperty(word);
      if (property.writeOnly) expect(property).not.toHaveProperty('default');
    }
    expect(contract.config_schema.properties).not.toHaveProperty('CONNECTOR_ID');
    expect(contract.config_schema.properties.OPENCTI_TOKEN).toMatchObject({ format: 'password', writeOnly: true });
  });
});

/** As the composer hands it over; a list stays one, which the validator of the form sees before it is joined. */
function asText(value: unknown): unknown {
  return value === undefined || Array.isArray(value) ? value : String(value);
}

/** One of its choices, else an address, for each setting that must be there. */
function required({ required, properties }: Contract['config_schema']): Record<string, unknown> {
  return Object.fromEntries(
    required.map((name) => [
      name,
      (properties[name] as { enum?: readonly string[] }).enum?.[0] ?? 'https://required.example/',
    ]),
  );
}

describe('every shape of setting becomes a property that the platform takes', () => {
  const settings = {
    url: z.url().describe('d'),
    key: secret(z.string().optional()).describe('d'),
    wait: duration().prefault('PT5M').describe('d'),
    size: z.number().int().min(1).max(9).default(3).describe('d'),
    any: z.number().int().optional().describe('d'),
    ratio: z.number().default(0.5).describe('d'),
    words: z
      .array(z.enum(['a', 'b']))
      .default(['a'])
      .describe('d'),
    either: z.union([z.string(), z.number()]).optional().describe('d'),
    pairs: z.record(z.string(), z.string()).default({ a: 'b' }).describe('d'),
    host: z.ipv4().optional().describe('d'),
    nothing: z.string().nullable().default(null).describe('d'),
  };
  const connector: Connector = {
    slug: 'shapes',
    kind: 'STREAM',
    name: 'Shapes',
    description: 'd',
    scope: [],
    config: z.object(settings),
  };
  const schema = configSchema(connector, { repository: 'https://git.example', imagePrefix: '' });

  test.each<[string, object]>([
    ['URL', { type: 'string', format: 'uri' }],
    ['KEY', { type: 'string', format: 'password', writeOnly: true }],
    ['WAIT', { type: 'string', format: 'duration', default: 'PT5M' }],
    ['SIZE', { type: 'integer', minimum: 1, maximum: 9, default: 3 }],
    ['ANY', { type: 'integer' }],
    ['RATIO', { type: 'number', default: 0.5 }],
    ['WORDS', { type: 'array', items: { type: 'string' }, default: ['a'] }],
    ['EITHER', { type: 'string' }],
    ['PAIRS', { type: 'string', default: '{"a":"b"}' }],
    ['NOTHING', { type: 'string' }],
  ])('SHAPES_%s', (name, expected) => {
    expect(schema.properties[`SHAPES_${name}`]).toEqual({ description: 'd', ...expected });
  });

  test('and all of them compile', () => {
    const formats = Object.values(schema.properties).map(({ format }) => format);

    expect(() => compile(schema)).not.toThrow();
    expect(formats.filter((format) => format !== undefined && !FORMATS.some((known) => known === format))).toEqual([]);
    expect(schema.required).toContain('SHAPES_URL');
  });
});
