import { patternOf } from '../../graph/pattern.ts';
import { mainName } from '../../graph/representative.ts';
import { type Element, Refusal } from '../../graph/store.ts';
import type { Scope } from './knowledge-scope.ts';

/** Makes the indicator of an observable, based on it. @throws Refusal for types without a pattern */
export async function promote({ platform, draft, graph, user }: Scope, observable: Element): Promise<Element> {
  const pattern = patternOf(observable);
  if (!pattern) throw new Refusal('FUNCTIONAL_ERROR', 'Cannot generate a pattern of this observable');
  const { x_opencti_score, x_opencti_description, created_by_ref, object_marking_refs, labels } = observable.properties;
  const carried = { created_by_ref, object_marking_refs, labels, x_opencti_score, description: x_opencti_description };
  const given = Object.fromEntries(Object.entries(carried).filter(([, value]) => value !== undefined));
  const name = mainName(observable, (id) => graph.find(id));
  const main = { x_opencti_main_observable_type: observable.entityType };
  const indicator = await platform.write(
    { type: 'indicator', id: '', name, pattern, pattern_type: 'stix', ...main, ...given },
    user.id,
    draft,
  );
  const ends = { source_ref: indicator.standardId, target_ref: observable.standardId };
  await platform.write({ type: 'relationship', id: '', relationship_type: 'based-on', ...ends }, user.id, draft);
  return indicator;
}
