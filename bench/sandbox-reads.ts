/** How fast the sandbox gives a list by cursor: exports are measured against it. Run by `node bench/sandbox-reads.ts`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '@opencti-connectors/sandbox';

const PAGE = 500;
const DOCUMENT = `query List($first: Int, $after: ID, $by: StixCoreObjectsOrdering) {
  stixCoreObjects(types: ["Malware"], first: $first, after: $after, orderBy: $by, orderMode: asc) {
    edges { node { id standard_id entity_type created_at updated_at ... on StixDomainObject { confidence created modified }
      ... on Malware { name description malware_types is_family } CARRIED } }
    pageInfo { endCursor hasNextPage globalCount } } }`;
const CARRIED = 'createdBy { id name } objectMarking { id definition } objectLabel { id value }';

interface Answer {
  readonly data: {
    readonly stixCoreObjects: {
      readonly edges: readonly unknown[];
      readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    };
  };
}

const sandbox = await startSandbox({ port: 0 });
const { platform } = sandbox;
const author = platform.graph.upsert({
  type: 'identity',
  id: 'identity--1',
  name: 'Author',
  identity_class: 'organization',
});
let held = 0;

function fill(count: number): void {
  for (; held < count; held++) {
    platform.graph.upsert({
      type: 'malware',
      id: `malware--00000000-0000-4000-8000-${String(held).padStart(12, '0')}`,
      name: `Malware ${String((held * 7919) % 1_000_003)}`,
      description: 'x'.repeat(100),
      malware_types: ['worm'],
      labels: ['a', 'b'],
      created_by_ref: author.standardId,
      object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
    });
  }
}

async function readAll(by: string | null, carried: string): Promise<{ rows: number; seconds: number }> {
  const query = DOCUMENT.replace('CARRIED', carried);
  const headers = { authorization: `Bearer ${platform.connectorToken}`, 'content-type': 'application/json' };
  const started = performance.now();
  let rows = 0;
  for (let after: string | null = null; ; ) {
    const body = JSON.stringify({ query, variables: { first: PAGE, after, by } });
    const response = await fetch(`${sandbox.url}/graphql`, { method: 'POST', headers, body });
    const { edges, pageInfo } = ((await response.json()) as Answer).data.stixCoreObjects;
    rows += edges.length;
    if (!pageInfo.hasNextPage) return { rows, seconds: (performance.now() - started) / 1000 };
    after = pageInfo.endCursor;
  }
}

for (const count of [50_000, 200_000]) {
  const before = held;
  const started = performance.now();
  fill(count);
  console.log(
    `${held - before} entities written: ${Math.round((held - before) / ((performance.now() - started) / 1000))}/s`,
  );
  // The server lets go of connections that were silent meanwhile.
  await sleep(200);
  for (const [name, by, carried] of [
    ['attributes, no order', null, ''],
    ['attributes, by name', 'name', ''],
    ['with author, markings, labels', 'created_at', CARRIED],
  ] as const) {
    const { rows, seconds } = await readAll(by, carried);
    console.log(
      `${rows} rows, ${name}: ${Math.round(rows / seconds)} rows/s (pages of ${PAGE}, ${seconds.toFixed(1)} s)`,
    );
  }
}
await sandbox.close();
