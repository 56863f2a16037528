/** The connectors of this repository, read from the folders: no list of them stands anywhere. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConnectorDefinition, ConnectorKind } from '@opencti-connectors/core';

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '..');

/** A definition with its kind, as every `connector.ts` exports it. */
export type Connector = ConnectorDefinition & { readonly kind: ConnectorKind; readonly every?: string };

/**
 * `"opencti"` in a connector's package.json: what the definition does not say and catalogue, demo and smoke test need.
 * All of it is optional; what is left out is filled in by kind (`tools/manifest.ts`).
 */
export interface Presentation {
  readonly useCases?: readonly string[];
  readonly solutionCategories?: readonly string[];
  readonly license?: 'Free' | 'Commercial';
  readonly maxConfidence?: number;
  /** Whether the platform's own manager may run it: environment alone, no files, no ports. */
  readonly managed?: boolean;
  readonly subscriptionLink?: string;
  /** How it runs in the demo and in the smoke test: variables, and folders of its own as `sample:/sample:ro`. */
  readonly demo?: { readonly environment?: Readonly<Record<string, string>>; readonly volumes?: readonly string[] };
}

/** Folders below connectors/ that have a main.ts, sorted: the slug is the folder's name. */
export function connectorSlugs(root = ROOT): string[] {
  const folder = join(root, 'connectors');
  const slugs = readdirSync(folder).filter((slug) => existsSync(join(folder, slug, 'src/main.ts')));
  return slugs.sort();
}

/** Everything that is known about one connector without running it. */
export interface ConnectorFolder {
  readonly slug: string;
  readonly version: string;
  readonly definition: Connector;
  readonly presentation: Presentation;
  /** Text of its README; empty when there is none. */
  readonly readme: string;
}

/** Loads the definitions. @throws when a folder's name is not the connector's slug, or it has no default export. */
export async function loadConnectors(root = ROOT): Promise<ConnectorFolder[]> {
  return Promise.all(connectorSlugs(root).map((slug) => loadConnector(slug, root)));
}

async function loadConnector(slug: string, root: string): Promise<ConnectorFolder> {
  const folder = join(root, 'connectors', slug);
  const { default: definition } = (await import(join(folder, 'src/connector.ts'))) as { default?: Connector };
  if (definition?.slug !== slug) {
    throw new Error(`connectors/${slug}/src/connector.ts: the slug "${definition?.slug}" is not the folder's name`);
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    opencti?: Presentation;
  };
  const readme = join(folder, 'README.md');
  return {
    slug,
    version: manifest.version,
    definition,
    presentation: manifest.opencti ?? {},
    readme: existsSync(readme) ? readFileSync(readme, 'utf8') : '',
  };
}

/** An id for the demo and the smoke test, the same each time: a UUID made of the slug. */
export function connectorId(slug: string): string {
  const hex = createHash('sha256').update(slug).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
