/** A phase of a kill chain; the platform keeps its place in the order. */
export interface Phase {
  readonly id: string;
  readonly kill_chain_name: string;
  readonly phase_name: string;
  readonly x_opencti_order: number | null;
}

/** An attack pattern as the matrix needs it. */
export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly x_mitre_id: string | null;
  readonly revoked: boolean;
  readonly killChainPhases: readonly { readonly id: string }[] | null;
}

/** A relationship `subtechnique-of`. */
export interface SubtechniqueOf {
  readonly fromId: string;
  readonly toId: string;
}

export interface Cell {
  readonly technique: Technique;
  readonly subs: readonly Technique[];
}

export interface Tactic {
  readonly phase: Phase;
  readonly cells: readonly Cell[];
}

/** Names of the kill chains that phases belong to, the one with the most phases first. */
export function chainsOf(phases: readonly Phase[]): string[] {
  const groups = [...Map.groupBy(phases, ({ kill_chain_name }) => kill_chain_name)];
  return groups.sort(([a, one], [b, other]) => other.length - one.length || a.localeCompare(b)).map(([name]) => name);
}

/** Phases of one chain in their order; those without one by name. */
export function phasesOf(phases: readonly Phase[], chain: string): Phase[] {
  const order = ({ x_opencti_order }: Phase) => x_opencti_order ?? 0;
  return phases
    .filter(({ kill_chain_name }) => kill_chain_name === chain)
    .sort((a, b) => order(a) - order(b) || a.phase_name.localeCompare(b.phase_name));
}

/**
 * Techniques below their tactics, sub-techniques below their techniques. A sub-technique whose technique is not in the
 * tactic stands for itself; what was revoked is left out.
 */
export function arrange(
  phases: readonly Phase[],
  techniques: readonly Technique[],
  links: readonly SubtechniqueOf[],
): Tactic[] {
  const parents = new Map(links.map(({ fromId, toId }) => [fromId, toId]));
  const current = techniques.filter(({ revoked }) => !revoked);
  return phases.map((phase) => {
    const here = current.filter((one) => one.killChainPhases?.some(({ id }) => id === phase.id)).sort(byName);
    const ids = new Set(here.map(({ id }) => id));
    const parentOf = ({ id }: Technique) => {
      const parent = parents.get(id);
      return parent !== undefined && ids.has(parent) ? parent : undefined;
    };
    const subs = Map.groupBy(here.filter(parentOf), parentOf);
    const top = here.filter((one) => parentOf(one) === undefined);
    return { phase, cells: top.map((technique) => ({ technique, subs: (subs.get(technique.id) ?? []).sort(byId) })) };
  });
}

function byName(a: Technique, b: Technique): number {
  return a.name.localeCompare(b.name);
}

function byId(a: Technique, b: Technique): number {
  return (a.x_mitre_id ?? '').localeCompare(b.x_mitre_id ?? '') || byName(a, b);
}

/** `initial-access` as people write it. */
export function titleOf({ phase_name }: Phase): string {
  const words = phase_name.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
