/** `connector_manifest.json` and `catalog.json` in the platform's form (connectors.md 2.3 and 2.5). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigSchema, configSchema } from './config-schema.ts';
import type { Connector, ConnectorFolder } from './folder.ts';
import { imageName } from './names.ts';

/** The oldest platform that the recordings cover. */
const OLDEST_PLATFORM = '>=6.7.5';

/** What the platform's catalogue knows of a connector; the order is the one of its own files. */
export interface Manifest {
  readonly title: string;
  readonly slug: string;
  readonly description: string;
  readonly short_description: string;
  readonly logo: string | null;
  readonly use_cases: readonly string[];
  readonly solution_categories: readonly string[];
  readonly license_type: string | null;
  readonly contact: string | null;
  readonly verified: boolean;
  readonly last_verified_date: string | null;
  readonly playbook_supported: boolean;
  readonly max_confidence_level: number;
  readonly support_version: string;
  readonly subscription_link: string | null;
  readonly source_code: string;
  readonly manager_supported: boolean;
  readonly container_version: string;
  readonly container_image: string;
  readonly container_type: string;
}

/** A manifest with its settings, as a catalogue has it. */
export type Contract = Manifest & { readonly config_schema: ConfigSchema };

/** The file that `app:custom_catalogs` names. */
export interface Catalog {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly contracts: readonly Contract[];
}

interface KindDefaults {
  readonly category: string;
  readonly confidence: number;
  readonly managed: boolean;
}

/** An export needs the rights to read for others: the platform's manager cannot give it them. */
const BY_KIND: Readonly<Record<Connector['kind'], KindDefaults>> = {
  EXTERNAL_IMPORT: { category: 'Threat Intelligence Feed', confidence: 80, managed: true },
  INTERNAL_ENRICHMENT: { category: 'Enrichment & Reputation', confidence: 80, managed: true },
  INTERNAL_IMPORT_FILE: { category: 'Import, Export & Sharing', confidence: 100, managed: true },
  INTERNAL_EXPORT_FILE: { category: 'Import, Export & Sharing', confidence: 100, managed: false },
  STREAM: { category: 'SIEM & Security Analytics', confidence: 50, managed: true },
};

/** The manifest of one connector. `verified` is Filigran's to give. */
export function manifest(folder: ConnectorFolder): Manifest {
  const { slug, version, definition, presentation, readme, publisher } = folder;
  const byKind = BY_KIND[definition.kind];
  return {
    title: definition.name,
    slug,
    description: introduction(readme) || definition.description,
    short_description: definition.description,
    logo: existsSync(logoFile(folder)) ? `connectors/${slug}/__metadata__/logo.png` : null,
    use_cases: presentation.useCases ?? ['Other'],
    solution_categories: presentation.solutionCategories ?? [byKind.category],
    license_type: presentation.license ?? 'Free',
    contact: null,
    verified: false,
    last_verified_date: null,
    playbook_supported: definition.kind === 'INTERNAL_ENRICHMENT',
    max_confidence_level: presentation.maxConfidence ?? byKind.confidence,
    support_version: OLDEST_PLATFORM,
    subscription_link: presentation.subscriptionLink ?? null,
    source_code: sourcePage(folder),
    manager_supported: presentation.managed ?? byKind.managed,
    container_version: version,
    container_image: imageName(slug, publisher),
    container_type: definition.kind,
  };
}

/** A folder of its own in a repository of many, or the whole repository. */
function sourcePage({ slug, path, publisher: { repository } }: ConnectorFolder): string {
  return path.endsWith(`connectors/${slug}`) ? `${repository}/tree/main/connectors/${slug}` : repository;
}

/** All connectors in one catalogue; logos are embedded, as the platform wants them. */
export function catalog(folders: readonly ConnectorFolder[], version: string): Catalog {
  return {
    id: 'opencti-connectors',
    name: 'opencti-connectors',
    description: 'OpenCTI connectors in TypeScript on one shared core.',
    version,
    contracts: folders.map((folder) => ({
      ...manifest(folder),
      logo: logoDataUrl(folder),
      config_schema: configSchema(folder.definition, folder.publisher),
    })),
  };
}

/** The text of a README between its title and its first section. */
function introduction(readme: string): string {
  const [, body = ''] = /^# .*\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(readme) ?? [];
  return body.trim();
}

function logoFile({ path }: ConnectorFolder): string {
  return join(path, '__metadata__/logo.png');
}

function logoDataUrl(folder: ConnectorFolder): string | null {
  const file = logoFile(folder);
  return existsSync(file) ? `data:image/png;base64,${readFileSync(file).toString('base64')}` : null;
}
