/** What a finding is about. */
export type FindingSubject = 'settings' | 'platform' | 'capabilities' | 'broker' | 'source' | 'copies';

/** One thing that a check has found. */
export interface Finding {
  /** `bad` keeps the connector from its work; `unsure` could not be tried yet, or is said for a person to know. */
  readonly level: 'good' | 'unsure' | 'bad';
  readonly subject: FindingSubject;
  /** A sentence without its full stop; in most cases a constant. */
  readonly message: string;
  /** Values beside it, such as `capability` or `error`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Hands on findings, and counts those that are problems. */
export class Findings {
  problems = 0;
  readonly #report: (finding: Finding) => void;

  constructor(report: (finding: Finding) => void) {
    this.#report = report;
  }

  good(subject: FindingSubject, message: string, fields: Finding['fields'] = {}): void {
    this.#report({ level: 'good', subject, message, fields });
  }

  unsure(subject: FindingSubject, message: string, fields: Finding['fields'] = {}): void {
    this.#report({ level: 'unsure', subject, message, fields });
  }

  bad(subject: FindingSubject, message: string, fields: Finding['fields'] = {}): void {
    this.problems += 1;
    this.#report({ level: 'bad', subject, message, fields });
  }
}
