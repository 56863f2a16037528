import { linkTo } from '../hooks/route.ts';
import { familyOf } from '../parts/families.ts';
import { plainName, shortened } from '../parts/plain-text.ts';
import { arrange, type Branch, curve, LEAF_RADIUS, type Leaf, labelTurn, type Neighbour } from './layout.ts';

/** Signs of a label, and about how wide one is. */
const LABEL = 27;
const SIGN_WIDTH = 6.6;

interface GraphProps {
  readonly name: string;
  readonly type: string;
  readonly neighbours: readonly Neighbour[];
}

/** An entity and what it is related to: a branch for each relationship, a link for each neighbour. */
export function Graph({ name, type, neighbours }: GraphProps) {
  const branches = arrange(neighbours);
  const longest = Math.max(...neighbours.map((one) => Math.min(one.name.length, LABEL)));
  const half = Math.round(LEAF_RADIUS + 20 + longest * SIGN_WIDTH);
  return (
    <svg
      class="graph"
      viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`}
      aria-label={`Graph around ${name}: ${neighbours.length} relationships`}
    >
      {branches.map((branch) => (
        <BranchLines key={branch.key} branch={branch} />
      ))}
      {branches.flatMap(({ key, leaves, relation, outward }) =>
        leaves.map((leaf) => (
          <LeafMark key={key + leaf.neighbour.id} leaf={leaf} relation={relation} outward={outward} />
        )),
      )}
      {branches.map((branch) => (
        <BranchMark key={branch.key} branch={branch} />
      ))}
      <circle class={`node middle family-${familyOf(type)}`} r="13" />
      <text class="middle-label" y="34" text-anchor="middle">
        {shortened(plainName(name), 22)}
      </text>
    </svg>
  );
}

function BranchLines({ branch }: { readonly branch: Branch }) {
  return (
    <g class="lines">
      <path d={`M0 0 L${branch.x} ${branch.y}`} />
      {branch.leaves.map((leaf) => (
        <path key={leaf.neighbour.id} d={curve(branch, leaf)} />
      ))}
    </g>
  );
}

function BranchMark({ branch: { x, y, relation, outward, leaves } }: { readonly branch: Branch }) {
  const text = `${outward ? '' : '← '}${relation}${outward ? ' →' : ''} ${leaves.length}`;
  const width = text.length * 6.4 + 14;
  return (
    <g class="branch" transform={`translate(${x} ${y})`}>
      <rect x={-width / 2} y="-10" width={width} height="20" rx="10" />
      <text y="4" text-anchor="middle">
        {text}
      </text>
    </g>
  );
}

function LeafMark({ leaf, relation, outward }: { leaf: Leaf; relation: string; outward: boolean }) {
  const { x, y, angle, neighbour } = leaf;
  const { turn, anchor } = labelTurn(angle);
  const name = plainName(neighbour.name);
  const said = `${outward ? '' : 'is '}${relation}${outward ? '' : ' by'}: ${name}, ${neighbour.type}`;
  return (
    <g>
      <title>{`${name} (${neighbour.type})`}</title>
      <a href={linkTo(['entity', neighbour.id])} aria-label={said} class="leaf">
        <circle class={`node family-${familyOf(neighbour.type)}`} cx={x} cy={y} r="6" />
        <text
          transform={`translate(${x} ${y}) rotate(${turn})`}
          dx={anchor === 'start' ? 11 : -11}
          dy="4"
          text-anchor={anchor}
        >
          {shortened(name, LABEL)}
        </text>
      </a>
    </g>
  );
}
