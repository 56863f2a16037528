/** A connector as it lies in its folder: what is known about it without running it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunnableConnector } from '@opencti-connectors/core/tools';
import type { Publisher } from './names.ts';

/** A definition with its kind, as every `connector.ts` exports it. */
export type Connector = RunnableConnector & {
  readonly every?: string;
  /** Of a live-stream connector: where its dead letters are. */
  readonly dataDir?: unknown;
};

/**
 * `"opencti"` in a connector's package.json: what the definition does not say and catalogue, demo and smoke test need.
 * All of it is optional; what is left out is filled in by kind (`manifest.ts`).
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

/** Everything that is known about one connector without running it. */
export interface ConnectorFolder {
  /** Absolute path. */
  readonly path: string;
  readonly slug: string;
  readonly version: string;
  readonly definition: Connector;
  readonly presentation: Presentation;
  /** Text of its README; empty when there is none. */
  readonly readme: string;
  readonly publisher: Publisher;
}

/** Where the definition is: sources before what was built of them. @returns undefined when there is none. */
export function definitionFile(path: string): string | undefined {
  return ['src/connector.ts', 'dist/connector.js'].map((file) => join(path, file)).find(existsSync);
}

/** Loads one folder. @throws Error when it holds no connector, with the reason for a person. */
export async function loadFolder(path: string, publisher: Publisher): Promise<ConnectorFolder> {
  const file = definitionFile(path);
  if (!file) throw new Error(`${path} is no connector: it has no src/connector.ts`);
  const { default: definition } = (await import(pathToFileURL(file).href)) as { default?: Connector };
  if (!definition?.kind) throw new Error(`${file} has no connector as its default export`);
  const packageFile = join(path, 'package.json');
  const { version = '0.0.0', opencti = {} } = (
    existsSync(packageFile) ? JSON.parse(readFileSync(packageFile, 'utf8')) : {}
  ) as { version?: string; opencti?: Presentation };
  const readme = join(path, 'README.md');
  return {
    path,
    slug: definition.slug,
    version,
    definition,
    presentation: opencti,
    readme: existsSync(readme) ? readFileSync(readme, 'utf8') : '',
    publisher,
  };
}
