import type { z } from 'zod';

/** The five kinds of connector, as the platform names them (`ConnectorType`). */
export type ConnectorKind =
  | 'EXTERNAL_IMPORT'
  | 'INTERNAL_ENRICHMENT'
  | 'INTERNAL_IMPORT_FILE'
  | 'INTERNAL_EXPORT_FILE'
  | 'STREAM';

/** The part of a definition that all kinds have. A definition is a value: making it does nothing. */
export interface ConnectorDefinition<Config extends z.ZodObject = z.ZodObject> {
  /** Folder, image and npm name, such as `mitre-attack`. */
  readonly slug: string;
  /** Prefix of the settings where it differs from the slug: `mitre` reads `MITRE_*`. */
  readonly namespace?: string;
  /** Name shown by the platform; `CONNECTOR_NAME` replaces it. */
  readonly name: string;
  /** One sentence: what it brings. */
  readonly description: string;
  /** Entity types or media types; `CONNECTOR_SCOPE` replaces them. */
  readonly scope: readonly string[];
  /** Settings of the connector itself, flat. */
  readonly config: Config;
}
