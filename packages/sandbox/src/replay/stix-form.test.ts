import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPENCTI_EXTENSION } from '../graph/flatten.ts';
import { toStix } from '../graph/stix.ts';
import { type Sandbox, startSandbox } from '../index.ts';
import { prepareKnowledge } from './prepare-knowledge.ts';
import { readCases } from './recorded.ts';
import { Replay } from './replay.ts';
import { shapeDifferences } from './shape.ts';

interface StixForm {
  readonly id: string;
  readonly extensions: Record<string, Record<string, unknown>>;
  readonly [property: string]: unknown;
}
interface DecodedCase {
  readonly name: string;
  readonly decoded_toStix?: StixForm;
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

function recordedForm(name: string, form: StixForm): unknown {
  const { extensions, ...rest } = structuredClone(form);
  const own = extensions[OPENCTI_EXTENSION] ?? {};
  for (const key of LATER) delete own[key];
  const kept = Object.entries(rest).filter(([key]) => key !== CHANGED[name]);
  return { ...Object.fromEntries(kept), extensions };
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
    const form = one.decoded_toStix;
    const element = graph.find(form?.id ?? '');
    expect(element).toBeDefined();
    if (form && element) expect(shapeDifferences(recordedForm(one.name, form), toStix(element, graph))).toEqual([]);
  });
});
