/** A histogram as the points of a staircase: each count holds until the next edge. */
export const steps = (edges: readonly number[], counts: readonly number[]): [number, number][] =>
  edges.map((edge, at) => [edge, counts[at] ?? counts.at(-1) ?? 0]);
