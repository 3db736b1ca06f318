/** Rows of points of equal dimension. */
export type Points = readonly ArrayLike<number>[];

/** Kernel values of all pairs of the pooled rows: `size` x `size`, symmetric. */
export interface Kernel {
  readonly size: number;
  readonly values: Float64Array;
  /** sum of each row without its diagonal, and of all of them */
  readonly sums: Float64Array;
  readonly total: number;
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    sum += difference * difference;
  }
  return sum;
}

/** Gaussian kernel exp(-|a - b|^2 / (2 sigma^2)) of all pairs. Memory is the square of the number of rows. */
export function gaussianKernel(pooled: Points, sigma: number): Kernel {
  const size = pooled.length;
  const values = new Float64Array(size * size);
  const sums = new Float64Array(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const value = Math.exp(-squaredDistance(pooled[i] ?? [], pooled[j] ?? []) / (2 * sigma * sigma));
      values[i * size + j] = value;
      values[j * size + i] = value;
      if (i === j) continue;
      sums[i] = (sums[i] as number) + value;
      sums[j] = (sums[j] as number) + value;
    }
  return { size, values, sums, total: sums.reduce((sum, value) => sum + value, 0) };
}

/** Distances of all pairs i < j, ascending. */
export const pairDistances = (points: Points): Float64Array =>
  Float64Array.from(points.flatMap((a, i) => points.slice(0, i).map((b) => Math.sqrt(squaredDistance(a, b))))).sort();

/** Median distance of all pairs i < j, the usual bandwidth; 0 without a pair. */
export const medianDistance = (points: Points): number => medianOf(pairDistances(points));

/** Of an ascending vector; 0 of an empty one. */
export function medianOf(ascending: Float64Array): number {
  const middle = ascending.length / 2;
  return ((ascending[Math.floor(middle - 0.5)] ?? 0) + (ascending[Math.floor(middle)] ?? 0)) / 2;
}

/**
 * Unbiased squared maximum mean discrepancy (Gretton et al., 2012, lemma 6): the first `n` rows of `order` are one
 * sample, the others the second; both hold at least two.
 */
export function mmdSquared({ size, values, sums, total }: Kernel, order: ArrayLike<number>, n: number): number {
  const m = size - n;
  const first = Uint32Array.from({ length: n }, (_, at) => order[at] as number).sort(); // memory is read in its order
  let [within, rows] = [0, 0];
  for (let i = 0; i < n; i++) {
    const start = (first[i] as number) * size;
    rows += sums[first[i] as number] as number;
    for (let j = 0; j < i; j++) within += values[start + (first[j] as number)] as number;
  }
  const between = rows - 2 * within; // each pair stands twice in the sums of rows
  const other = total / 2 - within - between;
  return (2 * within) / (n * (n - 1)) + (2 * other) / (m * (m - 1)) - (2 * between) / (n * m);
}

/** Permutations that reached a distance, after which more of them say nothing new of it (Besag and Clifford, 1991). */
const ENOUGH_REACHED = 10;
/** Permutations from which what chance shows on average is known. */
const LEAST_DRAWN = 199;

/**
 * Permutation p-value (k + 1)/(B + 1), never 0 (Phipson and Smyth, 2010). Draws no more permutations than it needs: many
 * only where few of them reach the distance.
 * @param permutations orders of all rows
 * @returns also `drawn`, and `chance`, the distance (the root) that permuted rows show on average
 */
export function mmdTest(kernel: Kernel, n: number, permutations: Iterable<ArrayLike<number>>) {
  const own = Uint32Array.from({ length: kernel.size }, (_, at) => at);
  const observed = mmdSquared(kernel, own, n);
  let [reached, drawn, distances] = [0, 0, 0];
  for (const order of permutations) {
    drawn++;
    const permuted = mmdSquared(kernel, order, n);
    if (permuted >= observed) reached++;
    distances += Math.sqrt(Math.max(0, permuted));
    if (reached >= ENOUGH_REACHED && drawn >= LEAST_DRAWN) break;
  }
  const chance = drawn > 0 ? distances / drawn : 0;
  return { mmdSquared: observed, p: (reached + 1) / (drawn + 1), drawn, chance };
}
