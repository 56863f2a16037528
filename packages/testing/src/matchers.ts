import { type StixObject, validate } from '@opencti-connectors/core/stix';
import { expect } from 'vitest';

declare module 'vitest' {
  // Type parameters have to be declared exactly as vitest does.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Some object of the list has these properties. */
    toContainStix(properties: Readonly<Record<string, unknown>>): R;
    /** Every object of the list is STIX 2.1 as OpenCTI takes it. */
    toBeValidStix(): R;
  }
}

expect.extend({
  toContainStix(objects: readonly StixObject[], properties: Readonly<Record<string, unknown>>) {
    const pass = objects.some((object) => this.equals(object, expect.objectContaining(properties)));
    const seen = () => objects.map(({ id, name }) => `${id} ${String(name ?? '')}`).join('\n  ');
    return {
      pass,
      message: () => `no object has ${JSON.stringify(properties)}; there are\n  ${seen()}`,
    };
  },
  toBeValidStix(objects: readonly StixObject[]) {
    const flaws = objects.flatMap((object) =>
      validate(object).map(({ path, reason }) => `${object.id}: ${path} ${reason}`),
    );
    return { pass: flaws.length === 0, message: () => `not valid STIX:\n  ${flaws.join('\n  ')}` };
  },
});
