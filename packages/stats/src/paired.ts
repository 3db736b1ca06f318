import { binomialCdf, binomialPmf, normalQuantile, studentTCdf, studentTQuantile } from './distribution.ts';
import type { Interval } from './proportion.ts';

/** Rows on which exactly one of two classifiers is right. */
export interface Discordant {
  /** baseline right, candidate wrong */
  readonly losses: number;
  /** baseline wrong, candidate right */
  readonly gains: number;
}

/** Counts losses and gains from two aligned 0/1 vectors (1 = right). */
export function discordant(baselineRight: ArrayLike<number>, candidateRight: ArrayLike<number>): Discordant {
  let losses = 0;
  let gains = 0;
  for (let i = 0; i < baselineRight.length; i++) {
    const difference = (candidateRight[i] ?? 0) - (baselineRight[i] ?? 0);
    if (difference < 0) losses++;
    else if (difference > 0) gains++;
  }
  return { losses, gains };
}

export interface McNemar {
  readonly exactTwoSided: number;
  readonly midTwoSided: number;
  /** P(X >= losses) under no change: small means the candidate is worse. */
  readonly exactWorse: number;
  readonly midWorse: number;
}

/** McNemar's test on X ~ Bin(losses + gains, 1/2); mid-p after Fagerland, Lydersen & Laake 2013. */
export function mcnemar({ losses, gains }: Discordant): McNemar {
  const m = losses + gains;
  if (m === 0) return { exactTwoSided: 1, midTwoSided: 1, exactWorse: 1, midWorse: 1 };
  const fewer = Math.min(losses, gains);
  const exactTwoSided = Math.min(1, 2 * binomialCdf(fewer, m, 0.5));
  const point = binomialPmf(fewer, m, 0.5);
  const exactWorse = losses === 0 ? 1 : binomialCdf(gains, m, 0.5);
  return {
    exactTwoSided,
    midTwoSided: losses === gains ? 1 - point / 2 : exactTwoSided - point,
    exactWorse,
    midWorse: exactWorse - binomialPmf(losses, m, 0.5) / 2,
  };
}

/**
 * Interval of the paired difference of two proportions (gains - losses)/n: add one to each discordant
 * count and two to n (Bonett & Price 2012, JEBS 37, 479-488). Two-sided at `level`.
 */
export function bonettPrice({ losses, gains }: Discordant, n: number, level = 0.95): Interval {
  const p1 = (gains + 1) / (n + 2);
  const p2 = (losses + 1) / (n + 2);
  const centre = p1 - p2;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((p1 + p2 - centre ** 2) / (n + 2));
  return { low: centre - half, high: centre + half };
}

export interface MeanDifference {
  readonly mean: number;
  readonly standardError: number;
  readonly df: number;
  /** t statistic; NaN where every difference is the same and no test exists. */
  readonly t: number;
  readonly twoSided: number;
  /** P(T >= t) under no change: small means the mean went up. */
  readonly up: number;
  /** Two-sided interval of the mean at `level`. */
  readonly interval: (level: number) => Interval;
}

/** Paired t on per-row differences candidate - baseline (length >= 2). */
export function pairedT(differences: ArrayLike<number>): MeanDifference {
  const n = differences.length;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const gap = (differences[i] ?? 0) - mean;
    mean += gap / (i + 1);
    squares += gap * ((differences[i] ?? 0) - mean);
  }
  return meanDifference(mean, Math.sqrt(squares / (n - 1) / n), n - 1);
}

function meanDifference(mean: number, standardError: number, df: number): MeanDifference {
  const t = standardError > 0 ? mean / standardError : Number.NaN;
  const interval = (level: number) => {
    const half = studentTQuantile((1 + level) / 2, df) * standardError;
    return { low: mean - half, high: mean + half };
  };
  const twoSided = 2 * studentTCdf(-Math.abs(t), df);
  return { mean, standardError, df, t, twoSided, up: studentTCdf(-t, df), interval };
}

/**
 * Mean difference of rows that belong to clusters: SE = sqrt(C/(C-1) sum_g (sum of deviations)^2)/n, C - 1 degrees of
 * freedom (Cameron & Miller 2015). Length of `cluster`: the differences'.
 */
export function clusteredT(differences: ArrayLike<number>, cluster: ArrayLike<number>): MeanDifference {
  const n = differences.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += ((differences[i] ?? 0) - mean) / (i + 1);
  const sums = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const code = cluster[i] ?? -1;
    sums.set(code, (sums.get(code) ?? 0) + (differences[i] ?? 0) - mean);
  }
  const clusters = sums.size;
  const squares = [...sums.values()].reduce((total, sum) => total + sum * sum, 0);
  return meanDifference(mean, Math.sqrt((clusters / (clusters - 1)) * squares) / n, clusters - 1);
}

/** Difference of two means of independent values with unequal variances (Welch 1947): after minus before, two or more each. */
export function welchT(before: readonly number[], after: readonly number[]): MeanDifference {
  const [a, b] = [momentsOf(before), momentsOf(after)];
  const variance = a.ofMean + b.ofMean;
  const df = variance ** 2 / (a.ofMean ** 2 / (before.length - 1) + b.ofMean ** 2 / (after.length - 1));
  return meanDifference(b.mean - a.mean, Math.sqrt(variance), df);
}

/** Mean of a list and the variance of that mean. */
function momentsOf(values: readonly number[]): { mean: number; ofMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, ofMean: squares / (values.length - 1) / values.length };
}
