/** A neighbour of the entity in the middle. */
export interface Neighbour {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Relationship by which it is one. */
  readonly relation: string;
  /** True when the relationship leads from the middle to it. */
  readonly outward: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Neighbours by the same relationship in the same direction: a branch. */
export interface Branch extends Point {
  readonly key: string;
  readonly relation: string;
  readonly outward: boolean;
  /** Direction from the middle, radians. */
  readonly angle: number;
  readonly leaves: readonly Leaf[];
}

export interface Leaf extends Point {
  readonly neighbour: Neighbour;
  readonly angle: number;
}

/** Distance of the branches from the middle; of the leaves, in the units of the picture. */
export const BRANCH_RADIUS = 96;
export const LEAF_RADIUS = 230;
/** Empty places between two branches, counted in leaves. */
const GAP = 1;

/**
 * Places neighbours on a ring, by branches in the order of their size: the same neighbours always stand in the same
 * places, whatever order they came in.
 */
export function arrange(neighbours: readonly Neighbour[]): Branch[] {
  const groups = [...Map.groupBy(neighbours, keyOf)].sort(
    ([aKey, a], [bKey, b]) => b.length - a.length || (aKey < bKey ? -1 : 1),
  );
  const places = neighbours.length + (groups.length > 1 ? groups.length * GAP : 0);
  const step = (2 * Math.PI) / Math.max(places, 1);
  let place = 0;
  return groups.map(([key, members]) => {
    const start = place;
    place += members.length + (groups.length > 1 ? GAP : 0);
    const angleAt = (index: number) => (start + index) * step - Math.PI / 2;
    const leaves = members.sort(byName).map((neighbour, index) => {
      const angle = angleAt(index);
      return { neighbour, angle, ...at(angle, LEAF_RADIUS) };
    });
    const angle = angleAt((members.length - 1) / 2);
    const { relation = '', outward = true } = members[0] ?? {};
    return { key, relation, outward, angle, leaves, ...at(angle, BRANCH_RADIUS) };
  });
}

function keyOf({ relation, outward }: Neighbour): string {
  return `${relation} ${outward ? 'to' : 'from'}`;
}

function byName(a: Neighbour, b: Neighbour): number {
  return a.type.localeCompare(b.type) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}

function at(angle: number, radius: number): Point {
  return { x: Math.round(Math.cos(angle) * radius * 10) / 10, y: Math.round(Math.sin(angle) * radius * 10) / 10 };
}

/** How a label at an angle is turned so that it reads outward, and never upside down. Degrees. */
export function labelTurn(angle: number): { readonly turn: number; readonly anchor: 'start' | 'end' } {
  const degrees = ((((angle * 180) / Math.PI) % 360) + 360) % 360;
  return degrees > 90 && degrees < 270 ? { turn: degrees - 180, anchor: 'end' } : { turn: degrees, anchor: 'start' };
}

/** A text cut to so many signs. */
export function shortened(text: string, length: number): string {
  const signs = [...text];
  return signs.length <= length ? text : `${signs.slice(0, length - 1).join('')}…`;
}
