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

/** A place around the middle: direction in radians, distance, and both as a point. */
export interface Place {
  readonly angle: number;
  readonly radius: number;
  readonly x: number;
  readonly y: number;
}

/** Neighbours of one type by the same relationship in the same direction: a branch. */
export interface Branch extends Place {
  readonly key: string;
  readonly relation: string;
  readonly outward: boolean;
  readonly leaves: readonly Leaf[];
}

export interface Leaf extends Place {
  readonly neighbour: Neighbour;
}

/** Distance of the leaves from the middle, in the units of the picture. */
export const LEAF_RADIUS = 240;
/** Distances of branches, in turn: their labels would lie upon each other on one ring, or upon the name in the middle. */
const BRANCH_RADII = [112, 168];
/** The least part of the ring that a branch gets, empty places included. */
const LEAST = 1 / 14;
/** The most between two leaves of a branch, radians: a few stay together. */
const WIDEST = Math.PI / 9;

/**
 * Places neighbours on a ring, by branches in the order of their size: the same neighbours always stand in the same
 * places, whatever order they came in.
 */
export function arrange(neighbours: readonly Neighbour[]): Branch[] {
  const groups = [...Map.groupBy(neighbours, keyOf)].sort(
    ([aKey, a], [bKey, b]) => b.length - a.length || (aKey < bKey ? -1 : 1),
  );
  const isAlone = groups.length === 1;
  const widths = groups.map(([, { length }]) => Math.max(length + (isAlone ? 0 : 1), neighbours.length * LEAST));
  const step = (2 * Math.PI) / widths.reduce((sum, width) => sum + width, 0);
  let start = 0;
  return groups.map(([key, members], index) => {
    const width = widths[index] ?? 0;
    const middle = (start + width / 2) * step - Math.PI / 2;
    start += width;
    const leaves = members.sort(byName).map((neighbour, number) => {
      const angle = middle + (number - (members.length - 1) / 2) * Math.min(step, WIDEST);
      return { neighbour, ...at(angle, LEAF_RADIUS) };
    });
    const { relation = '', outward = true } = members[0] ?? {};
    return { key, relation, outward, leaves, ...at(middle, BRANCH_RADII[index % 2] ?? 0) };
  });
}

function keyOf({ relation, outward, type }: Neighbour): string {
  return `${relation} ${outward ? 'to' : 'from'} ${type}`;
}

function byName(a: Neighbour, b: Neighbour): number {
  return a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}

function at(angle: number, radius: number): Place {
  const round = (value: number) => Math.round(value * radius * 10) / 10;
  return { angle, radius, x: round(Math.cos(angle)), y: round(Math.sin(angle)) };
}

/** A line from a branch to one of its leaves that leaves one and reaches the other straight outward. */
export function curve(from: Place, to: Place): string {
  const half = (from.radius + to.radius) / 2;
  const [first, second] = [at(from.angle, half), at(to.angle, half)];
  return `M${from.x} ${from.y} C${first.x} ${first.y} ${second.x} ${second.y} ${to.x} ${to.y}`;
}

/** How a label at an angle is turned so that it reads outward, and never upside down. Degrees. */
export function labelTurn(angle: number): { readonly turn: number; readonly anchor: 'start' | 'end' } {
  const degrees = ((((angle * 180) / Math.PI) % 360) + 360) % 360;
  return degrees > 90 && degrees < 270 ? { turn: degrees - 180, anchor: 'end' } : { turn: degrees, anchor: 'start' };
}
