import { type Measure, undefinedBecause } from './measure.ts';
import { tabulate } from './vector.ts';

/** scikit-learn's clip for probabilities: float64 epsilon, so that p = 0 for the true class stays finite. */
export const PROBABILITY_FLOOR = 2 ** -52;

const ONE_CLASS = 'one class only in the truth';

/** Scores of both classes, each ascending: what every ranking metric is computed from. */
interface Separated {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

function separate(isPositive: ArrayLike<number>, score: ArrayLike<number>): Separated {
  const [positives, negatives] = [pick(isPositive, score, true), pick(isPositive, score, false)];
  return { positives: positives.sort(), negatives: negatives.sort() };
}

/** Scores of one class, in row order. `isPositive` holds 0/1. */
export function pick(isPositive: ArrayLike<number>, score: ArrayLike<number>, wanted: boolean): Float64Array {
  const picked = new Float64Array(score.length);
  let count = 0;
  for (let i = 0; i < score.length; i++) if ((isPositive[i] === 1) === wanted) picked[count++] = score[i] ?? Number.NaN;
  return picked.slice(0, count);
}

/** Area under the ROC curve, the Mann-Whitney count: ties count one half. `isPositive` holds 0/1. */
export function rocAuc(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const separated = separate(isPositive, score);
  const { positives, negatives } = separated;
  if (positives.length === 0 || negatives.length === 0) return undefinedBecause(ONE_CLASS);
  let wins = 0;
  let before = { tp: 0, fp: 0 };
  for (const point of thresholds(separated)) {
    wins += (point.fp - before.fp) * ((point.tp + before.tp) / 2);
    before = point;
  }
  return wins / positives.length / negatives.length;
}

/** Cumulative true and false positives at every distinct threshold, from the highest score down. */
function* thresholds({ positives, negatives }: Separated): Generator<{ tp: number; fp: number }> {
  let [p, n] = [positives.length, negatives.length];
  while (p > 0 || n > 0) {
    const score = Math.max(positives[p - 1] ?? -Infinity, negatives[n - 1] ?? -Infinity);
    while (p > 0 && positives[p - 1] === score) p--;
    while (n > 0 && negatives[n - 1] === score) n--;
    yield { tp: positives.length - p, fp: negatives.length - n };
  }
}

/** Average precision: sum of (R_k - R_{k-1}) P_k over distinct thresholds, no interpolation. */
export function averagePrecision(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const separated = separate(isPositive, score);
  const positives = separated.positives.length;
  if (positives === 0) return undefinedBecause('no positive in the truth');
  let area = 0;
  let before = 0;
  for (const { tp, fp } of thresholds(separated)) {
    area += ((tp - before) / positives) * (tp / (tp + fp));
    before = tp;
  }
  return area;
}

/** Kolmogorov-Smirnov separation: the largest TPR - FPR over thresholds. */
export function kolmogorovSmirnov(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const separated = separate(isPositive, score);
  const [positives, negatives] = [separated.positives.length, separated.negatives.length];
  if (positives === 0 || negatives === 0) return undefinedBecause(ONE_CLASS);
  let largest = 0;
  for (const { tp, fp } of thresholds(separated)) largest = Math.max(largest, tp / positives - fp / negatives);
  return largest;
}

/** Per-row negative log likelihood of the true class, natural logarithm, clipped at PROBABILITY_FLOOR. */
export function logLosses(isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array {
  return tabulate(score.length, (i) => {
    const clipped = Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, score[i] ?? Number.NaN));
    return -(isPositive[i] === 1 ? Math.log(clipped) : Math.log1p(-clipped));
  });
}

/** Per-row squared distance of the probability from the 0/1 truth. */
export const brierLosses = (isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array =>
  tabulate(score.length, (i) => ((score[i] ?? Number.NaN) - (isPositive[i] === 1 ? 1 : 0)) ** 2);

/** Mean of a vector; undefined for an empty one. */
export function mean(values: ArrayLike<number>): Measure {
  if (values.length === 0) return undefinedBecause('no rows');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}
