/** Answers that mean harm: each is refused within the time limit, and nobody private is contacted. */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { StixObject } from '@opencti-connectors/core/stix';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import '@opencti-connectors/testing';
import { closeAll, domain, http, lookUp, registry, tcp, whoisText } from './registries.fixtures.ts';

afterEach(closeAll);

/** Somebody on a private address, whom data lead to: it counts who comes. */
let contacts = 0;
let privateUrl = '';
const victim = createHttpServer((_request, response) => response.end('{}'));
victim.on('connection', () => {
  contacts += 1;
});
beforeAll(async () => {
  await new Promise<void>((resolve) => victim.listen(0, '127.0.0.2', resolve));
  privateUrl = `http://127.0.0.2:${(victim.address() as AddressInfo).port}/`;
});
afterAll(() => {
  victim.close();
  expect(contacts).toBe(0);
});

const HERON = domain('quiet-heron-nest.com');
const { answer } = registry('com-thin-registry');
/** Limits for the tests, and what a refusal may take at most, milliseconds. */
const LIMIT = 'PT1S';
const IN_TIME_MS = 4_000;

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work;
  expect(performance.now() - started).toBeLessThan(IN_TIME_MS);
  return result;
}

function residentMb(): number {
  return process.memoryUsage().rss / 1_000_000;
}

describe('RDAP', () => {
  const refused = async (rdapServer: string) => {
    const { works, queue } = await inTime(lookUp(HERON, { rdapServer, timeout: LIMIT }));
    expect(queue.sent).toEqual([]);
    return works[0]?.errors[0];
  };

  test('an answer that never ends', async () => {
    const server = await http((_request, response) => {
      response.writeHead(200).write('{"objectClassName":"domain","x":"');
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await refused(server)).toContain('did not answer within 1 s');
  });
  test('an answer of 100 MB, packed too', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(100_000_000, 32));
    const before = residentMb();
    const large = await http((_request, response) => response.end(Buffer.alloc(100_000_000, 32)));
    const packed = await http((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await refused(large)).toContain('answers with more than 1000000 bytes');
    expect(await refused(packed)).toContain('answers with more than 1000000 bytes');
    expect(residentMb() - before).toBeLessThan(400);
  });
  test('redirects in a circle', async () => {
    const server = await http((request, response) => response.writeHead(302, { location: `${request.url}1` }).end());
    // To the host of a setting too: where a redirect leads comes from data. Core tests circles among public hosts.
    expect(await refused(server)).toContain('leads to a private address');
  });
  test.each([
    ['a redirect', (url: string) => url],
    ['a redirect by another spelling', (url: string) => url.replace('127.0.0.2', '2130706434')],
    ['a redirect by a name', (url: string) => url.replace('127.0.0.2', 'localhost')],
    ['a redirect to a mapped address', (url: string) => url.replace('127.0.0.2', '[::ffff:7f00:2]')],
  ])('%s to a private address', async (_name, spelled) => {
    const server = await http((_request, response) => {
      response.writeHead(302, { location: spelled(privateUrl) }).end();
    });
    expect(await refused(server)).toContain('leads to a private address');
  });
  test.each(['http:', 'https:', 'gopher:'])('a registrar at a private address by %s', async (scheme) => {
    const href = privateUrl.replace('http:', scheme);
    const body = { ...answer, links: [{ rel: 'related', type: 'application/rdap+json', href }] };
    const rdapServer = await http((_request, response) => response.end(JSON.stringify(body)));
    const { objects, log } = await inTime(lookUp(HERON, { rdapServer, timeout: LIMIT }));
    // What the registry said is not lost.
    expect(objects).toContainStix({ name: 'Tern Names, Inc.' });
    expect(log.lines).toContainEqual(expect.objectContaining({ message: expect.stringContaining("registrar's RDAP") }));
  });
  test.each<[string, Buffer | string, string]>([
    ['another encoding', Buffer.from('{"ldhName":"h\xe9ron"}', 'latin1'), 'text that is not UTF-8'],
    ['no JSON', '<html>', 'text that is not JSON'],
    ['a list', '[]', 'in an unknown shape'],
    ['another domain', '{"objectClassName":"domain","ldhName":"other.com"}', 'answers about other.com'],
    ['a million levels', `${'['.repeat(400_000)}`, 'text that is not JSON'],
  ])('%s', async (_name, body, words) => {
    expect(await refused(await http((_request, response) => response.end(body)))).toContain(words);
  });
  test('deep, long, wrong and forged values are cut, and the rest goes through', async () => {
    let deep: object = { roles: ['abuse'] };
    for (let level = 0; level < 1_000; level++) deep = { roles: ['x'], entities: [deep, deep].slice(0, 1) };
    const card = (name: unknown, email: unknown) => [
      'vcard',
      [
        ['fn', {}, 'text', name],
        ['email', {}, 'text', email],
      ],
    ];
    const body = {
      ...answer,
      links: 7,
      status: [null, 'x'.repeat(100_000), 'client hold'],
      events: [{ eventAction: 'registration', eventDate: '99999-99-99' }, null, 'x'],
      entities: [
        deep,
        {
          roles: ['registrant'],
          vcardArray: card('Heron\r\n| Registrar | [Evil](http://evil.example) |', 'a@b\r\nBcc: c@d'),
        },
        { roles: ['technical'], vcardArray: card({ toString: 1 }, ['x']) },
        { roles: 'registrant', vcardArray: 'no card' },
      ],
      nameservers: [
        { ldhName: '../../etc/passwd' },
        { ldhName: 'ns1.tern-dns.net', ipAddresses: { v4: ['10.0.0.1 x', 7] } },
      ],
    };
    const rdapServer = await http((_request, response) => response.end(JSON.stringify(body)));
    const { objects, works } = await inTime(lookUp(HERON, { rdapServer, timeout: LIMIT }));
    expect(works[0]?.errors).toEqual([]);
    expect(objects).toBeValidStix();
    expect(objects.filter(({ type }) => type === 'email-addr')).toEqual([]);
    expect(objects).toContainStix({ value: 'ns1.tern-dns.net' });
    const content = String(objects.find(({ type }) => type === 'note')?.content);
    expect(content).toContain('\\| Registrar \\| \\[Evil\\]');
    expect(content.split('\n').every((line) => line.length < 4_000)).toBe(true);
    expect(objects.filter(({ type }) => type === 'ipv4-addr')).toEqual([]);
  });
});

