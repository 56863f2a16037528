import type { StoredConnector } from '../connectors/registry.ts';

/** A message of the push exchange, whoever sent it: the platform (`type`) or a connector (`bundle_type`). */
export interface PushMessage {
  readonly type?: string;
  readonly work_id?: string | null;
  /** Base64 of a bundle's JSON text. */
  readonly content: string;
  readonly no_split?: boolean;
  readonly applicant_id?: string | null;
  readonly draft_id?: string | null;
  readonly [key: string]: unknown;
}

/** What a connector's queues hold (`ConnectorQueueDetails`). */
export interface QueueDetails {
  readonly messages_number: number;
  readonly messages_size: number;
}

/** The way of messages between the platform, its worker and the connectors. */
export interface Wire {
  /** Whether an object may come before what it refers to: the worker then waits for that. */
  readonly mayArriveLater: boolean;
  /** Makes a connector's queues: at registration, and again at every ping. */
  declare(connector: StoredConnector): Promise<void>;
  /** A bundle for the worker. */
  push(connectorId: string, messages: readonly PushMessage[]): Promise<void>;
  /** A job for a connector. */
  job(connector: StoredConnector, message: object): Promise<void>;
  details(connectorId: string): Promise<QueueDetails>;
  /** Empties both queues. */
  purge(connectorId: string): Promise<void>;
  /** Takes a deleted connector's queues away. */
  remove(connectorId: string): Promise<void>;
  /** Resolves when everything that was pushed is imported. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
