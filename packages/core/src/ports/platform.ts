import type { ConnectorKind } from '../define/connector.ts';
import type { ConnectorQueues } from './broker.ts';

/** `RegisterConnectorInput` (protocol.md 2.2); every field is sent every time. */
export interface RegisterInput {
  readonly id: string;
  readonly name: string;
  readonly type: ConnectorKind;
  readonly scope: readonly string[];
  readonly auto: boolean;
  readonly auto_update: boolean;
  readonly enrichment_resolution: string;
  readonly only_contextual: boolean;
  readonly playbook_compatible: boolean;
  readonly listen_callback_uri: string | null;
  /** Only where it is configured: platforms before 6.9 do not know it. */
  readonly xtm_one_intent?: string;
}

/** `ConnectorInfoInput` (protocol.md 2.2): what the platform shows beside a connector. Sizes in MB. */
export interface ConnectorInfo {
  readonly run_and_terminate: boolean;
  readonly buffering: boolean;
  readonly queue_threshold: number;
  readonly queue_messages_size: number;
  readonly next_run_datetime: string | null;
  readonly last_run_datetime: string | null;
}

/** What the platform answers to a registration. */
export interface Registration {
  readonly connectorId: string;
  /** JSON text, null or empty when there is none. */
  readonly state: string | null;
  /** Internal id of the user the token belongs to. */
  readonly userId: string | null;
  /** Where the connector's messages come from and go to. */
  readonly queues: ConnectorQueues;
  /** Keys that the platform signs its callbacks with: JSON text of a key set; null on platforms that do not sign. */
  readonly jwks: string | null;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Tries in all; without it, as many as outlast a restart of the platform. */
  readonly attempts?: number;
  /** Called before each further try: the one before may have had its effect all the same. */
  readonly onRetry?: () => void;
}

/** A work as far as a connector needs it. */
export interface Work {
  readonly id: string;
  /** False on platforms that do not know multi-part works: such a work ends when its counters meet. */
  readonly multiPart: boolean;
}

/** Status and counters of a work. */
export interface WorkProgress {
  readonly status: 'wait' | 'progress' | 'complete';
  readonly expected: number;
  readonly processed: number;
}

/** A work that has not ended. */
export interface OpenWork {
  readonly id: string;
  readonly name: string;
  /** True when a connector has said that its part is done: only parts under way keep the work open. */
  readonly answered: boolean;
}

/** Step of a playbook, as its message names it. */
export interface PlaybookStep {
  readonly event_id: string;
  readonly execution_id: string;
  readonly playbook_id: string;
  readonly data_instance_id: string;
  readonly step_id: string;
  readonly previous_step_id?: string | null | undefined;
}

/** What a connector gives back to a playbook. */
export interface PlaybookAnswer {
  /** When the connector received the job. */
  readonly executionStart: Date;
  /** The bundle that came, as JSON text. */
  readonly previousBundle: string;
  readonly bundle: string;
}

/** What the drivers ask of the platform. Every method throws PlatformError. */
export interface PlatformPort {
  about(options?: CallOptions): Promise<{ readonly version: string }>;
  /** The user of the token. */
  whoAmI(options?: CallOptions): Promise<{ readonly name: string; readonly capabilities: readonly string[] }>;
  register(input: RegisterInput, options?: CallOptions): Promise<Registration>;
  ping(
    connectorId: string,
    state: string | null,
    info: ConnectorInfo,
    options?: CallOptions,
  ): Promise<{ readonly state: string | null }>;
  readState(connectorId: string, options?: CallOptions): Promise<string | null>;
  /** Messages and bytes that wait on the connector's queues. */
  queueSize(connectorId: string, options?: CallOptions): Promise<{ readonly messages: number; readonly bytes: number }>;
  openWork(connectorId: string, name: string, kind: { multiPart: boolean }, options?: CallOptions): Promise<Work>;
  addExpectations(workId: string, expectations: number, options?: CallOptions): Promise<void>;
  received(workId: string, message: string, options?: CallOptions): Promise<void>;
  processed(workId: string, message: string, inError: boolean, options?: CallOptions): Promise<void>;
  /** Reports one expected part as failed: it counts as processed. */
  reportFailure(workId: string, error: string, options?: CallOptions): Promise<void>;
  /** How far a work is; undefined for one that is gone. */
  workProgress(workId: string, options?: CallOptions): Promise<WorkProgress | undefined>;
  /** Reports one expected part as done. */
  reportDone(workId: string, options?: CallOptions): Promise<void>;
  /** The answer of a playbook's step: one bundle, as JSON text (protocol.md 5.2). */
  answerPlaybook(step: PlaybookStep, answer: PlaybookAnswer, options?: CallOptions): Promise<void>;
  /** The connector's works in `wait` or `progress`. */
  openWorks(connectorId: string, options?: CallOptions): Promise<readonly OpenWork[]>;
  /** `stixBundlePush`: the JSON text of one bundle. */
  pushBundle(connectorId: string, bundle: string, workId: string, options?: CallOptions): Promise<void>;
}
