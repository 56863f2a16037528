import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPENCTI_EXTENSION } from '../graph/flatten.ts';
import { toStix } from '../graph/stix.ts';
import { type Sandbox, startSandbox } from '../index.ts';
import { prepareKnowledge } from './prepare-knowledge.ts';
import { readCases } from './recorded.ts';
import { Replay } from './replay.ts';
import { shapeDifferences } from './shape.ts';

interface DecodedCase {
  readonly name: string;
  readonly decoded_toStix?: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** What later cases of other recordings added: files; and what the platform reads out of a vector of scores. */
const LATER = new Set([
  'files',
  ...'attack_vector attack_complexity privileges_required user_interaction scope'.split(' ').map(cvss),
  ...'confidentiality_impact integrity_impact availability_impact'.split(' ').map(cvss),
]);
function cvss(name: string): string {
  return `cvss_${name}`;
}
/** Changed by other recordings after it was sent. */
const CHANGED: Readonly<Record<string, string>> = { 'relationship-r2': 'description' };

const cases = ['entities', 'observables'].flatMap((file) =>
  (readCases(file) as unknown as DecodedCase[])
    .filter((one) => one.decoded_toStix !== undefined)
    .map((one) => [`${file} ${one.name}`, one] as const),
);

function recordedForm({ decoded_toStix: form, name }: DecodedCase): unknown {
  const { extensions, ...rest } = structuredClone(form) as { extensions: Record<string, Record<string, unknown>> };
  const own = extensions[OPENCTI_EXTENSION] ?? {};
  for (const key of LATER) delete own[key];
  delete (rest as Record<string, unknown>)[CHANGED[name] ?? ''];
  return { ...rest, extensions };
}

describe('the STIX form of an element has the keys that the platform gave it', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    await prepareKnowledge('lists', sandbox, new Replay(sandbox));
  });
  afterAll(() => sandbox.close());

  test.each(cases)('%s', (_name, one) => {
    const { graph } = sandbox.platform;
    const element = graph.find(one.decoded_toStix?.id ?? '');
    expect(element).toBeDefined();
    if (element) expect(shapeDifferences(recordedForm(one), toStix(element, graph))).toEqual([]);
  });
});
