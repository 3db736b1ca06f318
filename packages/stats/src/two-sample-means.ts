import { normalCdf, studentTCdf } from './distribution.ts';

export interface MeansTest {
  /** sign of reference minus current */
  readonly statistic: number;
  /** two-sided */
  readonly p: number;
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  /** sum of squared deviations */
  readonly squares: number;
}

function momentsOf(values: Float64Array): Moments {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return { n, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

/** Student's t with a common variance; at least two values on each side (Student, 1908). */
export function studentT(reference: Float64Array, current: Float64Array): MeansTest {
  const [a, b] = [momentsOf(reference), momentsOf(current)];
  const df = a.n + b.n - 2;
  const error = Math.sqrt(((a.squares + b.squares) / df) * (1 / a.n + 1 / b.n));
  return tTest(a.mean - b.mean, error, df);
}

/** Welch's t without that assumption (Welch, 1947). */
export function welchMeans(reference: Float64Array, current: Float64Array): MeansTest {
  const [a, b] = [momentsOf(reference), momentsOf(current)];
  const [va, vb] = [a.squares / (a.n - 1) / a.n, b.squares / (b.n - 1) / b.n];
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return tTest(a.mean - b.mean, Math.sqrt(va + vb), df);
}

function tTest(difference: number, error: number, df: number): MeansTest {
  if (error === 0)
    return difference === 0 ? { statistic: 0, p: 1 } : { statistic: Math.sign(difference) * Infinity, p: 0 };
  const statistic = difference / error;
  return { statistic, p: Math.min(1, 2 * studentTCdf(-Math.abs(statistic), df)) };
}

/** Two-sided z test of two proportions with the pooled variance: `a` of `n` against `b` of `m`. */
export function proportionsZ(a: number, n: number, b: number, m: number): MeansTest {
  const pooled = (a + b) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  if (error === 0) return { statistic: 0, p: 1 };
  const statistic = (a / n - b / m) / error;
  return { statistic, p: Math.min(1, 2 * normalCdf(-Math.abs(statistic))) };
}
