import { isIP } from 'node:net';
import type { Model } from '../../graph/model/model.ts';
import { Refusal } from '../../graph/store.ts';
import type { Input } from './knowledge-input.ts';

/** @throws Refusal for a score that is none */
export function refuseScore(score: unknown): void {
  if (score === undefined || score === null) return;
  const number = Number(score);
  if (Number.isInteger(number) && number >= 0 && number <= 100) return;
  const message = 'The score should be an integer between 0 and 100';
  throw new Refusal('VALIDATION_ERROR', message, { field: 'x_opencti_score' });
}

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  'IPv4-Addr': (value) => isIP(value.replace(/\/\d{1,2}$/, '')) === 4,
  'IPv6-Addr': (value) => isIP(value.replace(/\/\d{1,3}$/, '')) === 6,
  'Domain-Name': (value) => /^[^\s/@:]+\.[^\s/@:]+$/.test(value),
  'Mac-Addr': (value) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  'Email-Addr': (value) => /^[^\s@]+@[^\s@]+$/.test(value),
};

/** @throws Refusal for an observable whose value is not of its type */
export function refuseMalformed({ name, fields }: Model, own: Input, score: unknown): void {
  if (!fields.some((field) => field.name === 'value')) return;
  const value = String(own.value ?? '');
  const fits = value !== '' && (FORMATS[name]?.(value) ?? true);
  if (fits) return;
  const input = { ...(score === undefined || score === null ? {} : { x_opencti_score: score }), ...own };
  const data = { type: name, input, doc_code: 'INCORRECT_OBSERVABLE_FORMAT' };
  throw new Refusal('FUNCTIONAL_ERROR', 'Observable is not correctly formatted', data);
}
