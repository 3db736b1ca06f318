/**
 * Drift between two samples of which only counts and sums per bin are known. Bins are right-closed, `edges.length + 1`
 * of them; edges, sums, `min` and `max` are in one unit around one centre.
 */
export interface Binned {
  readonly counts: readonly number[];
  /** sum of the values in each bin */
  readonly sums: readonly number[];
  readonly min: number;
  readonly max: number;
}

interface Step {
  /** F - G at the bin's lower and upper edge */
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
  /** difference of the bin's sums, each divided by its sample's size */
  readonly mass: number;
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** The outer edges are the pooled extremes, where F - G is 0 again. */
function steps(edges: readonly number[], reference: Binned, current: Binned): Step[] {
  const [n, m] = [total(reference.counts), total(current.counts)];
  const [first, last] = [Math.min(reference.min, current.min), Math.max(reference.max, current.max)];
  let [a, b] = [0, 0];
  let before = 0;
  let low = first;
  return reference.counts.map((count, at) => {
    a += count;
    b += current.counts[at] ?? 0;
    const high = Math.min(last, Math.max(low, edges[at] ?? last));
    const after = at === edges.length ? 0 : a / n - b / m;
    const step = { before, after, low, high, mass: (reference.sums[at] ?? 0) / n - (current.sums[at] ?? 0) / m };
    [before, low] = [after, high];
    return step;
  });
}

/** Lower bound of the Kolmogorov-Smirnov D: the largest |F - G| at the edges; short by at most one bin's mass. */
export const binnedKs = (edges: readonly number[], reference: Binned, current: Binned): number =>
  Math.max(0, ...steps(edges, reference, current).map(({ after }) => Math.abs(after)));

/**
 * Lower bound of the first Wasserstein distance: in each bin |integral of F - G|, which by parts is
 * |high d_high - low d_low - (S_ref/n - S_cur/m)|; exact where F - G keeps its sign in the bin.
 */
export const binnedWasserstein = (edges: readonly number[], reference: Binned, current: Binned): number =>
  steps(edges, reference, current).reduce(
    (sum, { before, after, low, high, mass }) => sum + Math.abs(high * after - low * before - mass),
    0,
  );

/** E|Z| of a standard normal. */
const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

/**
 * Expected W1 between two samples of sizes n and m from the reference's population:
 * sqrt(2/pi) sqrt(1/n + 1/m) times the integral of sqrt(F(1 - F)), by trapezoids over the edges.
 */
export function wassersteinNoise(edges: readonly number[], reference: Binned, m: number): number {
  const n = total(reference.counts);
  const xs = [
    reference.min,
    ...edges.map((edge) => Math.min(reference.max, Math.max(reference.min, edge))),
    reference.max,
  ];
  let [cumulative, integral, height] = [0, 0, 0];
  for (let at = 1; at < xs.length; at++) {
    cumulative += reference.counts[at - 1] ?? 0;
    const share = Math.min(1, cumulative / n);
    const next = Math.sqrt(share * (1 - share));
    integral += ((height + next) / 2) * ((xs[at] ?? 0) - (xs[at - 1] ?? 0));
    height = next;
  }
  return MEAN_ABSOLUTE_NORMAL * Math.sqrt(1 / n + 1 / m) * integral;
}
