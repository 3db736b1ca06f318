/** Statistics of two samples of numbers from one merged pass. Inputs: finite values in ascending order, not empty. */

/** Calls `visit` at each distinct pooled value with both cumulative shares there and the distance to the next one. */
function mergedPass(
  reference: Float64Array,
  current: Float64Array,
  visit: (reference: number, current: number, gap: number) => void,
): void {
  const [n, m] = [reference.length, current.length];
  for (let i = 0, j = 0; i < n || j < m; ) {
    const value = Math.min(reference[i] ?? Number.POSITIVE_INFINITY, current[j] ?? Number.POSITIVE_INFINITY);
    while (i < n && reference[i] === value) i++;
    while (j < m && current[j] === value) j++;
    const next = Math.min(reference[i] ?? Number.POSITIVE_INFINITY, current[j] ?? Number.POSITIVE_INFINITY);
    visit(i / n, j / m, next === Number.POSITIVE_INFINITY ? 0 : next - value);
  }
}

/** Kolmogorov-Smirnov D = max |F - G|, in [0, 1]. */
export function ksStatistic(reference: Float64Array, current: Float64Array): number {
  let largest = 0;
  mergedPass(reference, current, (f, g) => {
    largest = Math.max(largest, Math.abs(f - g));
  });
  return largest;
}

/** First Wasserstein distance, the integral of |F - G|; in the unit of the values. */
export function wasserstein(reference: Float64Array, current: Float64Array): number {
  let sum = 0;
  mergedPass(reference, current, (f, g, gap) => {
    if (gap > 0) sum += Math.abs(f - g) * gap;
  });
  return sum;
}
