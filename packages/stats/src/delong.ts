import { normalCdf, normalQuantile } from './distribution.ts';
import { ascendingOrder } from './order.ts';
import type { Interval } from './proportion.ts';
import { pick } from './scoring.ts';

/** Two ROC AUCs on the same rows and the covariance of their difference. */
export interface DeLong {
  readonly baseline: number;
  readonly candidate: number;
  readonly delta: number;
  readonly varianceBaseline: number;
  readonly varianceCandidate: number;
  readonly covariance: number;
  /** 0 where the placements do not vary: then there is no test. */
  readonly standardError: number;
  readonly twoSided: number;
  /** small means the candidate's AUC is lower. */
  readonly worse: number;
  /** Wald interval of delta, two-sided at `level`. */
  readonly interval: (level: number) => Interval;
}

/** Below this the variance is rounding noise of the placements, not sampling variance. */
const NO_VARIANCE = 1e-18;

interface Placements {
  readonly auc: number;
  /** per positive: share of negatives below it, ties half (V10) */
  readonly positives: Float64Array;
  /** per negative: share of positives above it, ties half (V01) */
  readonly negatives: Float64Array;
}

/** One sort and one walk over its runs of equal scores, O(n log n) at most: no search per row. */
function placements(isPositive: ArrayLike<number>, score: Float64Array): Placements {
  const order = ascendingOrder(score);
  const passed = new Float64Array(score.length);
  let [lowBefore, highBefore] = [0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    let [low, high] = [0, 0];
    const value = score[order[start] as number];
    for (end = start; end < order.length && score[order[end] as number] === value; end++) {
      if (isPositive[order[end] as number] === 1) high++;
      else low++;
    }
    for (let place = start; place < end; place++) {
      const row = order[place] as number;
      passed[row] = isPositive[row] === 1 ? lowBefore + low / 2 : highBefore + high / 2;
    }
    lowBefore += low;
    highBefore += high;
  }
  const positives = pick(isPositive, passed, true).map((count) => count / lowBefore);
  const negatives = pick(isPositive, passed, false).map((count) => 1 - count / highBefore);
  return { auc: mean(positives), positives, negatives };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

function covariance(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - meanA) * ((b[i] ?? 0) - meanB);
  return sum / (a.length - 1);
}

/**
 * DeLong, DeLong & Clarke-Pearson 1988 for two correlated ROC curves, in float64.
 * `isPositive` holds 0/1; both score vectors are aligned with it. Needs two rows of each class.
 */
export function delong(
  isPositive: ArrayLike<number>,
  baselineScore: Float64Array,
  candidateScore: Float64Array,
): DeLong {
  const b = placements(isPositive, baselineScore);
  const c = placements(isPositive, candidateScore);
  const shared = (x: Placements, y: Placements) =>
    covariance(x.positives, y.positives) / x.positives.length +
    covariance(x.negatives, y.negatives) / x.negatives.length;
  const [varianceBaseline, varianceCandidate, covarianceBoth] = [shared(b, b), shared(c, c), shared(b, c)];
  const variance = varianceBaseline + varianceCandidate - 2 * covarianceBoth;
  const standardError = variance > NO_VARIANCE ? Math.sqrt(variance) : 0;
  const delta = c.auc - b.auc;
  const z = delta / standardError;
  return {
    baseline: b.auc,
    candidate: c.auc,
    delta,
    varianceBaseline,
    varianceCandidate,
    covariance: covarianceBoth,
    standardError,
    twoSided: 2 * normalCdf(-Math.abs(z)),
    worse: normalCdf(z),
    interval: (level) => {
      const half = normalQuantile((1 + level) / 2) * standardError;
      return { low: delta - half, high: delta + half };
    },
  };
}
