import { type Measure, ratio } from './measure.ts';
import { ascendingOrder } from './order.ts';
import { pearson } from './regression.ts';

type Weights = Float64Array | null;

/** Rows by ascending value, and of each place the number of its run of equal values, from 0. */
interface Ranking {
  readonly order: Uint32Array;
  readonly run: Uint32Array;
}

function rankingOf(values: Float64Array): Ranking {
  const order = ascendingOrder(values);
  return { order, run: runsOf(order, (a, b) => values[a] === values[b]) };
}

function runsOf(order: Uint32Array, same: (a: number, b: number) => boolean): Uint32Array {
  const run = new Uint32Array(order.length);
  for (let at = 1; at < order.length; at++)
    run[at] = (run[at - 1] as number) + Number(!same(order[at - 1] as number, order[at] as number));
  return run;
}

/**
 * Spearman's correlation of two aligned columns as a function of weights: Pearson's of midranks. A row of weight w ranks
 * as w equal rows. What does not depend on weights is sorted once.
 */
export function spearman(a: Float64Array, b: Float64Array): (weights: Weights) => Measure {
  const [x, y] = [rankingOf(a), rankingOf(b)];
  const [ranksOfX, ranksOfY] = [new Float64Array(a.length), new Float64Array(a.length)];
  return (weights) => {
    midranksInto(ranksOfX, x, weights);
    midranksInto(ranksOfY, y, weights);
    return pearson(ranksOfX, ranksOfY, weights);
  };
}

/** Weight before each row's run plus half of the run's: midranks less one half, which no correlation sees. */
function midranksInto(ranks: Float64Array, { order, run }: Ranking, weights: Weights): void {
  let before = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let own = 0;
    for (; end < order.length && run[end] === run[start]; end++)
      own += weights === null ? 1 : (weights[order[end] as number] as number);
    for (let at = start; at < end; at++) ranks[order[at] as number] = before + own / 2;
    before += own;
  }
}

/**
 * Kendall's tau-b as a function of weights: concordant minus discordant pairs over the geometric mean of the pairs untied
 * on each side (Kendall 1945). A pair counts by the product of its weights, so that a row of weight w is w equal rows.
 * Discordant pairs are counted by a tree of sums over the ranks of `b`: O(n log n).
 */
export function kendallTauB(a: Float64Array, b: Float64Array): (weights: Weights) => Measure {
  const y = rankingOf(b);
  const rankOfY = new Uint32Array(b.length);
  for (let at = 0; at < b.length; at++) rankOfY[y.order[at] as number] = y.run[at] as number;
  const within = ascendingOrder(Float64Array.from(y.order, (row) => a[row] as number));
  const order = within.map((place) => y.order[place] as number);
  const x = runsOf(order, (one, other) => a[one] === a[other]);
  const both = runsOf(order, (one, other) => a[one] === a[other] && b[one] === b[other]);
  const tree = new Float64Array((y.run.at(-1) ?? 0) + 2);
  return (weights) => {
    const tiedY = squares(y.order, y.run, weights);
    const untiedX = squares(order, null, weights) - squares(order, x, weights);
    const untiedY = squares(y.order, null, weights) - tiedY;
    const untied = untiedX - tiedY + squares(order, both, weights);
    const difference = untied - 4 * discordant(order, rankOfY, tree, weights);
    return ratio(difference, Math.sqrt(untiedX) * Math.sqrt(untiedY), 'a side is constant');
  };
}

/** Sum of the squared weights of runs (null: of the whole): twice their pairs, each row's with itself included. */
function squares(order: Uint32Array, run: Uint32Array | null, weights: Weights): number {
  let sum = 0;
  let own = 0;
  for (let at = 0; at < order.length; at++) {
    if (run !== null && at > 0 && run[at] !== run[at - 1]) {
      sum += own * own;
      own = 0;
    }
    own += weights === null ? 1 : (weights[order[at] as number] as number);
  }
  return sum + own * own;
}

/** Weight of the pairs that stand in the wrong order of y; rows by x, those of equal x by y. */
function discordant(order: Uint32Array, rankOfY: Uint32Array, tree: Float64Array, weights: Weights): number {
  tree.fill(0);
  let total = 0;
  let wrong = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    const weight = weights === null ? 1 : (weights[row] as number);
    if (weight === 0) continue;
    const rank = (rankOfY[row] as number) + 1;
    let notAbove = 0;
    for (let node = rank; node > 0; node &= node - 1) notAbove += tree[node] as number;
    wrong += weight * (total - notAbove);
    for (let node = rank; node < tree.length; node += node & -node) tree[node] = (tree[node] as number) + weight;
    total += weight;
  }
  return wrong;
}
