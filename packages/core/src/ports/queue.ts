import type { StixObject } from '../stix/object.ts';

/** Said where the queue cannot name a draft: over HTTP. */
export const NO_DRAFTS = 'Drafts cannot be filled over HTTP: set CONNECTOR_QUEUE_PROTOCOL=amqp for this connector.';

/** One sending: what belongs to it besides its objects. */
export interface SendOptions {
  /** Work that counts the parts; its expectations are announced before the parts. */
  readonly workId: string;
  /** True when the platform knows multi-part works: expectations may then be announced in blocks. */
  readonly multiPart: boolean;
  /** Draft workspace the data go into. */
  readonly draftId?: string;
  /** User to act as, where a message named one. */
  readonly applicantId?: string;
  readonly signal?: AbortSignal;
}

/** What the platform has accepted. */
export interface QueueReceipt {
  /** Parts accepted, each with one object: equal to the expectations announced for them. */
  readonly parts: number;
  /** True when parts may have been announced twice, because an answer of the platform was lost. */
  readonly uncertain?: boolean;
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

/**
 * The way of bundles to the platform (decision 18). Resolves when everything is accepted: only then may state that
 * stands for the data be stored. When sending fails midway, the unsent rest has been reported to the work.
 */
export interface QueuePort {
  send(objects: readonly StixObject[], options: SendOptions): Promise<QueueReceipt>;
  /** Parts of this connector that wait for the platform's worker; messages for the connector may be counted too. */
  waiting(signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}
