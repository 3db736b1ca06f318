export interface PageHinkleySettings {
  readonly minInstances: number;
  /** changes of the mean below this are tolerated */
  readonly delta: number;
  readonly threshold: number;
  /** forgetting of the cumulated deviation */
  readonly alpha: number;
}

/** river's defaults. */
const DEFAULTS: PageHinkleySettings = { minInstances: 30, delta: 0.005, threshold: 50, alpha: 0.9999 };

/** Places (from 0) where a stream's mean rose for good: Page's test (1954), reset after each find. One-sided. */
export function pageHinkley(stream: Iterable<number>, settings: Partial<PageHinkleySettings> = {}): number[] {
  const { minInstances, delta, threshold, alpha } = { ...DEFAULTS, ...settings };
  const found: number[] = [];
  let [at, count, mean, sum] = [0, 1, 0, 0];
  for (const value of stream) {
    mean += (value - mean) / count;
    sum = Math.max(0, alpha * sum + value - mean - delta);
    count++;
    if (count >= minInstances && sum >= threshold) {
      found.push(at);
      [count, mean, sum] = [1, 0, 0];
    }
    at++;
  }
  return found;
}
