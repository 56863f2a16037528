import { expectTypeOf, test } from 'vitest';
import type { StixObject } from './object.ts';
import { attackPattern, indicator, malware, organizationLike } from './relationship.fixtures.ts';
import { type Relationship, relationship } from './relationship.ts';
import { domainName, ipv4Address } from './sco.ts';

test('legal combinations compile, with their name in the type', () => {
  expectTypeOf(relationship(malware, 'uses', attackPattern)).toExtend<Relationship<'uses'>>();
  relationship(indicator, 'indicates', malware);
  relationship(indicator, 'based-on', domainName('example.org'));
  relationship(domainName('example.org'), 'resolves-to', ipv4Address('192.0.2.1'));
  relationship(attackPattern, 'related-to', organizationLike);
  relationship(malware, 'derived-from', malware);
  relationship('malware--x', 'targets', 'identity--y');
});

test('illegal combinations do not', () => {
  // @ts-expect-error a technique does not use malware's victims
  relationship(attackPattern, 'uses', attackPattern);
  // @ts-expect-error nobody "knows" in STIX
  relationship(malware, 'knows', attackPattern);
  // @ts-expect-error indicators indicate no domain names
  relationship(indicator, 'indicates', domainName('example.org'));
  // @ts-expect-error derived-from stays within a type
  relationship(malware, 'derived-from', attackPattern);
  // @ts-expect-error ids carry their type too
  relationship('tool--x', 'mitigates', 'malware--y');
});

test('what is known only at run time compiles', () => {
  const unknown = { type: 'malware', id: 'malware--1' } as StixObject;
  expectTypeOf(relationship(unknown, 'uses', unknown)).toExtend<Relationship>();
  relationship(malware, 'uses', unknown);
});
