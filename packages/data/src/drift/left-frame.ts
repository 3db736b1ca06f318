import { normalCdf } from '@ml-actions/stats/distribution';
import { incompleteBeta } from '@ml-actions/stats/special';
import type { CategoricalColumn } from '../profile/schema.ts';

/**
 * One-sided p that the named values lost rows to those outside the frame; null where the frame holds all values. Single
 * ones may be too rare for a test of their own, and together they are frequent in the reference because they were
 * chosen for it: the frequency of what occurs r times is (r + 1) N(r + 1)/N(r) by the others (Good, 1953), so values
 * that occur more than r times together hold what those that occur more than r + 1 times do.
 * @param independent share of the values that count
 */
export function leftFrame(
  reference: CategoricalColumn,
  current: CategoricalColumn,
  independent: { readonly reference: number; readonly current: number },
): number | null {
  if (reference.complete) return null;
  const rarest = Math.min(...reference.categories.map(({ count }) => count));
  const chosen = reference.categories.flatMap(({ count }, at) =>
    count > rarest ? [{ count, now: current.categories[at]?.count ?? 0 }] : [],
  );
  const [n, m] = [valuesIn(reference), valuesIn(current)];
  const frequent = chosen.filter(({ count }) => count > rarest + 1);
  const expected = total(frequent.map(({ count }) => count)) / n;
  if (expected === 0 || m === 0) return null;
  const seen = total(chosen.map(({ now }) => now)) / m;
  const rows = m * independent.current;
  const chance = total(frequent.map(({ count }) => count ** 2)) / n ** 2 / independent.reference;
  const z = (seen - expected) / Math.sqrt(chance + (expected * (1 - expected)) / rows);
  return Math.max(normalCdf(z), atMost(seen * rows, rows, expected));
}

/** P(X <= k) of a binomial variable. */
const atMost = (k: number, n: number, p: number): number => (k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1));

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
const valuesIn = ({ categories, other }: CategoricalColumn): number =>
  total(categories.map(({ count }) => count)) + other;
