import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StixObject } from './object.ts';
import { observableOf } from './observable-of.ts';
import * as observables from './observables.ts';
import { openctiType } from './opencti-type.ts';
import { patternOf } from './pattern.ts';
import * as simple from './sco.ts';
import { SCO_TYPES } from './sco-ids.ts';

const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../testing/fixtures/vectors/sco-ids.json'), 'utf8'),
) as {
  cases: { type: string; object: Record<string, unknown>; expected_id?: string | null; error?: string }[];
};

type Build = (properties: Record<string, unknown>) => StixObject;
const byProperties = (build: unknown) => build as Build;
const byOneValue = (build: unknown, property = 'value'): Build => {
  return (given) => (build as (value: unknown, more: object) => StixObject)(given[property], given);
};

/** The builder of each type. */
const BUILDERS: Readonly<Record<string, Build>> = {
  artifact: byProperties(observables.artifact),
  'autonomous-system': byOneValue(simple.autonomousSystem, 'number'),
  directory: byProperties(observables.directory),
  'domain-name': byOneValue(simple.domainName),
  'email-addr': byOneValue(simple.emailAddress),
  'email-message': byProperties(observables.emailMessage),
  file: byProperties(simple.file),
  'ipv4-addr': byOneValue(simple.ipv4Address),
  'ipv6-addr': byOneValue(simple.ipv6Address),
  'mac-addr': byOneValue(simple.macAddress),
  mutex: byProperties(observables.mutex),
  'network-traffic': byProperties(observables.networkTraffic),
  process: byProperties(observables.process),
  software: byProperties(observables.software),
  url: byOneValue(simple.url),
  'user-account': byProperties(observables.userAccount),
  'windows-registry-key': byProperties(observables.windowsRegistryKey),
  'x509-certificate': byProperties(observables.x509Certificate),
  hostname: byOneValue(simple.hostname),
  text: byOneValue(observables.text),
  'user-agent': byOneValue(observables.userAgent),
  credential: byOneValue(observables.credential),
  'cryptocurrency-wallet': byOneValue(observables.cryptocurrencyWallet),
  'cryptographic-key': byOneValue(observables.cryptographicKey),
  'phone-number': byOneValue(observables.phoneNumber),
  'tracking-number': byOneValue(observables.trackingNumber),
  'ssh-key': byProperties(observables.sshKey),
  'ai-prompt': byOneValue(observables.aiPrompt),
  imei: byOneValue(observables.imei),
  iccid: byOneValue(observables.iccid),
  imsi: byOneValue(observables.imsi),
  'payment-card': byProperties(observables.paymentCard),
  'bank-account': byProperties(observables.bankAccount),
  'media-content': byProperties(observables.mediaContent),
  persona: byProperties(observables.persona),
};

test('each observable type that has an id has a builder', () => {
  expect(Object.keys(BUILDERS).sort()).toEqual([...SCO_TYPES].sort());
});

describe('builders give the ids of the vectors', () => {
  const usable = cases.filter(({ expected_id }) => expected_id);
  test.each(usable.map((one, index) => [`${index} ${one.type}`, one] as const))('%s', (_name, one) => {
    const { id: _id, type: _type, spec_version: _version, ...properties } = one.object;
    expect(BUILDERS[one.type]?.(properties).id).toBe(one.expected_id);
  });
});

test('each type with an id in the vectors has a pattern', () => {
  const usable = cases.filter(({ expected_id, object }) => expected_id && object.value !== '');
  const types = new Set<string>();
  for (const { type, object } of usable) {
    expect(patternOf({ id: `${type}--1`, ...object, type }, () => simple.domainName('x.example'))).toMatch(
      new RegExp(`^\\[${type}:[\\s\\S]+ = [\\s\\S]+\\]$`),
    );
    types.add(type);
  }
  expect([...types, 'process'].sort()).toEqual([...SCO_TYPES].sort());
});

