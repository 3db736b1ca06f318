import type { Points } from './mmd.ts';

/** Parts of which each is scored by a classifier that learned from the others. */
export const FOLDS = 5;
/** Added to variances, as a share of the largest (scikit-learn's `var_smoothing`): constants are no infinite evidence. */
const SMOOTHING = 1e-9;

/** Sums of one side's rows: number, and by coordinate the values and their squares. */
interface Sums {
  readonly n: number;
  readonly values: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Out-of-fold log odds of each row to be a current one, by Gaussian naive Bayes: row i of a side is in fold i mod 5. It
 * sees means and variances of coordinates, without a seed and without iterations; sums of folds make all five models.
 * @returns scores of the reference's rows, then of the current ones; each side has at least two rows a fold
 */
export function domainScores(reference: Points, current: Points): Float64Array {
  const sides = standardized(reference, current);
  const folds = sides.map((rows) => Array.from({ length: FOLDS }, (_, fold) => sumsOf(inFold(rows, fold))));
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    folds.map((all) => normalOf(all.filter((__, at) => at !== fold))),
  );
  const scores = sides.flatMap((rows) =>
    rows.map((row, at) => {
      const [a, b] = models[at % FOLDS] as [Normals, Normals];
      return logDensity(row, b) - logDensity(row, a);
    }),
  );
  return Float64Array.from(scores);
}

const inFold = (rows: Points, fold: number): Points => rows.filter((_, at) => at % FOLDS === fold);

/** Coordinates with mean 0 and deviation 1 over both sides, whatever their scale; constants become 0. */
function standardized(reference: Points, current: Points): readonly [Float64Array[], Float64Array[]] {
  const pooled = [...reference, ...current];
  const largest = pooled.reduce((most, row) => Array.from(row).reduce((max, x) => Math.max(max, Math.abs(x)), most), 0);
  const unit = (row: ArrayLike<number>): Float64Array => Float64Array.from(row, (x) => (largest > 0 ? x / largest : 0));
  const sides = [reference.map(unit), current.map(unit)] as const;
  const { n, values } = sumsOf([...sides[0], ...sides[1]]);
  const centred = sides.map((rows) => rows.map((row) => row.map((x, at) => x - (values[at] as number) / n)));
  const { squares } = sumsOf(centred.flat());
  const scales = squares.map((square) => (square > 0 ? Math.sqrt(n / square) : 0));
  const scaled = centred.map((rows) => rows.map((row) => row.map((x, at) => x * (scales[at] as number))));
  return scaled as [Float64Array[], Float64Array[]];
}

function sumsOf(rows: Points): Sums {
  const dimension = rows[0]?.length ?? 0;
  const [values, squares] = [new Float64Array(dimension), new Float64Array(dimension)];
  for (const row of rows)
    for (let at = 0; at < dimension; at++) {
      const value = row[at] as number;
      values[at] = (values[at] as number) + value;
      squares[at] = (squares[at] as number) + value * value;
    }
  return { n: rows.length, values, squares };
}

interface Normals {
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

function normalOf(parts: readonly Sums[]): Normals {
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  const total = (of: (part: Sums) => Float64Array): Float64Array =>
    (parts[0] ? of(parts[0]) : new Float64Array()).map((_, at) =>
      parts.reduce((sum, part) => sum + (of(part)[at] as number), 0),
    );
  const means = total(({ values }) => values).map((sum) => sum / n);
  const variances = total(({ squares }) => squares).map((sum, at) => Math.max(0, sum / n - (means[at] as number) ** 2));
  const smoothing = SMOOTHING * Math.max(1, ...variances);
  return { means, variances: variances.map((variance) => variance + smoothing) };
}

function logDensity(row: Float64Array, { means, variances }: Normals): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) {
    const variance = variances[at] as number;
    sum -= ((row[at] as number) - (means[at] as number)) ** 2 / variance + Math.log(variance);
  }
  return sum / 2;
}
