import { expect, test } from 'vitest';
import { arrange, chainsOf, type Phase, phasesOf, type Technique, titleOf } from './arrange.ts';

const phase = (id: string, order: number | null, chain = 'mitre-attack'): Phase => ({
  id,
  kill_chain_name: chain,
  phase_name: id,
  x_opencti_order: order,
});
const technique = (id: string, phases: readonly string[], more: Partial<Technique> = {}): Technique => ({
  id,
  name: `Name of ${id}`,
  x_mitre_id: id,
  revoked: false,
  killChainPhases: phases.map((one) => ({ id: one })),
  ...more,
});
/** Techniques of each tactic, with their sub-techniques. */
const idsOf = (tactics: ReturnType<typeof arrange>) =>
  tactics.map(({ cells }) => cells.map(({ technique: { id }, subs }) => [id, ...subs.map((sub) => sub.id)]));

test('tactics stand in the order of their kill chain, and without one by name', () => {
  const phases = [phase('impact', 2), phase('entry', 1), phase('b', null, 'other'), phase('a', null, 'other')];
  expect(phasesOf(phases, 'mitre-attack').map(({ id }) => id)).toEqual(['entry', 'impact']);
  expect(phasesOf(phases, 'other').map(({ id }) => id)).toEqual(['a', 'b']);
});

test('the chain with most phases comes first', () => {
  const phases = [phase('x', 1, 'small'), phase('a', 1), phase('b', 2)];
  expect(chainsOf(phases)).toEqual(['mitre-attack', 'small']);
});

test('sub-techniques stand below theirs, in each tactic that both are of', () => {
  const techniques = [
    technique('T1.002', ['entry', 'impact']),
    technique('T1.001', ['entry']),
    technique('T1', ['entry']),
    technique('T0', ['impact']),
  ];
  const links = ['T1.001', 'T1.002'].map((fromId) => ({ fromId, toId: 'T1' }));

  const tactics = arrange([phase('entry', 1), phase('impact', 2)], techniques, links);

  expect(idsOf(tactics)).toEqual([[['T1', 'T1.001', 'T1.002']], [['T0'], ['T1.002']]]);
});

test('what was revoked, or has no phase, is left out', () => {
  const techniques = [
    technique('T1', ['entry'], { revoked: true }),
    technique('T2', [], { killChainPhases: null }),
    technique('T3', ['entry']),
  ];
  expect(idsOf(arrange([phase('entry', 1)], techniques, []))).toEqual([[['T3']]]);
});

test('a tactic is written as people write it', () => {
  expect(titleOf(phase('command-and-control', 1))).toBe('Command and control');
});
