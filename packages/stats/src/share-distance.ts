import type { Counts } from './two-sample-counts.ts';

/**
 * Distances between the shares of two counts over the same categories or bins, in the same order; p are the
 * reference's shares, q the current ones. Both totals are above 0.
 */
function fold(reference: Counts, current: Counts, add: (p: number, q: number) => number): number {
  const [n, m] = [total(reference), total(current)];
  return reference.reduce((sum, a, at) => sum + add(a / n, (current[at] ?? 0) / m), 0);
}

const total = (counts: Counts): number => counts.reduce((a, b) => a + b, 0);

/** Hellinger distance sqrt(1/2 sum (sqrt p - sqrt q)^2), in [0, 1]. */
export const hellinger = (reference: Counts, current: Counts): number =>
  Math.sqrt(fold(reference, current, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2) / 2);

/** Total variation distance, half the sum of |p - q|, in [0, 1]. */
export const totalVariationDistance = (reference: Counts, current: Counts): number =>
  fold(reference, current, (p, q) => Math.abs(p - q)) / 2;

/** L-infinity (Chebyshev) distance: the largest change of a share, with the place of its category. */
export function largestChange(reference: Counts, current: Counts): { readonly value: number; readonly at: number } {
  const [n, m] = [total(reference), total(current)];
  return reference.reduce(
    (largest, a, at) => {
      const value = Math.abs(a / n - (current[at] ?? 0) / m);
      return value > largest.value ? { value, at } : largest;
    },
    { value: 0, at: 0 },
  );
}

/** A share of 0 has no logarithm: which number stands for it. */
export type ZeroRule = (shares: readonly number[]) => number[];

/** Every share below `smallest` is raised to it; nothing is renormalised. */
export const floored =
  (smallest: number): ZeroRule =>
  (shares) =>
    shares.map((share) => Math.max(share, smallest));

const ZERO_STAND_IN = 1e-4;
const MINUTE_PART = 1e6;

/**
 * Evidently's rule: only an exact 0 changes, to 1e-4, or to a millionth of the smallest other share where that is not
 * above 1e-4 itself. A share just above 0 moves the result more than 0 does.
 */
export const evidentlyZeros: ZeroRule = (shares) => {
  const smallest = shares.reduce((least, share) => (share === 0 ? least : Math.min(least, share)), Infinity);
  const standIn = smallest <= ZERO_STAND_IN ? smallest / MINUTE_PART : ZERO_STAND_IN;
  return shares.map((share) => (share === 0 ? standIn : share));
};

function sharesBy(rule: ZeroRule, counts: Counts): number[] {
  const n = total(counts);
  return rule(counts.map((count) => count / n));
}

/** Population stability index sum (p - q) ln(p/q) under a rule for shares of 0. */
export function stabilityIndex(reference: Counts, current: Counts, rule: ZeroRule): number {
  const [p, q] = [sharesBy(rule, reference), sharesBy(rule, current)];
  return p.reduce((sum, a, at) => sum + (a - (q[at] ?? a)) * Math.log(a / (q[at] ?? a)), 0);
}

/** Kullback-Leibler divergence sum p ln(p/q) of the reference from the current data, in nats, after renormalising. */
export function kullbackLeibler(reference: Counts, current: Counts, rule: ZeroRule): number {
  const [p, q] = [sharesBy(rule, reference), sharesBy(rule, current)];
  const [n, m] = [total(p), total(q)];
  return p.reduce((sum, a, at) => sum + (a === 0 ? 0 : (a / n) * Math.log(a / n / ((q[at] ?? a) / m))), 0);
}
