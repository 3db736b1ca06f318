import { betaQuantile, normalQuantile } from './distribution.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson score interval of k successes in n trials (Wilson 1927), two-sided at `level`. */
export function wilson(k: number, n: number, level = 0.95): Interval {
  const z = normalQuantile((1 + level) / 2);
  const p = k / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: k === 0 ? 0 : (centre - half) / scale, high: k === n ? 1 : (centre + half) / scale };
}

/** Exact interval of k successes in n trials (Clopper & Pearson 1934), two-sided at `level`. */
export function clopperPearson(k: number, n: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}
