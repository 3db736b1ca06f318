import { type Measure, undefinedBecause } from './measure.ts';
import { midranks } from './rank.ts';

/** scikit-learn's clip for probabilities: float64 epsilon, so that p = 0 for the true class stays finite. */
export const PROBABILITY_FLOOR = 2 ** -52;

const ONE_CLASS = 'one class only in the truth';

function classSizes(isPositive: ArrayLike<number>): { positives: number; negatives: number } {
  let positives = 0;
  for (let i = 0; i < isPositive.length; i++) if (isPositive[i] === 1) positives++;
  return { positives, negatives: isPositive.length - positives };
}

/** Area under the ROC curve by midranks: (R+ - P(P+1)/2)/(P N), ties count one half. `isPositive` holds 0/1. */
export function rocAuc(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const { positives, negatives } = classSizes(isPositive);
  if (positives === 0 || negatives === 0) return undefinedBecause(ONE_CLASS);
  const rankSum = midranks(score).reduce((sum, rank, i) => (isPositive[i] === 1 ? sum + rank : sum), 0);
  return (rankSum - (positives * (positives + 1)) / 2) / positives / negatives;
}

/** Cumulative true and false positives at every distinct threshold, from the highest score down. */
function* thresholds(isPositive: ArrayLike<number>, score: ArrayLike<number>): Generator<{ tp: number; fp: number }> {
  const order = Uint32Array.from({ length: score.length }, (_, i) => i);
  order.sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0));
  let tp = 0;
  let fp = 0;
  for (let k = 0; k < order.length; k++) {
    const i = order[k] ?? 0;
    if (isPositive[i] === 1) tp++;
    else fp++;
    if (k + 1 === order.length || score[order[k + 1] ?? 0] !== score[i]) yield { tp, fp };
  }
}

/** Average precision: sum of (R_k - R_{k-1}) P_k over distinct thresholds, no interpolation. */
export function averagePrecision(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const { positives } = classSizes(isPositive);
  if (positives === 0) return undefinedBecause('no positive in the truth');
  let area = 0;
  let before = 0;
  for (const { tp, fp } of thresholds(isPositive, score)) {
    area += ((tp - before) / positives) * (tp / (tp + fp));
    before = tp;
  }
  return area;
}

/** Kolmogorov-Smirnov separation: the largest TPR - FPR over thresholds. */
export function kolmogorovSmirnov(isPositive: ArrayLike<number>, score: ArrayLike<number>): Measure {
  const { positives, negatives } = classSizes(isPositive);
  if (positives === 0 || negatives === 0) return undefinedBecause(ONE_CLASS);
  let largest = 0;
  for (const { tp, fp } of thresholds(isPositive, score)) largest = Math.max(largest, tp / positives - fp / negatives);
  return largest;
}

/** Per-row negative log likelihood of the true class, natural logarithm, clipped at PROBABILITY_FLOOR. */
export function logLosses(isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array {
  return Float64Array.from(score, (p, i) => {
    const clipped = Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, p));
    return -(isPositive[i] === 1 ? Math.log(clipped) : Math.log1p(-clipped));
  });
}

/** Per-row squared distance of the probability from the 0/1 truth. */
export const brierLosses = (isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array =>
  Float64Array.from(score, (p, i) => (p - (isPositive[i] === 1 ? 1 : 0)) ** 2);

/** Mean of a vector; undefined for an empty one. */
export function mean(values: ArrayLike<number>): Measure {
  if (values.length === 0) return undefinedBecause('no rows');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}
