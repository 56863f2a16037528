/** One message of the connector's listen queue, on its way from the platform. */
export interface Delivery {
  /** JSON text of the job (protocol.md 5.1). */
  readonly text: string;
  /** True when it may have been delivered before. */
  readonly redelivered: boolean;
  /** The job has ended, well or not: the message does not come again. */
  done(): void;
  /** The job was not done here: the message goes back, for a later process or another replica. */
  giveBack(): void;
}

/** Where jobs come from: the broker, or the platform's worker over HTTP. */
export interface ListenPort {
  /** Hands over messages as they come, until the signal is aborted. What is in hand may be settled after that. */
  listen(take: (delivery: Delivery) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