describe('WHOIS', () => {
  const ask = async (whoisServer: string, entity: StixObject = HERON) =>
    inTime(lookUp(entity, { rdap: false, whois: true, whoisServer, timeout: LIMIT }));

  test('a server that says nothing, and one that never ends', async () => {
    const silent = await tcp(() => undefined);
    expect((await ask(silent)).works[0]?.errors[0]).toContain('did not answer within 1 s');
    const drip = await tcp((_line, socket) => {
      const timer = setInterval(() => socket.write('a: b\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect((await ask(drip)).works[0]?.errors[0]).toContain('did not answer within 1 s');
  });
  test('100 MB are not read', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024, 'a');
    const flood = await tcp((_line, socket) => {
      const pump = () => {
        while (sent < 100_000_000 && !socket.destroyed && socket.write(chunk)) sent += chunk.length;
      };
      socket.on('drain', pump);
      pump();
    });
    expect((await ask(flood)).works[0]?.errors[0]).toContain('more than 262144 bytes');
    expect(sent).toBeLessThan(20_000_000);
  });
  test('text that is slow to take apart', async () => {
    const bad = await tcp((_line, socket) =>
      socket.end(`${': '.repeat(60_000)}\r\n${':'.repeat(60_000)}${' '.repeat(60_000)}`),
    );
    expect((await ask(bad)).works[0]?.errors).toHaveLength(1);
  });
  test.each(['127.0.0.2', 'localhost', '[::1]', '127.0.0.2:8080', 'whois://127.0.0.2'])(
    'a referral to %s contacts nobody',
    async (referral) => {
      let came = 0;
      const trap = createServer(() => {
        came += 1;
      });
      const listening = await new Promise<boolean>((resolve) => {
        trap.once('error', () => resolve(false));
        trap.listen(43, '127.0.0.2', () => resolve(true));
      });
      const text = whoisText('gtld.txt').toString().replace('$REFERRAL', referral);
      const server = await tcp((_line, socket) =>
        socket.end(`ReferralServer: whois://${referral}\r\nrefer: ${referral}\r\n${text}`),
      );
      const { objects } = await ask(server);
      expect(objects).toContainStix({ name: 'Tern Names, Inc.' });
      if (listening) await new Promise((resolve) => trap.close(resolve));
      expect(came).toBe(0);
    },
  );
  test('line ends in a value reach no server', async () => {
    const lines: string[] = [];
    const server = await tcp((line, socket) => {
      lines.push(line);
      socket.end();
    });
    for (const value of [
      'quiet-heron.org\r\nHELP',
      'quiet-heron.org\nx',
      'quiet-heron.org\u2028x',
      'quiet-heron.org x',
    ]) {
      expect((await ask(server, domain(value))).said).toContain('is not a domain name');
    }
    expect(lines).toEqual([]);
  });
  test('the globals that the library leaks are declared, and a call leaves no other', async () => {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    await ask(await tcp((_line, socket) => socket.end(whoisText('gtld.txt'))));
    const leaked = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    expect(leaked.filter((name) => name !== 'log' && name !== 'parseRawData')).toEqual([]);
  });
});
