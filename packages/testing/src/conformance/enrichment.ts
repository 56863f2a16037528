import type { InternalEnrichment, SourceHttp } from '@opencti-connectors/core';
import type { StixObject } from '@opencti-connectors/core/stix';
import { describe, expect, test } from 'vitest';
import '../matchers.ts';
import { type EnrichOptions, enrichOnce } from '../enrich-once.ts';
import { noNetwork } from '../fakes/outside.ts';
import { referencesOf, strayReferences, withoutAuthor, withoutMarking } from './references.ts';
import { settingsRules } from './settings-rules.ts';

/** What the contract needs to know of an enrichment. */
export interface EnrichmentSamples {
  /** Settings with which something is found about the entity. */
  readonly config: Readonly<Record<string, unknown>>;
  /** An entity with a marking, in its scope. */
  readonly entity: StixObject;
  readonly http?: SourceHttp;
  /** Settings, a source or an entity with which the look-up fails. */
  readonly failing: Partial<Pick<EnrichOptions, 'config' | 'http' | 'entity'>>;
  /** Ids that the platform is known to hold. */
  readonly known?: readonly string[];
  /** Path of its README. */
  readonly readme: string;
}

/** A stop must be obeyed within this time, milliseconds. */
const PROMPT_MS = 2_000;
const OTHER: StixObject = {
  type: 'identity',
  id: 'identity--00000000-0000-4000-8000-00000000000f',
  name: 'Came along',
};

/** The contract that every enrichment keeps (decision 5); each test names the rule. */
export function describeEnrichment(connector: InternalEnrichment, samples: EnrichmentSamples): void {
  const { config, entity, failing, readme, known = [] } = samples;
  const options = { config, entity, ...(samples.http ? { http: samples.http } : {}) };
  const enrich = (more: Partial<EnrichOptions> = {}) => enrichOnce(connector, { ...options, ...more });

  describe(`${connector.name} keeps the contract of connectors`, () => {
    settingsRules(connector, {
      config,
      readme,
      said: async () => {
        const { log, works } = await enrich();
        return JSON.stringify([log.lines, works]);
      },
    });
    test('(3) every object is valid STIX 2.1', async () => {
      const { objects } = await enrich();
      expect(objects.length).toBeGreaterThan(1);
      expect(objects).toBeValidStix();
    });
    test('(4) looking up twice gives the same objects, at another time too', async () => {
      expect(contents((await enrich()).objects)).toEqual(contents((await enrich()).objects));
    });
    test('(5) every reference leads into the bundle, to what the entity names or to a known object', async () => {
      expect(strayReferences((await enrich()).objects, [...known, ...referencesOf(entity)])).toEqual([]);
    });
    test('(6) author and marking are present on what was found', async () => {
      const found = (await enrich()).objects.filter(({ id }) => id !== entity.id);
      expect({ withoutAuthor: withoutAuthor(found), withoutMarking: withoutMarking(found) }).toEqual({
        withoutAuthor: [],
        withoutMarking: [],
      });
    });
    test('(7) the enriched entity is in the bundle, with everything that it came with', async () => {
      const [inBundle] = (await enrich()).objects.filter(({ id }) => id === entity.id);
      expect(inBundle).toMatchObject({ ...entity });
    });
    test('(7) a playbook gets one bundle with all that it sent, when the look-up fails too', async () => {
      for (const more of [{}, failing]) {
        const { answers, queue } = await enrich({ ...more, playbook: [OTHER] });
        expect(answers).toHaveLength(1);
        const { objects } = JSON.parse(answers[0]?.bundle ?? '') as { objects: StixObject[] };
        const asked = 'entity' in more ? more.entity : entity;
        expect(objects.map(({ id }) => id)).toEqual(expect.arrayContaining([asked.id, OTHER.id]));
        expect(queue.sent).toEqual([]);
      }
    });
    test('(8) a source that fails ends the work in error', async () => {
      const { works, settled } = await enrich(failing);
      expect(works).toMatchObject([{ status: 'complete', messages: [] }]);
      expect(works[0]?.errors).toHaveLength(1);
      expect(settled).toEqual(['done']);
    });
    test('(9) a stop is obeyed promptly: the job is given back and nothing is sent', async () => {
      const stop = new AbortController();
      const started = performance.now();
      const { settled, queue } = await enrich({ http: hanging(() => stop.abort()), signal: stop.signal });
      expect({ settled, sent: queue.sent }).toEqual({ settled: ['given back'], sent: [] });
      expect(performance.now() - started).toBeLessThan(PROMPT_MS);
    });
    test('(11) two look-ups at once do not see each other', async () => {
      const [alone, first, second] = [await enrich(), ...(await Promise.all([enrich(), enrich()]))];
      expect(contents(first?.objects)).toEqual(contents(alone?.objects));
      expect(contents(second?.objects)).toEqual(contents(alone?.objects));
    });
    test('an entity out of scope is left alone, in words', async () => {
      const { works, queue } = await enrich({ event: { entity_type: 'Nothing-Of-Ours' } });
      expect(works[0]?.messages.at(-1)).toContain('Nothing-Of-Ours is not in the scope');
      expect(queue.sent).toEqual([]);
    });
  });
}

/** A source that never answers; says when it is asked. */
function hanging(asked: () => void): SourceHttp {
  const never = () => {
    asked();
    return new Promise<never>(() => undefined);
  };
  return { ...noNetwork, json: never, text: never, bytes: never };
}

function contents(objects: readonly StixObject[] | undefined): Map<string, string> {
  return new Map((objects ?? []).map((object) => [object.id, JSON.stringify(object)]));
}
