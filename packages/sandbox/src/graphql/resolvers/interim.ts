import type { Element } from '../../graph/store.ts';
import type { Platform } from '../../platform.ts';

/** Values of the fields of `schema/interim.ts`. */
export function interimFields(platform: Platform, { properties, id }: Element) {
  const { x_opencti_score: score, mime_type, hashes } = properties;
  const draft = platform.drafts.all().find(({ graph }) => [...graph.elements()].some((one) => one.id === id));
  return {
    x_opencti_score: typeof score === 'number' ? score : null,
    mime_type: mime_type ?? null,
    hashes: Object.entries(hashes ?? {}).map(([algorithm, hash]) => ({ algorithm, hash })),
    draftVersion: draft ? { draft_id: draft.id, draft_operation: platform.graph.find(id) ? 'update' : 'create' } : null,
  };
}

/** The longest hash names a file that has no other name. */
export function longestHash(hashes: unknown): string | null {
  const all = Object.values((hashes ?? {}) as Record<string, unknown>).map(String);
  return all.sort((a, b) => b.length - a.length)[0] ?? null;
}
