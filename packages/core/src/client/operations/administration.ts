import { operation } from '../client.ts';

/** A connector as the platform's list has it (protocol.md 2.6). Sizes are bytes. */
export interface ListedConnector {
  readonly id: string;
  readonly name: string;
  readonly active: boolean | null;
  readonly connector_type: string | null;
  readonly connector_state: string | null;
  readonly updated_at?: string | null;
  readonly connector_queue_details: { readonly messages_number: number; readonly messages_size: number };
  readonly connector_info?: {
    readonly buffering: boolean;
    readonly last_run_datetime: string | null;
    readonly next_run_datetime: string | null;
  } | null;
  readonly works: readonly ListedWork[] | null;
}

interface ListedWork {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly received_time: string | null;
  readonly completed_time: string | null;
  readonly errors: readonly { readonly message: string | null }[] | null;
  readonly tracking: {
    readonly import_expected_number: number | null;
    readonly import_processed_number: number | null;
  } | null;
}

/** All connectors, each with its latest works. */
export const listConnectors = operation<{ connectors: readonly ListedConnector[] }, Record<string, never>>(
  'Connectors',
  `query Connectors {
  connectors {
    id name active connector_type connector_state updated_at
    connector_queue_details { messages_number messages_size }
    connector_info { buffering last_run_datetime next_run_datetime }
    works {
      id name status received_time completed_time
      errors { message }
      tracking { import_expected_number import_processed_number }
    }
  }
}`,
  'MODULES',
);

/** Empties the state, then both queues (protocol.md 2.5). Works are not touched. */
export const resetConnector = operation<{ resetStateConnector: { id: string } }, { id: string }>(
  'ResetConnector',
  'mutation ResetConnector($id: ID!) { resetStateConnector(id: $id) { id connector_state } }',
  'MODULES_MODMANAGE',
);
