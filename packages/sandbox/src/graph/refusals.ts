import { MODELS } from './model/model.ts';
import type { IncomingObject } from './store.ts';

/** Why an object was refused, in the platform's words. */
export class Refusal extends Error {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** STIX types that an import handles (protocol.md 8.5), by their plain name. */
const SUPPORTED = new Set(MODELS.map(({ stix }) => stix));
const OBSERVABLES = new Set(MODELS.filter(({ family }) => family === 'observable').map(({ stix }) => stix));

/** Types that the platform takes under two names and keeps under the plain one. */
const PREFIXED = /^x-(mitre-(?=data-)|opencti-(?=case-|task|feedback))/;

export function plainType(type: string): string {
  return type.replace(PREFIXED, '');
}

export function isObservable(type: string): boolean {
  return OBSERVABLES.has(type);
}

/** @throws Refusal */
export function refuseUnsupported(type: string, sent: string): void {
  if (!SUPPORTED.has(type)) throw new Refusal('UNSUPPORTED_ERROR', `Type ${sent} is not supported`);
}

/** Types that the platform creates by name. */
const NAMED = new Set(
  (
    'attack-pattern campaign course-of-action data-component data-source event grouping identity incident ' +
    'infrastructure intrusion-set malware narrative report threat-actor tool vulnerability'
  ).split(' '),
);

/** @throws Refusal */
export function refuseNameless(type: string, { name }: IncomingObject): void {
  if (NAMED.has(type) && (typeof name !== 'string' || name.trim() === '')) {
    throw new Refusal('BAD_USER_INPUT', `Expected value of type "${type}" to include required field "name"`);
  }
}
