import { besselK } from './bessel.ts';
import { lnGamma } from './special.ts';
import { mergedPass } from './two-sample.ts';

export interface CramerVonMises {
  /** T of Anderson (1962) */
  readonly statistic: number;
  readonly p: number;
}

/** Up to here on both sides all paths are counted (as scipy does). */
const EXACT_UP_TO = 20;
/** Below this the limiting law has no mass that a double could hold. */
const SMALLEST_NORMALISED = 0.003;

/**
 * Two-sample Cramér-von Mises test with midranks (Anderson, "On the distribution of the two-sample Cramér-von Mises
 * criterion", 1962). Below about 1e-8 a p-value is rounding noise. Ascending finite values, not empty.
 */
export function cramerVonMises(reference: Float64Array, current: Float64Array): CramerVonMises {
  const [n, m] = [reference.length, current.length];
  const u = rankSquares(reference, current);
  const nm = n * m;
  const total = n + m;
  const statistic = u / (nm * total) - (4 * nm - 1) / (6 * total);
  if (Math.max(n, m) <= EXACT_UP_TO) return { statistic, p: exactP(u, n, m) };
  const mean = (1 + 1 / total) / 6;
  const variance = ((total + 1) * (4 * nm * total - 3 * (n * n + m * m) - 2 * nm)) / (45 * total * total * 4 * nm);
  const normalised = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
  return { statistic, p: normalised < SMALLEST_NORMALISED ? 1 : Math.max(0, 1 - limitCdf(normalised)) };
}

/** n sum (r_i - i)^2 over the reference and the same over the current data, r the pooled midranks. */
function rankSquares(reference: Float64Array, current: Float64Array): number {
  let [a, b] = [0, 0];
  mergedPass(reference, current, (step) => {
    const rank = step.referenceBelow + step.currentBelow + (step.reference + step.current + 1) / 2;
    for (let i = 1; i <= step.reference; i++) a += (rank - step.referenceBelow - i) ** 2;
    for (let j = 1; j <= step.current; j++) b += (rank - step.currentBelow - j) ** 2;
  });
  return reference.length * a + current.length * b;
}

/** Share of lattice paths whose criterion reaches u (Xiao, Gordon and Yakovlev, 2007). */
function exactP(u: number, n: number, m: number): number {
  const multiple = (n / gcd(n, m)) * m;
  const [a, b] = [multiple / n, multiple / m];
  const nm = n * m;
  const reached = Math.floor((multiple ** 2 * (n + m) * (6 * u - nm * (4 * nm - 1))) / (6 * nm ** 2));
  let row: Map<number, number>[] = [];
  for (let j = 0; j <= m; j++) {
    const next: Map<number, number>[] = [];
    for (let i = 0; i <= n; i++) {
      const arrivals = i === 0 && j === 0 ? [new Map([[0, 1]])] : [row[i], next[i - 1]];
      next.push(shifted(arrivals, (a * i - b * j) ** 2));
    }
    row = next;
  }
  let [hit, all] = [0, 0];
  for (const [value, paths] of row[n] ?? []) {
    all += paths;
    if (value >= reached) hit += paths;
  }
  return hit / all;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function shifted(arrivals: readonly (Map<number, number> | undefined)[], by: number): Map<number, number> {
  const merged = new Map<number, number>();
  for (const [value, paths] of arrivals.flatMap((each) => [...(each ?? [])]))
    merged.set(value + by, (merged.get(value + by) ?? 0) + paths);
  return merged;
}

/** Terms smaller than this end the series. */
const NEGLIGIBLE = 1e-17;
const MOST_TERMS = 1000;

/** Limiting distribution function of the criterion, x > 0 (Csörgő and Faraway, 1996, equation 1.2). */
export function limitCdf(x: number): number {
  let sum = 0;
  for (let k = 0; k < MOST_TERMS; k++) {
    const y = 4 * k + 1;
    const q = (y * y) / (16 * x);
    const weight = Math.exp(lnGamma(k + 0.5) - lnGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x));
    const term = weight * Math.sqrt(y) * Math.exp(-q) * besselK(0.25, q);
    sum += term;
    if (term < NEGLIGIBLE) break;
  }
  return sum;
}
