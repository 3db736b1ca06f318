/** Statistics of two samples of numbers from one merged pass. Inputs: finite values in ascending order, not empty. */

/** One distinct pooled value: how often each sample has it, and how many values of each lie below it. */
export interface Step {
  value: number;
  reference: number;
  current: number;
  referenceBelow: number;
  currentBelow: number;
}

/** Calls `visit` at each distinct pooled value, in ascending order. The step is one object, rewritten by each call. */
export function mergedPass(reference: Float64Array, current: Float64Array, visit: (step: Step) => void): void {
  const [n, m] = [reference.length, current.length];
  const step: Step = { value: 0, reference: 0, current: 0, referenceBelow: 0, currentBelow: 0 };
  for (let i = 0, j = 0; i < n || j < m; ) {
    const value = Math.min(reference[i] ?? Number.POSITIVE_INFINITY, current[j] ?? Number.POSITIVE_INFINITY);
    [step.value, step.referenceBelow, step.currentBelow] = [value, i, j];
    while (i < n && reference[i] === value) i++;
    while (j < m && current[j] === value) j++;
    step.reference = i - step.referenceBelow;
    step.current = j - step.currentBelow;
    visit(step);
  }
}

/** Kolmogorov-Smirnov D = max |F - G|, in [0, 1]. */
export function ksStatistic(reference: Float64Array, current: Float64Array): number {
  let largest = 0;
  mergedPass(reference, current, (step) => {
    largest = Math.max(largest, Math.abs(gapAfter(step, reference.length, current.length)));
  });
  return largest;
}

/** F - G from this value on. */
const gapAfter = (step: Step, n: number, m: number): number =>
  (step.referenceBelow + step.reference) / n - (step.currentBelow + step.current) / m;

/** The integral of `height(F - G)` between the pooled extremes. */
function integral(reference: Float64Array, current: Float64Array, height: (gap: number) => number): number {
  let [sum, from, level] = [0, 0, 0];
  mergedPass(reference, current, (step) => {
    if (level > 0) sum += level * (step.value - from);
    from = step.value;
    level = height(gapAfter(step, reference.length, current.length));
  });
  return sum;
}

/** First Wasserstein distance, the integral of |F - G|; in the unit of the values. */
export const wasserstein = (reference: Float64Array, current: Float64Array): number =>
  integral(reference, current, Math.abs);

/** Energy distance, the root of twice the integral of (F - G)^2; in the root of the values' unit (Székely, 2002). */
export const energyDistance = (reference: Float64Array, current: Float64Array): number =>
  Math.sqrt(2 * integral(reference, current, (gap) => gap * gap));
