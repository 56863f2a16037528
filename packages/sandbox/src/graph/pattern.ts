import { findModel, OBJECT_MODELS } from './model/model.ts';
import type { Element } from './store.ts';

const BY_STIX = new Map(OBJECT_MODELS.map((model) => [model.stix, model.name]));
/** `[domain-name:value = 'example.org'` and `file:hashes.'SHA-256' = '…'`. */
const COMPARISON = /([a-z0-9-]+):([\w.'-]+)\s*=\s*'((?:[^'\\]|\\.)*)'/g;

/** Values that a STIX pattern compares with, with their types. */
export function referencesIn(pattern: string) {
  return [...pattern.matchAll(COMPARISON)].map(([, type = '', path = '', value = '']) => {
    const plain = value.replace(/\\(.)/g, '$1');
    const algorithm = /^hashes\.'?([\w-]+)'?$/.exec(path)?.[1];
    const found = { type: BY_STIX.get(type) ?? type, value: plain };
    return algorithm ? { ...found, hashes: [{ algorithm, hash: plain }] } : found;
  });
}

/** The pattern that looks for an observable; undefined for types that have none. */
export function patternOf({ type, entityType, properties }: Element): string | undefined {
  const quoted = (text: unknown) => `'${String(text).replace(/[\\']/g, '\\$&')}'`;
  const hashes = properties.hashes;
  if (typeof hashes === 'object' && hashes !== null) {
    const parts = Object.entries(hashes).map(([name, hash]) => `${type}:hashes.'${name}' = ${quoted(hash)}`);
    return `[${parts.join(' OR ')}]`;
  }
  const [key] = findModel(entityType)?.shown ?? [];
  const property = [key, 'value', 'name'].find((name) => name !== undefined && properties[name] !== undefined);
  return property ? `[${type}:${property} = ${quoted(properties[property])}]` : undefined;
}