test('types without id by the specification get the one of the platform', () => {
  const { process, windowsRegistryValue, emailMimePart } = observables;
  expect(process({ command_line: 'cmd /c', pid: 7 }).id).not.toBe(process({ command_line: 'cmd /c' }).id);
  expect(() => process({ pid: 7 })).toThrow('give it an id');
  expect(windowsRegistryValue({ name: 'Run' }).id).toBe(windowsRegistryValue({ name: 'Run', x_more: 1 }).id);
  expect(emailMimePart({ body: 'a' }).type).toBe('email-mime-part-type');
});

describe('patterns', () => {
  const { windowsRegistryKey, software, networkTraffic, userAccount, directory } = observables;
  const address = simple.ipv4Address('198.51.100.7');
  test.each<[StixObject, string]>([
    [simple.domainName("o'brien.example"), "[domain-name:value = 'o\\'brien.example']"],
    [simple.url('https://e.example/?a=\\x'), "[url:value = 'https://e.example/?a=\\\\x']"],
    [simple.autonomousSystem(64496), '[autonomous-system:number = 64496]'],
    [directory({ path: 'C:\\Temp' }), "[directory:path = 'C:\\\\Temp']"],
    [
      simple.file({ name: 'a.exe', hashes: { md5: 'a'.repeat(32), SHA256: 'b'.repeat(64) } }),
      `[file:hashes.'MD5' = '${'a'.repeat(32)}' OR file:hashes.'SHA-256' = '${'b'.repeat(64)}']`,
    ],
    [simple.file({ name: "it's.exe" }), "[file:name = 'it\\'s.exe']"],
    [
      windowsRegistryKey({ key: 'HKLM\\Run', values: [{ name: 'x', data: 'y' }] }),
      "[windows-registry-key:key = 'HKLM\\\\Run' AND windows-registry-key:values[*].name = 'x' AND windows-registry-key:values[*].data = 'y']",
    ],
    [software({ name: 'A', version: '1' }), "[software:name = 'A' AND software:version = '1']"],
    [
      networkTraffic({
        protocols: ['tcp'],
        src_ref: 'ipv4-addr--1',
        dst_ref: address.id as `ipv4-addr--${string}`,
        dst_port: 443,
      }),
      "[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tcp']",
    ],
    [
      userAccount({ account_login: 'root', account_type: 'unix' }),
      "[user-account:account_type = 'unix' AND user-account:account_login = 'root']",
    ],
    [{ type: 'process', id: 'process--1', pid: 7 }, '[process:pid = 7]'],
  ])('%o', (observable, pattern) => {
    expect(patternOf(observable, (id) => (id === address.id ? address : undefined))).toBe(pattern);
  });
  test('what has nothing to compare is refused', () => {
    expect(() => patternOf({ type: 'software', id: 'software--1' })).toThrow('nothing that a pattern can compare');
  });
});

test.each([
  ['Example.ORG', 'domain-name'],
  ['198.51.100.7', 'ipv4-addr'],
  ['198.51.100.0/24', 'ipv4-addr'],
  ['2001:db8::1', 'ipv6-addr'],
  ['AS64496', 'autonomous-system'],
  ['https://example.org/', 'url'],
  ['a@example.org', 'email-addr'],
  ['a'.repeat(64), 'file'],
  ['{"type":"mutex","id":"mutex--1","name":"m"}', 'mutex'],
])('%s on a command line is a %s', (text, type) => {
  expect(observableOf(text).type).toBe(type);
});

test.each<[StixObject, string]>([
  [simple.ipv4Address('198.51.100.7'), 'IPv4-Addr'],
  [simple.file({ name: 'a' }), 'StixFile'],
  [{ type: 'identity', id: 'identity--1', identity_class: 'class' }, 'Sector'],
  [{ type: 'location', id: 'location--1', x_opencti_location_type: 'City' }, 'City'],
  [
    { type: 'threat-actor', id: 'threat-actor--1', x_opencti_type: 'Threat-Actor-Individual' },
    'Threat-Actor-Individual',
  ],
])('%o is a %s on the platform', (object, type) => expect(openctiType(object)).toBe(type));
