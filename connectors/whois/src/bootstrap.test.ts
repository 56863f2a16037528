import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceHttp } from '@opencti-connectors/core';
import { fakeLog, localHttp, noNetwork } from '@opencti-connectors/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { rdapServer } from './bootstrap.ts';
import { Cache } from './cache.ts';
import { closeAll, domain, http, lookUp, rdap } from './registries.fixtures.ts';
import { settings } from './settings.ts';
import { type Subject, subjectOf } from './subject.ts';

afterEach(closeAll);

const LISTS: Readonly<Record<string, object>> = {
  dns: {
    services: [
      [
        ['org', 'co.uk'],
        ['http://plain.example/', 'https://org.example/rdap'],
      ],
      [['com'], ['http://plain.example/']],
      [['heron.org'], ['https://heron.example/']],
    ],
  },
  ipv4: {
    services: [
      [['23.0.0.0/8'], ['https://eight.example/']],
      [['23.128.0.0/16', 'nonsense'], ['https://sixteen.example/']],
    ],
  },
  ipv6: { services: [[['2401::/16'], ['https://six.example/']]] },
  asn: { services: [[['5-9', '394901'], ['https://asn.example/']]] },
};

const subject = (type: string, value: string | number) => {
  const property = typeof value === 'number' ? 'number' : 'value';
  return subjectOf({ type, id: `${type}--1`, [property]: value }) as Subject;
};

async function serverFor(asked: Subject, source: SourceHttp, url: string | undefined, folder?: string) {
  const config = settings.parse({ ...(url ? { rdapBootstrapUrl: url } : {}), timeout: 'PT2S' });
  const log = fakeLog();
  const server = await rdapServer(asked, { config, log, http: source, now: () => new Date() }, new Cache(folder));
  return { server, log };
}

const lists = (asked: string[] = []) =>
  http((request, response) => {
    const name = /\/(\w+)\.json$/.exec(request.url ?? '')?.[1] ?? '';
    asked.push(name);
    response.end(JSON.stringify(LISTS[name] ?? {}));
  });

describe("IANA's lists", () => {
  test.each<[string, string | number, string | undefined]>([
    ['domain-name', 'quiet-heron.org', 'https://org.example/rdap/'],
    ['domain-name', 'www.quiet-heron.co.uk', 'https://org.example/rdap/'],
    ['domain-name', 'heron.org', 'https://heron.example/'],
    ['domain-name', 'quiet-heron.com', undefined],
    ['domain-name', 'quiet-heron.de', undefined],
    ['ipv4-addr', '23.128.44.7', 'https://sixteen.example/'],
    ['ipv4-addr', '23.1.44.0/24', 'https://eight.example/'],
    ['ipv4-addr', '24.1.1.1', undefined],
    ['ipv6-addr', '2401:db00::5', 'https://six.example/'],
    ['autonomous-system', 7, 'https://asn.example/'],
    ['autonomous-system', 394_901, 'https://asn.example/'],
    ['autonomous-system', 10, undefined],
  ])('%s %s: %s', async (type, value, expected) => {
    expect((await serverFor(subject(type, value), localHttp(), await lists())).server).toBe(expected);
  });
});

describe('the built-in lists, while they cannot be reached', () => {
  test.each<[string, string | number, string | undefined]>([
    ['domain-name', 'quiet-heron.com', 'https://rdap.verisign.com/com/v1/'],
    ['domain-name', 'quiet-heron.org', 'https://rdap.publicinterestregistry.org/rdap/'],
    ['domain-name', 'quiet-heron.de', undefined],
    ['ipv4-addr', '193.34.60.9', 'https://rdap.db.ripe.net/'],
    ['ipv4-addr', '94.34.60.9', 'https://rdap.db.ripe.net/'],
    ['ipv4-addr', '8.8.8.8', 'https://rdap.arin.net/registry/'],
    ['ipv6-addr', '2401:db00::5', 'https://rdap.apnic.net/'],
    ['autonomous-system', 328_901, 'https://rdap.afrinic.net/rdap/'],
    ['autonomous-system', 15_169, 'https://rdap.arin.net/registry/'],
  ])('%s %s: %s', async (type, value, expected) => {
    const { server, log } = await serverFor(subject(type, value), noNetwork, undefined);
    expect(server).toBe(expected);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });
});

test('a list is read once, and is found on disk by the next process, also when it is gone by then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whois-'));
  const asked: string[] = [];
  const url = await lists(asked);
  const first = await serverFor(subject('domain-name', 'heron.org'), localHttp(), url, folder);
  const second = await serverFor(subject('domain-name', 'heron.org'), noNetwork, url, folder);
  expect([first.server, second.server]).toEqual(['https://heron.example/', 'https://heron.example/']);
  expect(asked).toEqual(['dns']);
});

test('an old list is better than the built-in one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whois-'));
  const url = await lists();
  await serverFor(subject('domain-name', 'heron.org'), localHttp(), url, folder);
  const config = settings.parse({ rdapBootstrapUrl: url });
  const later = () => new Date(Date.now() + 90 * 86_400_000);
  const needed = { config, log: fakeLog(), http: noNetwork, now: later };
  expect(await rdapServer(subject('domain-name', 'heron.org'), needed, new Cache(folder))).toBe(
    'https://heron.example/',
  );
});

test('answers are found on disk by the next process', async () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'whois-'));
  const asked: string[] = [];
  const config = { rdapServer: await rdap(asked), cacheDir };
  const first = await lookUp(domain('quiet-heron.org'), config);
  const second = await lookUp(domain('quiet-heron.org'), config);
  expect(second.objects).toEqual(first.objects);
  expect({ asked, files: readdirSync(cacheDir).length }).toEqual({ asked: ['/domain/quiet-heron.org'], files: 1 });
});

test('a folder that cannot be written to costs nothing', async () => {
  const { works } = await lookUp(domain('quiet-heron.org'), {
    rdapServer: await rdap(),
    cacheDir: '/dev/null/nowhere',
  });
  expect(works[0]?.errors).toEqual([]);
});
