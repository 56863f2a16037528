import { type StixObject, stixId } from '@opencti-connectors/core/stix';
import type { AttackObject } from './attack-source.ts';

/** What ATT&CK v18 says by detection strategies and analytics, in the form that OpenCTI has. */
export interface Detections {
  /** Detection text by id of the technique. */
  readonly texts: ReadonlyMap<string, string>;
  /** Data component `detects` technique. */
  readonly relationships: readonly StixObject[];
}

interface LogSource {
  readonly x_mitre_data_component_ref?: string;
  readonly name?: string;
  readonly channel?: string;
}

/** A word of the data for "not given". */
const NONE = 'None';

/**
 * Goes from each `detects` of a strategy over its analytics to their data components, since v18 has neither detection
 * text nor links of components.
 */
export function rebuildDetections(objects: readonly AttackObject[], isLive: (id: string) => boolean): Detections {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const texts = new Map<string, string>();
  const relationships = new Map<string, StixObject>();
  for (const detects of objects) {
    if (detects.type !== 'relationship' || detects.relationship_type !== 'detects') continue;
    const strategy = byId.get(String(detects.source_ref));
    const technique = String(detects.target_ref);
    if (strategy?.type !== 'x-mitre-detection-strategy' || !isLive(detects.id) || !isLive(strategy.id)) continue;
    const analytics = refs(strategy.x_mitre_analytic_refs)
      .map((id) => byId.get(id))
      .filter((one) => one !== undefined);
    const text = [`**${String(strategy.name)}**`, ...analytics.map(analyticText)].join('\n\n');
    texts.set(technique, [texts.get(technique), text].filter(Boolean).join('\n\n'));
    for (const component of new Set(analytics.flatMap(componentsOf))) {
      const rebuilt = componentDetects(component, technique, detects, strategy);
      if (!relationships.has(rebuilt.id)) relationships.set(rebuilt.id, rebuilt);
    }
  }
  return { texts, relationships: [...relationships.values()] };
}

function refs(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function logSources(value: unknown): LogSource[] {
  return Array.isArray(value) ? (value as LogSource[]) : [];
}

function componentsOf(analytic: AttackObject): string[] {
  const components = logSources(analytic.x_mitre_log_source_references).map(
    (source) => source.x_mitre_data_component_ref,
  );
  return components.filter((id) => id !== undefined);
}

function analyticText(analytic: AttackObject): string {
  const platforms = refs(analytic.x_mitre_platforms).filter((name) => name !== NONE);
  const title = `${String(analytic.name)}${platforms.length > 0 ? ` (${platforms.join(', ')})` : ''}`;
  const sources = describeLogSources(analytic.x_mitre_log_source_references);
  const parts = [title, String(analytic.description ?? '').trim(), sources && `Log sources: ${sources.join('; ')}`];
  return parts.filter(Boolean).join('\n');
}

/** `name: channel` of each log source, once; undefined when there is none. */
export function describeLogSources(value: unknown): string[] | undefined {
  const lines = logSources(value).map(({ name, channel }) =>
    channel && channel !== NONE ? `${name}: ${channel}` : String(name),
  );
  return lines.length === 0 ? undefined : [...new Set(lines)];
}

function componentDetects(source: string, target: string, detects: AttackObject, strategy: AttackObject): StixObject {
  const ends = { relationship_type: 'detects', source_ref: source, target_ref: target };
  return {
    type: 'relationship',
    spec_version: '2.1',
    id: stixId('relationship', ends),
    created_by_ref: detects.created_by_ref,
    created: detects.created,
    modified: detects.modified,
    object_marking_refs: detects.object_marking_refs,
    ...ends,
    description: String(strategy.name),
  };
}
