import { normalCdf, normalQuantile } from './distribution.ts';
import type { Interval } from './proportion.ts';

/** A statistic's value and its bootstrap. */
export interface Drawn {
  readonly value: number;
  /** in the order of the draws */
  readonly replicates: Float64Array;
  /** of BCa, from the jackknife; null where it does not vary and percentiles are taken */
  readonly acceleration: number | null;
}

/** Equality of a replicate with the value. */
const EQUAL = 1e-12;

/** Quantile of type 7 (linear) of an ascending vector. */
export function quantile(ascending: Float64Array, q: number): number {
  const place = (ascending.length - 1) * q;
  const low = Math.floor(place);
  const [a, b] = [ascending[low] ?? Number.NaN, ascending[Math.min(low + 1, ascending.length - 1)] ?? Number.NaN];
  return a + (b - a) * (place - low);
}

/** Share of the replicates below the value, equal ones half, as a normal quantile. */
function biasOf({ value, replicates }: Drawn): number {
  let below = 0;
  for (const replicate of replicates) {
    if (Math.abs(replicate - value) <= EQUAL) below += 0.5;
    else if (replicate < value) below++;
  }
  return normalQuantile(below / replicates.length);
}

/**
 * Bias-corrected and accelerated interval (Efron 1987), two-sided at `level`; the percentile interval where the bias is
 * infinite or the jackknife does not vary.
 */
export function bca(drawn: Drawn, level: number): Interval {
  const ascending = Float64Array.from(drawn.replicates).sort();
  const bias = biasOf(drawn);
  const { acceleration } = drawn;
  const place = (z: number): number =>
    acceleration === null || !Number.isFinite(bias)
      ? normalCdf(z)
      : normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const z = normalQuantile((1 + level) / 2);
  return { low: quantile(ascending, place(-z)), high: quantile(ascending, place(z)) };
}

/** a = sum d^3 / (6 (sum d^2)^1.5), d = mean of the jackknife minus each of its values; null where it does not vary. */
export function accelerationOf(jackknife: Float64Array): number | null {
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  let [squares, cubes] = [0, 0];
  for (const value of jackknife) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares === 0 ? null : cubes / (6 * squares ** 1.5);
}

/** Standard deviation of the replicates. */
export function standardErrorOf(replicates: Float64Array): number {
  const mean = replicates.reduce((sum, value) => sum + value, 0) / replicates.length;
  const squares = replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (replicates.length - 1));
}

/** One-sided p of "the change is at most `margin` the wrong way": (1 + replicates beyond it) / (B + 1). */
export function beyond(replicates: Float64Array, margin: number, side: 'below' | 'above'): number {
  let count = 0;
  for (const replicate of replicates) if (side === 'below' ? replicate <= margin : replicate >= margin) count++;
  return (1 + count) / (replicates.length + 1);
}
