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

/** Cochran's rule: the chi-squared law is trusted where expected counts reach 5. */
const SMALL_EXPECTED = 5;

/** Sums categories whose smaller expected count is below 5 into one, the last; symmetric in the two samples. */
export function poolRare(reference: Counts, current: Counts): { reference: number[]; current: number[] } {
  const [n, m] = [sum(reference), sum(current)];
  const smaller = Math.min(n, m) / (n + m);
  const pooled = { reference: [] as number[], current: [] as number[] };
  let [otherA, otherB] = [0, 0];
  reference.forEach((a, at) => {
    const b = current[at] ?? 0;
    if ((a + b) * smaller < SMALL_EXPECTED) [otherA, otherB] = [otherA + a, otherB + b];
    else pooled.reference.push(a) && pooled.current.push(b);
  });
  if (otherA + otherB > 0) pooled.reference.push(otherA) && pooled.current.push(otherB);
  return pooled;
}

/** A share of 0 has no logarithm; both sides are raised to this, nothing is renormalised (research drift-check 2.10). */
const PSI_FLOOR = 1e-4;

/** Population stability index sum (p - q) ln(p/q), p the reference's shares, q the current ones, floored at 1e-4. */
export function psi(reference: Counts, current: Counts): number {
  const [n, m] = [sum(reference), sum(current)];
  return reference.reduce((total, a, at) => {
    const p = Math.max(a / n, PSI_FLOOR);
    const q = Math.max((current[at] ?? 0) / m, PSI_FLOOR);
    return total + (p - q) * Math.log(p / q);
  }, 0);
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
