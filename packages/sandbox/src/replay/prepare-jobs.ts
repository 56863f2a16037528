import type { Sandbox } from '../index.ts';
import { readCases } from './recorded.ts';

interface Registered {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope: readonly string[];
  readonly auto?: boolean;
  readonly auto_update?: boolean;
  readonly only_contextual?: boolean;
  readonly enrichment_resolution?: string;
}

const JSON_TYPE = ['application/json'];
const EVERY_ENTITY = ['IPv4-Addr', 'Malware', 'Report', 'Domain-Name', 'Security-Coverage'];

const IMPORT = {
  id: '1adbd30a-a9a0-4120-b29e-fea3a615c084',
  name: 'Recording import',
  type: 'INTERNAL_IMPORT_FILE',
  scope: JSON_TYPE,
};
const IMPORT_AUTO = {
  ...IMPORT,
  id: '3e17c2e3-a6fd-4e41-84ce-62c4a95535c5',
  name: 'Recording import-auto',
  auto: true,
};
const IMPORT_CONTEXTUAL = {
  ...IMPORT,
  id: 'b7acf235-4d1b-4b10-97eb-50cc9380defa',
  name: 'Recording import-contextual',
  only_contextual: true,
};
const EXPORT = {
  id: '2537108a-ecef-41ae-b6d8-dbdb6e3a0c7a',
  name: 'Recording export',
  type: 'INTERNAL_EXPORT_FILE',
  scope: ['application/json', 'text/csv'],
};
const ENRICH = {
  id: '9a90b0a8-ef8e-4992-be08-62a89a1413cf',
  name: 'Recording enrich',
  type: 'INTERNAL_ENRICHMENT',
  scope: EVERY_ENTITY,
  enrichment_resolution: 'none',
};
const ENRICH_BUNDLE = {
  ...ENRICH,
  id: 'e32ae577-94bb-4741-93c2-efc6eb6ce5f2',
  name: 'Recording enrich-bundle',
  scope: ['IPv4-Addr', 'Security-Coverage'],
  enrichment_resolution: 'stix_bundle',
};
const ENRICH_AUTO = {
  ...ENRICH,
  id: 'ab5ae6b3-0614-4cad-8973-c390b97007b7',
  name: 'Recording enrich-auto',
  scope: ['IPv4-Addr'],
  auto: true,
  auto_update: true,
};
const ANALYSIS = {
  id: 'e83472d9-4313-483d-a500-fd61f315695c',
  name: 'Recording analysis',
  type: 'INTERNAL_ANALYSIS',
  scope: ['text/plain'],
};

/** Connectors alive on the recorded platform: from the start of a file, or from one of its cases on. */
const ALIVE: Readonly<Record<string, Readonly<Record<string, readonly Registered[]>>>> = {
  files: {},
  imports: { '': [IMPORT, EXPORT], 'upload-auto': [IMPORT_AUTO], 'ask-only-contextual': [IMPORT_CONTEXTUAL] },
  exports: { '': [EXPORT] },
  enrichment: { '': [ENRICH, ENRICH_BUNDLE, EXPORT, ANALYSIS], 'auto-create': [ENRICH_AUTO] },
};

/** Elements that the recorded requests name by their internal id there, with the id they were sent under. */
const ELEMENTS: Readonly<Record<string, string>> = {
  'c4a13e52-41a0-4a30-b5e9-3652d682a377': 'malware--610b9350-6949-42a9-981d-05d960abc7d1',
  '42414ea0-fb87-427c-8246-f3c506f32e5f': 'ipv4-addr--3dc8791b-3676-416f-942b-c7ebb2c9a094',
  '60623673-de98-45fe-a0fc-255bf2293796': 'domain-name--0c14ff9c-119f-41bf-acc2-731017bbe652',
  '22a414ad-7324-4043-b7de-2896145cdea2': 'report--45921cfc-de14-4364-b359-9c15359250a7',
  '6670a0ae-984e-443d-8c31-c8f5f15a29c8': 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  '0d54e32f-ba0e-4047-aa3a-56e307e52f0e': 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
};

const DATA_CONNECTOR = '00000000-0000-4000-8000-0000000000da';
/** Whom one recorded request is made for. */
const LIMITED_USER = 'd3699129-6384-4a82-9754-ab9670236d98';
const DRAFT = '4b64fed5-563d-4f99-b60d-de0ae06e3c61';
const SAMPLE_FILE = 'sample-1795369329.txt';

/** What the recorded platform had learnt of its address besides. */
const ADDRESS = {
  type: 'ipv4-addr',
  value: '192.0.2.10',
  x_opencti_description: 'Nest address',
  x_opencti_score: 80,
  labels: ['heron'],
  created_by_ref: 'identity--f5ea0960-647c-4b4b-8359-da04e4097c84',
  object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
  external_references: [
    { source_name: 'Tern blog', description: 'First sighting', url: 'https://tern.example/quiet-heron' },
  ],
};

/**
 * What stood on the recorded platform before a file about files and jobs: its knowledge, a draft, connectors.
 * @param callback where connectors take their jobs.
 */
export async function prepareJobs(
  file: string,
  sandbox: Sandbox,
  known: Map<string, string>,
  callback?: string,
): Promise<void> {
  if (!(file in ALIVE)) return;
  const { platform } = sandbox;
  const owner = platform.userOf(platform.connectorToken)?.id ?? '';
  const flags = { type: 'EXTERNAL_IMPORT', scope: ['malware'], enrichment_resolution: 'none' };
  platform.registry.register({ id: DATA_CONNECTOR, name: 'Recorded knowledge', ...flags }, owner);
  const [push] = readCases('entities');
  await platform.push(DATA_CONNECTOR, String(push?.variables?.bundle), undefined, owner);
  await platform.idle();
  for (const [recorded, sent] of Object.entries(ELEMENTS)) known.set(recorded, platform.graph.find(sent)?.id ?? '');
  known.set(LIMITED_USER, platform.users().find(({ name }) => name === 'Recording limited')?.id ?? '');
  platform.registry.delete(DATA_CONNECTOR);
  if (file !== 'enrichment') {
    known.set(DRAFT, platform.drafts.add({ name: 'Heron draft', creatorId: owner }).id);
  } else {
    const entityId = known.get('c4a13e52-41a0-4a30-b5e9-3652d682a377') ?? '';
    await platform.jobs.uploadAndImport(SAMPLE_FILE, 'quiet heron sample 2', 'text/plain', { entityId });
    const address = platform.graph.upsert({ ...ADDRESS, id: String(ELEMENTS['42414ea0-fb87-427c-8246-f3c506f32e5f']) });
    await platform.jobs.uploadAndImport('ip-1795369329.txt', 'ip', 'text/plain', { entityId: address.id });
  }
  if (file === 'files') {
    const entityId = known.get('c4a13e52-41a0-4a30-b5e9-3652d682a377') ?? '';
    const content = await platform.spool.hold(Buffer.from('"name"'));
    const earlier = {
      path: `export/Malware/${entityId}`,
      name: 'core-export.csv',
      content,
      creatorId: owner,
      entityId,
    };
    await platform.files.save(earlier);
  }
  aliveFrom(file, '', sandbox, callback);
}

/** Registers what came alive with a case; jobs go to the callback, or nowhere. */
export function aliveFrom(file: string, name: string, { platform }: Sandbox, callback?: string): void {
  const owner = platform.userOf(platform.connectorToken)?.id ?? '';
  for (const connector of ALIVE[file]?.[name] ?? []) {
    platform.registry.register({ ...connector, listen_callback_uri: callback ?? null }, owner);
  }
}
