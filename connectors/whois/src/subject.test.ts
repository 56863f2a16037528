import type { StixObject } from '@opencti-connectors/core/stix';
import { expect, test } from 'vitest';
import { subjectOf } from './subject.ts';

const entity = (type: string, value: string | number): StixObject => ({
  type,
  id: `${type}--1`,
  ...(typeof value === 'number' ? { number: value } : { value }),
});

test.each([
  ['domain-name', 'Quiet-Heron.ORG.', 'domain quiet-heron.org'],
  ['domain-name', '_dmarc.mail.quiet-heron.co.uk', 'domain quiet-heron.co.uk'],
  ['domain-name', 'héron-cendré.fr', 'domain xn--hron-cendr-b7aj.fr'],
  ['domain-name', 'nest.github.io', 'domain github.io'],
  ['hostname', 'www.quiet-heron.org', 'domain quiet-heron.org'],
  ['hostname', '23.128.44.7', 'ip 23.128.44.7'],
  ['url', 'https://user:pw@www.quiet-heron.org:8443/a?b#c', 'domain quiet-heron.org'],
  ['url', 'http://[2401:db00::5]/', 'ip 2401:db00::5'],
  ['url', 'http://0x17.0x80.44.7/', 'ip 23.128.44.7'],
  ['ipv4-addr', '23.128.44.0/22', 'ip 23.128.44.0/22'],
  ['ipv6-addr', '::ffff:23.128.44.7', 'ip 23.128.44.7'],
  ['email-addr', 'ana@mail.quiet-heron.org', 'domain quiet-heron.org'],
  ['autonomous-system', 394_901, 'autnum AS394901'],
])('%s %s asks about %s', (type, value, expected) => {
  const subject = subjectOf(entity(type, value));
  expect('reason' in subject ? subject.reason : `${subject.kind} ${subject.name}`).toBe(expected);
});

test.each([
  ['domain-name', 'co.uk', 'a suffix that others register names below'],
  ['domain-name', 'localhost', 'no registry holds names below localhost'],
  ['domain-name', 'nas.home.arpa', 'below arpa'],
  ['domain-name', 'heron.example', 'below example'],
  ['domain-name', 'a..b.org', 'is not a domain name'],
  ['domain-name', 'quiet heron.org', 'is not a domain name'],
  ['domain-name', 'quiet-heron.org\r\nHELP', 'is not a domain name'],
  ['domain-name', `${'x'.repeat(64)}.org`, 'is not a domain name'],
  ['domain-name', '', 'is not a domain name'],
  ['url', 'not a url', 'a URL without a host'],
  ['url', 'http://127.0.0.1/', 'special-purpose'],
  ['url', 'http://2130706433/', 'special-purpose'],
  ['ipv4-addr', '10.0.0.1', 'special-purpose'],
  ['ipv4-addr', '192.0.2.10', 'special-purpose'],
  ['ipv4-addr', '23.128.44.0/99', 'is not a network'],
  ['ipv6-addr', 'fe80::1', 'special-purpose'],
  ['ipv6-addr', '2001:db8::1', 'special-purpose'],
  ['ipv4-addr', 'x', 'is not an address'],
  ['autonomous-system', 64_512, 'is reserved'],
  ['autonomous-system', 64_500, 'is reserved'],
  ['autonomous-system', -1, 'is not the number'],
])('%s %j is not looked up', (type, value, reason) => {
  expect(subjectOf(entity(type, value))).toEqual({ reason: expect.stringContaining(reason) });
});
