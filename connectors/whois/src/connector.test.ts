import type { StixObject } from '@opencti-connectors/core/stix';
import { afterEach, describe, expect, test } from 'vitest';
import '@opencti-connectors/testing';
import { closeAll, domain, entityOf, http, lookUp, rdap, registries, registry, whois } from './registries.fixtures.ts';

afterEach(closeAll);

const nameOf = (object: StixObject | undefined) =>
  String(object?.name ?? (object?.number === undefined ? object?.value : `AS${object.number}`));

/** Relationships as `source name target`; the entity by its type. */
function relations(objects: readonly StixObject[], short: readonly string[]): string[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  return objects
    .filter(({ type }) => type === 'relationship')
    .map(({ source_ref, relationship_type, target_ref }) => {
      const source = byId.get(String(source_ref));
      const from = short.includes(String(source?.type)) ? source?.type : nameOf(source);
      return `${from} ${relationship_type} ${nameOf(byId.get(String(target_ref)))}`;
    });
}
const ASKED = ['domain-name', 'url', 'hostname', 'ipv4-addr', 'ipv6-addr', 'autonomous-system'];

describe('answers of ten registries', () => {
  test.each(registries.map((one) => [one.name, one] as const))('%s', async (_name, { asked, expected }) => {
    const rdapServer = await rdap();
    const { objects, works } = await lookUp(entityOf(asked), { rdapServer });
    expect(works[0]?.errors).toEqual([]);
    expect(objects).toBeValidStix();
    expect(relations(objects, ASKED).sort()).toEqual([...expected.relations].sort());
    const content = String(objects.find(({ type }) => type === 'note')?.content);
    for (const words of expected.note) expect(content).toContain(words);
    expect(JSON.stringify(objects)).not.toMatch(/redacted for privacy|data protected|please query|anonymised\.stork/i);
  });
});

test('ids and contents are the same at another time, and a date that moved moves no id but that of the note', async () => {
  const { asked, path, answer } = registry('com-thin-registry');
  let expires = '2027-08-13';
  const rdapServer = await http((_request, response) => {
    response.end(JSON.stringify({ ...answer, links: [] }).replaceAll('2027-08-13', expires));
  });
  const ask = async () => (await lookUp(entityOf(asked), { rdapServer })).objects;
  const [first, second] = [await ask(), await ask()];
  expires = '2028-08-13';
  const third = await ask();
  const ids = (objects: readonly StixObject[]) => objects.map(({ id }) => id).sort();
  const notes = (objects: readonly StixObject[]) => objects.filter(({ type }) => type === 'note').map(({ id }) => id);
  const others = (objects: readonly StixObject[]) => ids(objects).filter((id) => !id.startsWith('note--'));
  expect(path).toContain('domain/');
  expect(second).toEqual(first);
  expect(others(third)).toEqual(others(first));
  expect(notes(third)).not.toEqual(notes(first));
  expect(third.filter((object) => 'start_time' in object || 'stop_time' in object)).toEqual([]);
});

describe('settings', () => {
  const { asked } = registry('com-thin-registry');
  test.each([
    [{ registrar: false }, 'Tern Names, Inc.'],
    [{ registrant: false }, 'Quiet Heron Nest GmbH'],
    [{ nameServers: false }, 'ns1.tern-dns.net'],
    [{ contacts: false }, 'office@quiet-heron-nest.com'],
    [{ country: false }, 'Germany'],
    [{ followRegistrar: false }, 'Quiet Heron Nest GmbH'],
  ])('%j leaves out %s', async (more, name) => {
    const rdapServer = await rdap();
    const all = (await lookUp(entityOf(asked), { rdapServer })).objects;
    const some = (await lookUp(entityOf(asked), { rdapServer, ...more })).objects;
    expect([all, some].map((objects) => objects.some((one) => nameOf(one) === name))).toEqual([true, false]);
  });
  test('a note is switched off, has a reference, is marked as a setting says', async () => {
    const rdapServer = await rdap();
    const without = (await lookUp(entityOf(asked), { rdapServer, note: false })).objects;
    expect(without.filter(({ type }) => type === 'note')).toEqual([]);
    const { objects } = await lookUp(entityOf(asked), { rdapServer, externalReference: true, tlp: 'TLP:RED' });
    expect(objects).toContainStix({
      type: 'note',
      external_references: [{ source_name: 'RDAP', url: expect.stringContaining('domain/quiet-heron-nest.com') }],
      object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'],
    });
  });
  test('a domain that is new is labelled', async () => {
    const config = { rdapServer: await rdap(), newDays: 100_000 };
    const { objects } = await lookUp(domain('heron-alerts.app'), config);
    expect(objects).toContainStix({ type: 'domain-name', value: 'heron-alerts.app', labels: ['newly-registered'] });
  });
});

test('what is not registered is said, not an error, and nothing is sent', async () => {
  const { said, works, queue } = await lookUp(domain('no-such-heron.org'), { rdapServer: await rdap() });
  expect(said).toMatch(/^no-such-heron\.org is not registered, says http/);
  expect({ errors: works[0]?.errors, sent: queue.sent }).toEqual({ errors: [], sent: [] });
});

test('an answer is asked for once, also by many at once; that there is none too', async () => {
  const asked: string[] = [];
  const rdapServer = await rdap(asked);
  await lookUp(domain('quiet-heron.org'), { rdapServer }, { times: 5 });
  expect(asked).toEqual(['/domain/quiet-heron.org']);
  await lookUp(domain('no-such-heron.org'), { rdapServer }, { times: 5 });
  expect(asked).toHaveLength(2);
});

test('the pace of a server is the one of the settings', () => {
  expect(whois.rateLimit?.(whois.config.parse({ requestsPerSecond: 7 }))).toEqual({ requests: 7, perMs: 1_000 });
});
