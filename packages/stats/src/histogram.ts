/** Index of the right-closed bin (edges[i-1], edges[i]] that holds `value`; the outer bins are open: 0..edges.length. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counts of `values` in the right-closed bins between `edges` (ascending, distinct); length edges + 1. */
export function binCounts(edges: ArrayLike<number>, values: Iterable<number>): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** The largest double below `x`, so that (nextBelow(x), x] holds x alone. */
export function nextBelow(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  if (x === Number.NEGATIVE_INFINITY || Number.isNaN(x)) return x;
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  bits[0] = (bits[0] ?? 0n) + (x > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] ?? x;
}
