/** Edges of equal-width bins over everything that is given, both sides together; null where there is no width. */
export function sharedEdges(vectors: readonly Float64Array[], bins: number): readonly number[] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const vector of vectors) {
    for (const value of vector) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > low)) return null;
  return Array.from({ length: bins + 1 }, (_, at) => (at === bins ? high : low + ((high - low) * at) / bins));
}

/** The bin of a value between equal-width edges; the last bin holds its upper edge. */
export function placeIn(edges: readonly number[], value: number): number {
  const [low, high, bins] = [edges[0] ?? 0, edges.at(-1) ?? 0, edges.length - 1];
  return Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)));
}
