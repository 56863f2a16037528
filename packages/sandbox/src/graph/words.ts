import { VOCABULARY_CATEGORIES } from './model/vocabularies.ts';

type Properties = Readonly<Record<string, unknown>>;

const BY_TYPE = new Map<string, { readonly key: string; readonly category: string }[]>();
for (const { key: category, entity_types, fields } of VOCABULARY_CATEGORIES) {
  for (const type of entity_types) {
    const known = BY_TYPE.get(type) ?? [];
    BY_TYPE.set(type, [...known, ...fields.map(({ key }) => ({ key, category }))]);
  }
}

/** Words of vocabularies that an object uses: an import makes those that are missing, as the worker does. */
export function wordsOf(entityType: string, properties: Properties): { name: string; category: string }[] {
  return (BY_TYPE.get(entityType) ?? []).flatMap(({ key, category }) =>
    [properties[key]]
      .flat()
      .flatMap((word) => (typeof word === 'string' && word !== '' ? [{ name: word, category }] : [])),
  );
}
