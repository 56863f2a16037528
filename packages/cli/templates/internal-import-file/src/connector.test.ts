import { join } from 'node:path';
import type { InternalImportFile } from '@opencti-connectors/core';
import { describeConnector, importOnce } from '@opencti-connectors/testing';
import { expect, test } from 'vitest';
import definition from './connector.ts';
import { toStix } from './to-stix.ts';

const connector = definition as unknown as InternalImportFile;

const LIST = `# Seen this week
login.quiet-heron[.]example
hxxps://quiet-heron.example/a?b=c   # a page
192.0.2.1

two words
d41d8cd98f00b204e9800998ecf8427e
`;

test('each line is an observable with score and labels; a line that is none is named', async () => {
  const config = { labels: ['heron'], score: 70 };
  const { objects, problems, status } = await importOnce(connector, { config, file: LIST, mediaType: 'text/plain' });

  expect(status).toBe('done');
  expect(objects).toContainStix({ type: 'domain-name', value: 'login.quiet-heron.example', x_opencti_score: 70 });
  expect(objects).toContainStix({
    type: 'url',
    value: 'https://quiet-heron.example/a?b=c',
    x_opencti_labels: ['heron'],
  });
  expect(objects).toContainStix({ type: 'ipv4-addr', value: '192.0.2.1' });
  expect(objects).toContainStix({ type: 'file', hashes: { MD5: 'd41d8cd98f00b204e9800998ecf8427e' } });
  expect(problems.join()).toContain('line 6');
});

test.each([
  ['AS64496', 'autonomous-system'],
  ['heron@quiet-heron.example', 'email-addr'],
  ['2001:db8::1', 'ipv6-addr'],
])('%s is %s', (line, type) => {
  expect(toStix(line)).toMatchObject({ type });
});

test('a file of something else is refused in words', async () => {
  const { status, said } = await importOnce(connector, { config: {}, file: 'Dear diary', mediaType: 'text/plain' });

  expect({ status, said }).toMatchObject({
    status: 'failed',
    said: expect.stringContaining('no line with an observable'),
  });
});

describeConnector(connector, {
  config: {},
  file: { file: LIST, name: 'list.txt', mediaType: 'text/plain' },
  failing: { file: Uint8Array.of(0x61, 0xff, 0xfe), name: 'list.txt', mediaType: 'text/plain' },
  readme: join(import.meta.dirname, '../README.md'),
});
