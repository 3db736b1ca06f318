import { normalCdf } from '@ml-actions/stats/distribution';
import { incompleteBeta } from '@ml-actions/stats/special';
import type { ProfileColumn } from '../profile/schema.ts';
import { countsOf, sum } from './effect.ts';
import type { NewCategories } from './result.ts';
import type { DriftRule } from './rule.ts';

/**
 * Values that the reference never had, where it kept all of its own; null where that cannot be known, or too few rows
 * are there to say. Of words neither: one long text brings hundreds, and the distance of the vocabulary counts them too.
 */
export function newCategories(
  reference: ProfileColumn,
  current: ProfileColumn,
  { minRows, independent }: DriftRule,
): Omit<NewCategories, 'q'> | null {
  if (!('categories' in reference && 'categories' in current) || !reference.complete) return null;
  if (reference.of) return null;
  const [n, m] = [sum(countsOf(reference)), sum(countsOf(current))];
  if (n < minRows || m < minRows) return null;
  const times = (count: number): number => reference.categories.filter((each) => each.count === count).length;
  const seen = { rows: n * independent.reference, once: times(1), twice: times(2) };
  const unseen = { rows: m * independent.current, count: current.other * independent.current };
  const share = current.other / m;
  const noise = shareNoise(share, { n: Number.POSITIVE_INFINITY, m: unseen.rows });
  return { share, count: current.other, noise, p: unseen.count === 0 ? 1 : surprise(seen, unseen) };
}

/** E|Z| of a standard normal. */
const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

/** By which a share differs on average between two samples of n and m rows. */
export const shareNoise = (share: number, { n, m }: { readonly n: number; readonly m: number }): number =>
  MEAN_ABSOLUTE_NORMAL * Math.sqrt(share * (1 - share) * (1 / n + 1 / m));

/**
 * One-sided p of so many rows with new values. How many are to be expected, the reference says itself: a value that
 * occurs once is new to the rest of it (Good, 1953), with the variance of Robbins (1968) at the rate of both sides; few
 * rows are judged by the binomial law of the total.
 */
function surprise(
  { rows: n, once, twice }: { rows: number; once: number; twice: number },
  { rows: m, count }: { rows: number; count: number },
): number {
  const byTotal = incompleteBeta(m / (n + m), count, once + 1);
  const rate = (once + count) / (n + m);
  const variance = (rate * n + 2 * twice) / n ** 2 + rate / m;
  return Math.max(byTotal, normalCdf((once / n - count / m) / Math.sqrt(variance)));
}
