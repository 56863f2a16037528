import type { AttackObject } from './attack-source.ts';

/** Place of each phase (tactic short name) in its matrix, from 1. */
export type PhaseOrder = ReadonlyMap<string, number>;

interface Phase {
  readonly kill_chain_name: string;
  readonly phase_name: string;
}

/** The order is the matrix's list of tactics: tables in code would age with each release. */
export function phaseOrder(objects: readonly AttackObject[]): PhaseOrder {
  const tactics = new Map(objects.filter(({ type }) => type === 'x-mitre-tactic').map((tactic) => [tactic.id, tactic]));
  const matrix = objects.find(({ type, x_mitre_deprecated: gone }) => type === 'x-mitre-matrix' && gone !== true);
  const refs = Array.isArray(matrix?.tactic_refs) ? matrix.tactic_refs : [];
  const names = refs.map((ref: unknown) => tactics.get(String(ref))?.x_mitre_shortname);
  return new Map(names.flatMap((name, index) => (typeof name === 'string' ? [[name, index + 1] as const] : [])));
}

/** Phases with their order, and once more in the kill chain of the major version when that is wanted. */
export function orderedPhases(phases: unknown, order: PhaseOrder, major: string | undefined): unknown {
  if (!Array.isArray(phases)) return phases;
  const ordered = (phases as Phase[]).map((phase) => {
    const place = order.get(phase.phase_name);
    return place === undefined ? phase : { ...phase, x_opencti_order: place };
  });
  if (major === undefined) return ordered;
  return [...ordered, ...ordered.map((phase) => ({ ...phase, kill_chain_name: `${phase.kill_chain_name}-v${major}` }))];
}
