import { afterEach, describe, expect, test } from 'vitest';
import '@opencti-connectors/testing';
import { closeAll, domain, entityOf, http, lookUp, tcp, whoisText } from './registries.fixtures.ts';

afterEach(closeAll);

/** Asks WHOIS alone; `text` is what the server says. */
async function ask(text: string | Buffer, entity = domain('quiet-heron-nest.com'), more: object = {}) {
  const lines: string[] = [];
  const whoisServer = await tcp((line, socket) => {
    lines.push(line);
    socket.end(text);
  });
  return { ...(await lookUp(entity, { rdap: false, whois: true, whoisServer, ...more })), lines };
}

describe('WHOIS by whois-json', () => {
  test('a gTLD: repeated lines are taken apart, placeholders and notices are nothing', async () => {
    const { objects, lines, works } = await ask(whoisText('gtld.txt'));
    expect(works[0]?.errors).toEqual([]);
    expect(lines).toEqual(['quiet-heron-nest.com\r\n']);
    expect(objects).toBeValidStix();
    for (const value of ['ns1.tern-dns.net', 'ns2.tern-dns.net']) expect(objects).toContainStix({ value });
    expect(objects).toContainStix({ type: 'identity', name: 'Quiet Heron Nest GmbH' });
    expect(objects).toContainStix({ name: 'Germany', x_opencti_aliases: ['DE'] });
    const content = objects.find(({ type }) => type === 'note')?.content;
    expect(content).toContain('Tern Names, Inc., IANA 9001, abuse@tern-names.example');
    expect(content).toContain('| Status | clientHold, clientTransferProhibited |');
    expect(content).toContain('whois://127.0.0.1');
    expect(JSON.stringify(objects)).not.toContain('REDACTED');
  });
  test('a country without RDAP', async () => {
    const { objects } = await ask(whoisText('de.txt'), domain('www.reiher-nest.de'));
    expect(objects).toContainStix({ type: 'domain-name', value: 'reiher-nest.de' });
    expect(objects).toContainStix({ type: 'domain-name', value: 'ns2.tern-dns.net' });
    expect(objects.find(({ type }) => type === 'note')?.content).toContain('| Last changed | 2024-05-06 |');
  });
  test('a network', async () => {
    const { objects } = await ask(whoisText('ripe.txt'), entityOf({ type: 'ipv4-addr', value: '193.34.60.9' }), {
      rdapServer: await http((_request, response) => response.writeHead(500).end()),
    });
    expect(objects).toContainStix({ name: 'Stork B.V.' });
    expect(objects).toContainStix({ value: 'abuse@stork-bv.example' });
    expect(objects).toContainStix({ type: 'autonomous-system', number: 64500 });
    expect(objects).toContainStix({ name: 'Netherlands' });
  });
  test('another encoding than UTF-8', async () => {
    const { objects } = await ask(whoisText('latin1.txt'), domain('hägern.se'));
    expect(objects.find(({ type }) => type === 'note')?.content).toContain('Hägern Ångström AB');
  });
  test('RDAP that fails is followed by WHOIS, and both are in the reason when WHOIS fails too', async () => {
    const rdapServer = await http((_request, response) => response.end('<html>'));
    const found = await ask(whoisText('gtld.txt'), domain('quiet-heron-nest.com'), { rdap: true, rdapServer });
    expect(found.objects).toContainStix({ name: 'Tern Names, Inc.' });
    const failed = await ask('nonsense', domain('quiet-heron-nest.com'), { rdap: true, rdapServer });
    expect(failed.works[0]?.errors[0]).toMatch(/that is not JSON; WHOIS server 127\.0\.0\.1 answers with nothing/);
  });
});

test.each([
  'No match for domain "QUIET-HERON-NEST.COM".\r\n>>> Last update of whois database: 2026-11-24 <<<\r\n',
  'Domain not found.\r\n',
  'Domain: quiet-heron-nest.com\r\nStatus: free\r\n',
  '% No entries found\r\n',
  'quiet-heron-nest.com is available for registration\r\n',
  '%ERROR:101: no entries found\r\n',
])('%j is: not registered', async (text) => {
  const { said, works, queue } = await ask(text);
  expect(said).toBe('quiet-heron-nest.com is not registered, says whois://127.0.0.1.');
  expect({ errors: works[0]?.errors, sent: queue.sent }).toEqual({ errors: [], sent: [] });
});

test.each([
  'Your connection limit exceeded. Please slow down and try again later.\r\n',
  '%ERROR:201: access denied for 198.51.100.1\r\n',
  'Query rate limit exceeded. Not found in cache.\r\n',
])('%j is never taken for "not registered"', async (text) => {
  const { works } = await ask(text);
  expect(works[0]?.errors[0]).toBe('WHOIS server 127.0.0.1 refuses: it is asked too often');
});
