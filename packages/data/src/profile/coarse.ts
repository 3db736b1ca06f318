import type { NumericColumn } from './schema.ts';

/**
 * Bins of a period. With their sums, W1/std of eight is within 5 % of that of all bins on normal, lognormal, Cauchy,
 * zero-inflated, bimodal and whole numbers, and takes 0.2 KB a period where all of them take 1.4 KB.
 */
const BINS = 8;

/** The places of the edges that stay: all where they are few, else every so many, which of quantiles are quantiles. */
function keptEdges({ edges }: Pick<NumericColumn, 'edges'>): readonly number[] {
  if (edges.length < BINS) return edges.map((_, at) => at);
  return Array.from({ length: BINS - 1 }, (_, at) => Math.floor(((at + 1) * edges.length) / BINS));
}

/** A frame with fewer bins. Those of single values stay where all edges do. */
export function coarseFrame<T extends Pick<NumericColumn, 'edges' | 'atoms'>>(frame: T): T {
  const kept = keptEdges(frame);
  if (kept.length === frame.edges.length) return frame;
  return { ...frame, edges: kept.flatMap((at) => frame.edges[at] ?? []), atoms: [] };
}

/** The same counts and sums in fewer bins, exact: what the bins between two edges hold is added. */
export function coarse(column: NumericColumn): NumericColumn {
  const kept = keptEdges(column);
  if (kept.length === column.edges.length) return column;
  const counts = new Array<number>(kept.length + 1).fill(0);
  const sums = new Array<bigint>(kept.length + 1).fill(0n);
  let into = 0;
  column.counts.forEach((count, bin) => {
    counts[into] = (counts[into] ?? 0) + count;
    sums[into] = (sums[into] ?? 0n) + BigInt(column.sums[bin] ?? 0);
    if (bin === kept[into]) into++;
  });
  return { ...coarseFrame(column), counts, sums: sums.map(String) };
}
