/** Edges of histograms: left-closed bins as numpy counts them, and right-closed ones of equal frequency. */

/** Width of the bins of `values`, 0 where the rule has no answer. */
type WidthRule = (range: number, values: Float64Array) => number;

/** Sturges: range / (log2 n + 1). */
const sturgesWidth: WidthRule = (range, { length }) => range / (Math.log2(length) + 1);

/** Doane: Sturges with more bins for skewed values. */
const doaneWidth: WidthRule = (range, values) => {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const moment = (k: number): number => values.reduce((sum, value) => sum + (value - mean) ** k, 0) / n;
  const deviation = Math.sqrt(moment(2));
  if (n <= 2 || deviation === 0) return 0;
  const skewness = moment(3) / deviation ** 3;
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / error));
};

/** numpy's `bins='sturges'`; whole numbers get a width of at least 1, as numpy gives integer types since 2.0. */
export const sturgesEdges = (values: Float64Array, areIntegers = false): Float64Array =>
  equalWidth(values, sturgesWidth, areIntegers);

/** numpy's `bins='doane'`. */
export const doaneEdges = (values: Float64Array): Float64Array => equalWidth(values, doaneWidth, false);

function equalWidth(values: Float64Array, widthOf: WidthRule, areIntegers: boolean): Float64Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low === high) return Float64Array.of(low - 0.5, high + 0.5);
  const range = high - low;
  const width = Math.max(widthOf(range, values), areIntegers ? 1 : 0);
  return equalEdges(low, high, width > 0 ? Math.ceil(range / width) : 1);
}

/** `bins + 1` edges of equal width, the last exactly `high`. */
export function equalEdges(low: number, high: number, bins: number): Float64Array {
  const step = (high - low) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, at) => low + at * step);
  edges[bins] = high;
  return edges;
}

/** Counts in left-closed bins, the last one closed on both sides; values outside are not counted. */
export function leftClosedCounts(edges: Float64Array, values: Float64Array): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = edges[edges.length - 1] ?? 0;
  for (const value of values) {
    if (value > last || value < (edges[0] ?? 0)) continue;
    const bin = Math.min(counts.length, upperBound(edges, value)) - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Number of edges not above `value`. */
function upperBound(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Interior edges of `bins` right-closed bins of equal frequency: distinct linear quantiles of ascending values. */
export function equalFrequencyEdges(ascending: Float64Array, bins: number): number[] {
  const quantile = (share: number): number => {
    const place = share * (ascending.length - 1);
    const below = Math.floor(place);
    const [low, high] = [ascending[below] ?? 0, ascending[Math.min(below + 1, ascending.length - 1)] ?? 0];
    return low + (high - low) * (place - below);
  };
  return [...new Set(Array.from({ length: bins - 1 }, (_, at) => quantile((at + 1) / bins)))];
}
