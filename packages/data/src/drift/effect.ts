import { own } from '@ml-actions/core/own';
import { type Binned, binnedKs, binnedWasserstein, wassersteinNoise } from '@ml-actions/stats/drift-bins';
import {
  chiSquareTwoSample,
  jensenShannonDistance,
  jensenShannonNoise,
  poolRare,
} from '@ml-actions/stats/two-sample-counts';
import { ksAsymptoticP } from '@ml-actions/stats/two-sample-ks';
import { inUnits } from '../profile/frame.ts';
import type { CategoricalColumn, NumericColumn } from '../profile/schema.ts';
import { deviationInUnits, FRACTION_BITS } from '../profile/tally.ts';
import { leftFrame } from './left-frame.ts';
import type { Effect } from './result.ts';
import { type DriftRule, thresholdOf } from './rule.ts';

export type RawEffect = Omit<Effect, 'q'>;

export const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * Numeric: W1/std from bins with KS; a constant reference: the share of other values with chi-squared. Both sides hold
 * at least one finite value.
 */
export function numericEffect(reference: NumericColumn, current: NumericColumn, rule: DriftRule): RawEffect {
  const deviation = deviationInUnits(reference.counts, reference.sums.map(BigInt), BigInt(reference.squares));
  if (!(deviation > 0) || reference.min === reference.max) return constantEffect(reference, current, rule);
  const edges = reference.edges.map((edge) => inUnits(reference, edge));
  const [a, b] = [binned(reference, reference), binned(reference, current)];
  const [n, m] = [sum(reference.counts), sum(current.counts)];
  const [n1, m1] = [n * rule.independent.reference, m * rule.independent.current];
  return {
    name: 'W1/std',
    value: binnedWasserstein(edges, a, b) / deviation,
    threshold: thresholdOf(rule, reference.name, rule.numericThreshold),
    noise: (wassersteinNoise(edges, a, m) / deviation) * Math.sqrt((1 / n1 + 1 / m1) / (1 / n + 1 / m)),
    p: isDiscrete(reference) ? discreteP(reference, current, rule) : ksAsymptoticP(binnedKs(edges, a, b), n1, m1),
  };
}

/** Values that each have a bin of their own hold at least this share: the law of Kolmogorov is for ones that do not. */
const DISCRETE_SHARE = 0.95;

function isDiscrete({ atoms, edges, counts }: NumericColumn): boolean {
  const held = sum(atoms.map((atom) => counts[edges.indexOf(atom)] ?? 0));
  return held >= DISCRETE_SHARE * sum(counts);
}

function discreteP(reference: NumericColumn, current: NumericColumn, rule: DriftRule): number {
  const pooled = poolRare(reference.counts, current.counts);
  return independentP(pooled.reference, pooled.current, rule);
}

function binned(frame: NumericColumn, column: NumericColumn): Binned {
  return {
    counts: column.counts,
    sums: column.sums.map((exact) => Number(exact) / 2 ** FRACTION_BITS),
    min: finiteUnits(frame, column.min ?? 0),
    max: finiteUnits(frame, column.max ?? 0),
  };
}

/** Beyond the doubles in the frame's units (1e308 against a spread of 1e-300) a value is as far as a double can say. */
const finiteUnits = (frame: NumericColumn, x: number): number =>
  Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, inUnits(frame, x)));

/** The frame of a constant column keeps its value in a bin of its own: all other bins are change. */
function constantEffect(reference: NumericColumn, current: NumericColumn, rule: DriftRule): RawEffect {
  const constant = reference.counts.findIndex((count) => count > 0);
  const split = (counts: readonly number[]): [same: number, other: number] => {
    const same = counts[constant] ?? 0;
    return [same, sum(counts) - same];
  };
  const [a, b] = [split(reference.counts), split(current.counts)];
  return {
    name: 'changed share',
    // a spread below what a double can square counts as constant too, so the reference may have others itself
    value: Math.abs(b[1] / (b[0] + b[1]) - a[1] / (a[0] + a[1])),
    threshold: own(rule.thresholds, reference.name) ?? rule.constantThreshold,
    noise: 0,
    p: independentP(a, b, rule),
  };
}

/** Chi-squared of counts of which only a share is independent. */
export function independentP(
  a: readonly number[],
  b: readonly number[],
  { independent }: Pick<DriftRule, 'independent'>,
): number {
  const scaled = (counts: readonly number[], share: number): number[] => counts.map((count) => count * share);
  return chiSquareTwoSample(scaled(a, independent.reference), scaled(b, independent.current)).p;
}

/**
 * Categories: Jensen-Shannon distance of all shares, chi-squared after pooling the rare ones. Values outside the frame
 * are rare whatever their number: the reference chose its frame, so on its side they are fewer by that choice alone.
 */
export function categoricalEffect(
  reference: CategoricalColumn,
  current: CategoricalColumn,
  rule: DriftRule,
): RawEffect {
  const independent = {
    reference: rule.independent.reference * rowsPerValue(reference),
    current: rule.independent.current * rowsPerValue(current),
  };
  const pairs = pairsOf(reference, current);
  const [named, others] = [
    [pairs.map(([count]) => count), pairs.map(([, count]) => count)],
    [reference.other, current.other],
  ] as const;
  const [a, b] = [
    [...named[0], others[0]],
    [...named[1], others[1]],
  ];
  const pooled = poolRare(...named, others);
  const used = a.filter((count, at) => count + (b[at] ?? 0) > 0).length;
  return {
    name: 'JS base 2',
    value: jensenShannonDistance(a, b),
    threshold: thresholdOf(rule, reference.name, rule.categoricalThreshold),
    noise: jensenShannonNoise(sum(a) * independent.reference, sum(b) * independent.current, used),
    p: eitherP(
      independentP(pooled.reference, pooled.current, { independent }),
      leftFrame(reference, current, independent),
    ),
  };
}

/** The p-value of two tests, of which the second one is not always there (Bonferroni). */
const eitherP = (p: number, other: number | null): number => (other === null ? p : Math.min(1, 2 * Math.min(p, other)));

/** Counts of both sides in an order of their own: hashed values give the same sums, to the last bit, as plain ones. */
const pairsOf = (reference: CategoricalColumn, current: CategoricalColumn): (readonly [number, number])[] =>
  reference.categories
    .map(({ count }, at) => [count, current.categories[at]?.count ?? 0] as const)
    .sort(([a, b], [c, d]) => a - c || b - d);

/** Words of one text are not independent: texts count. */
function rowsPerValue(column: CategoricalColumn): number {
  const values = sum(countsOf(column));
  return values === 0 ? 1 : Math.min(1, (column.rows - column.missing - column.invalid) / values);
}

/** The last count is of every value outside the frame. */
export const countsOf = ({ categories, other }: CategoricalColumn): number[] => [
  ...categories.map(({ count }) => count),
  other,
];
