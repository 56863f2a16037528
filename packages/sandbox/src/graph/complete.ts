import { createHash } from 'node:crypto';
import { referencesIn } from './pattern.ts';

type Properties = Record<string, unknown>;

const YEAR_MS = 365 * 86_400_000;

/** What the platform fills in where nothing was sent, by STIX type. @param before what it has of the element already */
export const COMPLETIONS: Readonly<Record<string, (sent: Properties, before: Readonly<Properties>) => Properties>> = {
  label: ({ value, color }, before) => ({ color: color ?? before.color ?? colorOf(value) }),
  file: ({ name, x_opencti_additional_names: more }, before) => {
    const known = [before.x_opencti_additional_names ?? [], more ?? [], name ?? []].flat();
    return known.length > 0 ? { x_opencti_additional_names: [...new Set(known)] } : {};
  },
  'kill-chain-phase': ({ x_opencti_order: order }, before) => ({
    x_opencti_order: order ?? before.x_opencti_order ?? 0,
  }),
  'security-coverage': ({ covered }, before) => ({ covered: covered ?? before.covered ?? false }),
  indicator: (sent, before) => {
    if (Object.keys(before).length > 0) return {};
    const from = sent.valid_from ?? new Date().toISOString();
    const [first] = referencesIn(String(sent.pattern ?? ''));
    return {
      name: sent.name ?? sent.pattern,
      valid_from: from,
      valid_until: sent.valid_until ?? new Date(Date.parse(String(from)) + YEAR_MS).toISOString(),
      x_opencti_score: sent.x_opencti_score ?? 50,
      x_opencti_detection: sent.x_opencti_detection ?? false,
      x_opencti_main_observable_type: sent.x_opencti_main_observable_type ?? first?.type ?? 'Unknown',
    };
  },
};

/** Some color of its own; the platform rolls dice. */
function colorOf(value: unknown): string {
  return `#${createHash('sha1').update(String(value)).digest('hex').slice(0, 6)}`;
}
