/** What the reference client's own methods read of the sandbox, and what they change in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPeer, Peer } from './peer/python.ts';

const CONNECTOR = '8b496f10-e7ce-446a-aa37-6e160d842911';
const ENTITIES = join(import.meta.dirname, '../packages/testing/fixtures/platform/7.260817/graphql/entities.json');

interface Case {
  readonly variables: { readonly bundle?: string };
}

describe.skipIf(!hasPeer)('the reference client reads', () => {
  let sandbox: Sandbox;
  let peer: Peer;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    const { platform } = sandbox;
    const owner = platform.userOf(`Bearer ${platform.connectorToken}`)?.id ?? '';
    const flags = { type: 'EXTERNAL_IMPORT', scope: ['malware'], enrichment_resolution: 'none' };
    platform.registry.register({ id: CONNECTOR, name: 'Recorded knowledge', ...flags }, owner);
    const [push] = JSON.parse(readFileSync(ENTITIES, 'utf8')) as Case[];
    await platform.push(CONNECTOR, push?.variables.bundle ?? '', undefined, owner);
    await platform.idle();
    peer = new Peer('read.py', { OPENCTI_URL: sandbox.url, OPENCTI_TOKEN: platform.connectorToken });
  }, 60_000);
  afterAll(async () => {
    peer?.child.kill('SIGKILL');
    await sandbox?.close();
  });

  test('every list of its own, and the first item of each', { timeout: 60_000 }, async () => {
    const { listed } = (await peer.said('listed')) as { listed: Record<string, { count?: number; read?: boolean }> };
    expect(Object.entries(listed).filter(([, { read }]) => read !== true)).toEqual([]);
    const filled = Object.values(listed).filter(({ count = 0 }) => count > 0).length;
    console.info(`${Object.keys(listed).length} lists of the reference client answered, ${filled} of them with items`);
    expect(filled).toBeGreaterThan(35);
  });

  test('entities, and all pages of observables and relationships', { timeout: 60_000 }, async () => {
    const said = await peer.said('observables');
    const standardIds = (accept: (type: string) => boolean) =>
      [...sandbox.platform.objects()]
        .filter(({ type, builtIn }) => accept(type) && !builtIn)
        .map(({ standardId }) => standardId)
        .sort();
    expect(said.domain).toEqual(standardIds((type) => type === 'malware' || type === 'report'));
    expect(said.observables).toEqual(standardIds((type) => type === 'ipv4-addr' || type === 'domain-name'));
    expect(said.relationships).toEqual(standardIds((type) => type === 'relationship'));
  });

  test('what an object carries and what is around it', { timeout: 60_000 }, async () => {
    expect((await peer.said('read')).read).toEqual({
      malware: 'malware--760b33d3-ad11-573d-88fb-eb24fe61fb61',
      author: 'Tern Analytics',
      markings: ['TLP:AMBER'],
      labels: ['heron', 'wader'],
      references: ['Tern blog', 'tern'],
      phases: ['wading'],
      objects: 4,
      around: 3,
      nested: 1,
    });
    const exported = (await peer.said('exported')).exported as string[];
    expect(exported).toContain('malware');
    expect(exported.filter((type) => type === 'relationship')).toHaveLength(3);
  });

  test('what it changed: label, external reference, field, note', { timeout: 60_000 }, async () => {
    expect((await peer.said('changed')).changed).toEqual({
      labels: ['heron', 'seen by peer', 'wader'],
      references: ['Peer', 'Tern blog', 'tern'],
      description: 'Said by the peer',
      notes: 2,
    });
  });
});
