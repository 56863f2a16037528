import { Badge } from '../parts/words.tsx';

/** A connector as the lists show it. */
export interface ConnectorRow {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly connector_type: string;
  readonly connector_scope: readonly string[];
  readonly connector_state: string | null;
  readonly connector_state_reset: boolean | null;
  readonly updated_at: string;
  readonly connector_queue_details: { readonly messages_number: number; readonly messages_size: number };
  readonly connector_info: {
    readonly buffering: boolean;
    readonly last_run_datetime: string | null;
    readonly next_run_datetime: string | null;
  } | null;
}

export const CONNECTOR_FIELDS = `
  id name active connector_type connector_scope connector_state connector_state_reset updated_at
  connector_queue_details { messages_number messages_size }
  connector_info { buffering last_run_datetime next_run_datetime }
`;

/** Between two looks at what changes by itself, milliseconds. */
export const LOOK_MS = 2_000;

const KINDS: Readonly<Record<string, string>> = {
  EXTERNAL_IMPORT: 'External import',
  INTERNAL_ENRICHMENT: 'Enrichment',
  INTERNAL_IMPORT_FILE: 'Import of files',
  INTERNAL_EXPORT_FILE: 'Export of files',
  INTERNAL_ANALYSIS: 'Analysis',
  STREAM: 'Stream',
};

export function kindOf({ connector_type: type }: Pick<ConnectorRow, 'connector_type'>): string {
  return KINDS[type] ?? type;
}

/** How a connector is, in one word. A platform calls it alive when it was heard of within five minutes. */
export function Status({ of }: { readonly of: ConnectorRow }) {
  if (of.connector_state_reset) return <Badge tone="busy">Reset under way</Badge>;
  if (!of.active) return <Badge tone="bad">Silent</Badge>;
  if (of.connector_info?.buffering) return <Badge tone="warn">Waits for its queue</Badge>;
  return <Badge tone="good">Alive</Badge>;
}
