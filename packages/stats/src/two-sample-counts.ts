import { chiSquareSf } from './distribution.ts';

/** Counts over the same categories or bins, in the same order; nothing here depends on that order. */
export type Counts = readonly number[];

export interface ChiSquareTest {
  readonly statistic: number;
  readonly dof: number;
  /** 1 when a single category is left: nothing can differ */
  readonly p: number;
}

const sum = (counts: Counts): number => counts.reduce((a, b) => a + b, 0);

/**
 * Chi-squared test of homogeneity of a 2 x k table: both sides are samples, neither is taken as exact. Categories
 * without any count are left out; no continuity correction at any k.
 */
export function chiSquareTwoSample(reference: Counts, current: Counts): ChiSquareTest {
  const [n, m] = [sum(reference), sum(current)];
  let statistic = 0;
  let used = 0;
  reference.forEach((a, at) => {
    const b = current[at] ?? 0;
    if (a + b === 0) return;
    used++;
    const [expectedA, expectedB] = [((a + b) * n) / (n + m), ((a + b) * m) / (n + m)];
    if (n > 0) statistic += (a - expectedA) ** 2 / expectedA;
    if (m > 0) statistic += (b - expectedB) ** 2 / expectedB;
  });
  const dof = Math.max(0, used - 1);
  return { statistic, dof, p: dof === 0 || n === 0 || m === 0 ? 1 : chiSquareSf(statistic, dof) };
}

/** Likelihood-ratio (G) test of the same table: 2 sum O ln(O/E) (Wilks, 1938). */
export function gTest(reference: Counts, current: Counts): ChiSquareTest {
  const [n, m] = [sum(reference), sum(current)];
  const part = (observed: number, expected: number): number =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
  let [statistic, used] = [0, 0];
  reference.forEach((a, at) => {
    const b = current[at] ?? 0;
    if (a + b === 0) return;
    used++;
    statistic += part(a, ((a + b) * n) / (n + m)) + part(b, ((a + b) * m) / (n + m));
  });
  const dof = Math.max(0, used - 1);
  statistic = Math.max(0, statistic); // equal shares sum up to a rounding error
  return { statistic, dof, p: dof === 0 || n === 0 || m === 0 ? 1 : chiSquareSf(statistic, dof) };
}

/**
 * Cramér's V of the 2 x k table, in [0, 1]; `corrected` removes what independence shows on average (Bergsma, 2013).
 * 0 for a single category.
 */
export function cramersV(reference: Counts, current: Counts, corrected = false): number {
  const { statistic, dof } = chiSquareTwoSample(reference, current);
  const n = sum(reference) + sum(current);
  if (dof === 0) return 0;
  if (!corrected) return Math.sqrt(statistic / n);
  const shrunk = (size: number): number => size - (size - 1) ** 2 / (n - 1);
  return Math.sqrt(Math.max(0, statistic / n - dof / (n - 1)) / Math.min(shrunk(dof + 1) - 1, shrunk(2) - 1));
}

/**
 * Goodness of fit of the current counts to the reference's shares taken as exact, for presets that ask for it: with a
 * sampled reference it rejects too often (research drift-check 0.2).
 */
export function chiSquareFit(reference: Counts, current: Counts): ChiSquareTest {
  const scale = sum(current) / sum(reference);
  const statistic = reference.reduce((total, a, at) => {
    const [expected, observed] = [a * scale, current[at] ?? 0];
    if (expected > 0) return total + (observed - expected) ** 2 / expected;
    return observed > 0 ? Number.POSITIVE_INFINITY : total;
  }, 0);
  const dof = Math.max(0, reference.length - 1);
  return { statistic, dof, p: dof === 0 ? 1 : chiSquareSf(statistic, dof) };
}

/** Cochran's rule: the chi-squared law is trusted where expected counts reach 5. */
const SMALL_EXPECTED = 5;

/** Sums categories whose smaller expected count is below 5 into one, the last; symmetric in the two samples. */
export function poolRare(
  reference: Counts,
  current: Counts,
  unnamed: readonly [reference: number, current: number] = [0, 0],
): { reference: number[]; current: number[] } {
  const [n, m] = [sum(reference) + unnamed[0], sum(current) + unnamed[1]];
  const smaller = Math.min(n, m) / (n + m);
  const pooled = { reference: [] as number[], current: [] as number[] };
  let [otherA, otherB] = unnamed;
  reference.forEach((a, at) => {
    const b = current[at] ?? 0;
    if ((a + b) * smaller < SMALL_EXPECTED) [otherA, otherB] = [otherA + a, otherB + b];
    else pooled.reference.push(a) && pooled.current.push(b);
  });
  if (otherA + otherB > 0) pooled.reference.push(otherA) && pooled.current.push(otherB);
  return pooled;
}

/** Jensen-Shannon distance to base 2: the root of the divergence in bits, in [0, 1] (Endres and Schindelin, 2003). */
export function jensenShannonDistance(reference: Counts, current: Counts): number {
  const [n, m] = [sum(reference), sum(current)];
  const half = (p: number, q: number): number => (p === 0 ? 0 : (p * Math.log2((2 * p) / (p + q))) / 2);
  const divergence = reference.reduce((total, a, at) => {
    const [p, q] = [a / n, (current[at] ?? 0) / m];
    return total + half(p, q) + half(q, p);
  }, 0);
  return Math.sqrt(Math.max(0, divergence));
}

/** Mean distance between two samples of n and m from one population over k categories: JS is about chi2(k-1)/8 (1/n + 1/m) nats. */
export const jensenShannonNoise = (n: number, m: number, categories: number): number =>
  Math.min(1, Math.sqrt((Math.max(0, categories - 1) * (1 / n + 1 / m)) / 8 / Math.LN2));

/** Mean stability index of two samples of n and m from one population over B bins: (B - 1)(1/n + 1/m). */
export const stabilityNoise = (n: number, m: number, bins: number): number => Math.max(0, bins - 1) * (1 / n + 1 / m);
