export interface WorkMessage {
  readonly timestamp: string;
  readonly message: string;
  readonly sequence: null;
  readonly source: string | null;
}

export interface StoredWork {
  readonly id: string;
  readonly connectorId: string;
  readonly userId: string;
  draft_context: string | null;
  readonly name: string | null;
  readonly timestamp: string;
  status: 'wait' | 'progress' | 'complete';
  readonly event_source_id: string;
  received_time: string | null;
  processed_time: string | null;
  completed_time: string | null;
  completed_number: number;
  readonly messages: WorkMessage[];
  readonly errors: WorkMessage[];
  expected: number | null;
  processed: number | null;
  lastProcessed: string | null;
  readonly multiPart: boolean;
  isProcessed: boolean;
}

const MAX_ERRORS = 100;

function now(): string {
  return new Date().toISOString();
}

/** Works and their counters (protocol.md 3.3). Calls on an unknown work do nothing; only `ping` fails. */
export class WorkStore {
  readonly #works = new Map<string, StoredWork>();

  all(): StoredWork[] {
    return [...this.#works.values()];
  }

  ofConnector(connectorId: string): StoredWork[] {
    return this.all().filter((work) => work.connectorId === connectorId);
  }

  find(id: string): StoredWork | undefined {
    return this.#works.get(id);
  }

  add(connectorId: string, name: string | null, multiPart: boolean, userId: string): StoredWork {
    const timestamp = now();
    const work: StoredWork = {
      id: this.#freshId(connectorId, timestamp),
      connectorId,
      userId,
      draft_context: null,
      name,
      timestamp,
      status: 'progress',
      event_source_id: connectorId,
      received_time: timestamp,
      processed_time: null,
      completed_time: null,
      completed_number: 0,
      messages: [],
      errors: [],
      expected: null,
      processed: null,
      lastProcessed: null,
      multiPart,
      isProcessed: false,
    };
    this.#works.set(work.id, work);
    return work;
  }

  /** The work of a job that the platform sends to a connector: it waits until the connector says that it was received. */
  addJob(connectorId: string, name: string, sourceId: string, userId: string, draft: string | null = null): StoredWork {
    const work = this.add(connectorId, name, false, userId);
    const waiting = { ...work, status: 'wait' as const, received_time: null, event_source_id: sourceId };
    const job = { ...waiting, draft_context: draft };
    this.#works.set(job.id, job);
    return job;
  }

  /** Two works of one connector in one millisecond would share an id: the later one waits for the next. */
  #freshId(connectorId: string, timestamp: string): string {
    for (let time = Date.parse(timestamp); ; time++) {
      const id = `work_${connectorId}_${new Date(time).toISOString()}`;
      if (!this.#works.has(id)) return id;
    }
  }

  addExpectations(id: string, expectations: number): void {
    const work = this.#works.get(id);
    if (!work) return;
    work.expected = (work.expected ?? 0) + expectations;
  }

  report(id: string, error?: { readonly error?: string | null; readonly source?: string | null } | null): void {
    const work = this.#works.get(id);
    if (!work) return;
    work.expected ??= 0;
    work.processed = (work.processed ?? 0) + 1;
    work.lastProcessed = now();
    if (error) pushMessage(work.errors, error.error ?? '', error.source ?? null);
    if ((!work.multiPart || work.isProcessed) && work.processed >= work.expected) complete(work);
  }

  toReceived(id: string, message: string | null | undefined): void {
    const work = this.#works.get(id);
    if (!work) return;
    work.status = 'progress';
    work.received_time = now();
    if (message) pushMessage(work.messages, message, null);
  }

  toProcessed(id: string, message: string | null | undefined, inError: boolean): void {
    const work = this.#works.get(id);
    if (!work) return;
    work.processed_time = now();
    if (message) pushMessage(inError ? work.errors : work.messages, message, null);
    if ((work.processed ?? 0) < (work.expected ?? 0)) {
      work.isProcessed = true;
      return;
    }
    complete(work);
    work.completed_number = work.processed || 1;
    work.expected = work.completed_number;
    work.processed = work.completed_number;
  }

  setDraft(id: string, draft: string | null): void {
    const work = this.#works.get(id);
    if (work) work.draft_context = draft;
  }

  ping(id: string): void {
    if (!this.#works.has(id)) throw new Error("Cannot read properties of undefined (reading '_index')");
  }

  delete(id: string): void {
    this.#works.delete(id);
  }

  deleteOf(connectorId: string): void {
    for (const { id } of this.ofConnector(connectorId)) this.#works.delete(id);
  }
}

function complete(work: StoredWork): void {
  work.status = 'complete';
  work.completed_time = now();
  work.completed_number = work.processed ?? 0;
}

function pushMessage(list: WorkMessage[], message: string, source: string | null): void {
  list.push({ timestamp: now(), message, sequence: null, source });
  if (list.length > MAX_ERRORS) list.shift();
}
