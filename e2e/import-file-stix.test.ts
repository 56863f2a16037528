/** The importer of STIX files as a process: what is uploaded in any of its formats arrives, and what does not is named. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { domainName, url } from '@opencti-connectors/core/stix';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { zip } from '../connectors/import-file-stix/src/zip.fixtures.ts';
import { hasBroker } from './broker/vhost.ts';
import { askImport, upload } from './import-asks.ts';
import { type Closing, ended, importPlace, type Protocol } from './import-place.ts';

const MAIN = join(import.meta.dirname, '../connectors/import-file-stix/src/main.ts');

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function place(protocol: Protocol, more: Record<string, string> = {}): Promise<Sandbox> {
  const id = '6c0e8a52-3f34-4c7e-9f7d-6a4a1c6f0d66';
  return (await importPlace(protocol, { main: MAIN, id, closing }, more)).sandbox;
}

/** Uploads a file and has it imported; what its work says in the end. */
async function imported(sandbox: Sandbox, name: string, content: string | Uint8Array<ArrayBuffer>) {
  const id = await askImport(sandbox, await upload(sandbox, name, content), { bypassValidation: true });
  return ended(sandbox, id);
}

const OLD = { created: '2017-01-01T00:00:00.000Z', modified: '2017-01-02T00:00:00.000Z' };
const MALWARE = 'malware--00000000-0000-4000-8000-000000000001';
const OLD_BUNDLE = JSON.stringify({
  type: 'bundle',
  id: 'bundle--00000000-0000-4000-8000-000000000001',
  spec_version: '2.0',
  objects: [
    { ...OLD, type: 'malware', id: MALWARE, name: 'Stream Heron', labels: ['trojan'] },
    {
      ...OLD,
      type: 'observed-data',
      id: 'observed-data--00000000-0000-4000-8000-000000000002',
      ...{ first_observed: OLD.created, last_observed: OLD.created, number_observed: 1 },
      objects: { 0: { type: 'url', value: 'http://heron.example/' } },
    },
    { type: 'tool', spec_version: '2.1', name: 'no id' },
  ],
});
const TABLE = 'value;score\nheron[.]example;70\nnothing at all;\n';

describe.each([['AMQP'], ['API']] as const)('over %s', (protocol) => {
  const it = test.skipIf(protocol === 'AMQP' && !hasBroker);

  it('an archive of an old bundle, a table and something else is imported, and what is not is named', async () => {
    const sandbox = await place(protocol);
    const entries = { 'old.json': OLD_BUNDLE, 'table.csv': TABLE, 'README.txt': 'Hello' };
    const packed = zip(Object.entries(entries).map(([name, content]) => ({ name, content })));
    const { said, errors } = await imported(sandbox, 'all.zip', Uint8Array.from(packed));
    expect(said).toMatch(/^4 objects \(0 relationships, 2 observables\) sent/);
    expect(said).toContain('2 objects converted from STIX 2.0');
    expect(errors).toEqual([
      'old.json: $.objects[2] is no STIX object: this tool has no id',
      'table.csv: row 3, column value "nothing at all" shows no type: say it in a column named type',
      expect.stringContaining('README.txt This is no table of ours'),
    ]);
    const { graph } = sandbox.platform;
    const ids = [MALWARE, url('http://heron.example/').id, domainName('heron.example').id];
    expect(ids.map((one) => graph.find(one)?.entityType)).toEqual(['Malware', 'Url', 'Domain-Name']);
  });

  it('what is not ours, or broken, ends in a sentence', async () => {
    const sandbox = await place(protocol, { CONNECTOR_SCOPE: 'application/json,text/xml,application/gzip' });
    expect((await imported(sandbox, 'misp.json', '{"Event":{}}')).errors.join()).toContain('import-file-misp');
    expect((await imported(sandbox, 'old.xml', '<stix:STIX_Package/>')).errors.join()).toContain('STIX 1 in XML');
    const cut = gzipSync(OLD_BUNDLE).subarray(0, 30);
    expect((await imported(sandbox, 'cut.gz', Uint8Array.from(cut))).errors.join()).toContain('ends too early');
  });

  it('an automatic import of what is not ours ends well', async () => {
    const sandbox = await place(protocol, { CONNECTOR_AUTO: 'true' });
    await upload(sandbox, 'geo.json', '{"type":"FeatureCollection","features":[]}');
    await expect.poll(() => sandbox.platform.works.all().length, { timeout: 20_000 }).toBe(1);
    const [work] = sandbox.platform.works.all();
    const { said, errors } = await ended(sandbox, work?.id ?? '');
    expect(errors).toEqual([]);
    expect(said).toContain('This is no STIX');
  });
});
