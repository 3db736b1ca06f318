import { type Measure, ratio, undefinedBecause } from './measure.ts';
import { tabulate } from './vector.ts';

type Vector = Float64Array;
type Weights = Float64Array | null;
type RowLoss = (truth: number, predicted: number) => number;

/** One loss per row, or why these rows have none. */
interface Loss {
  readonly of: RowLoss;
  /** a row that the loss does not exist for, and how to say so */
  readonly refuses?: { readonly row: (truth: number, predicted: number) => boolean; readonly because: string };
}

const CONSTANT_SIDE = 'a side is constant';
const negative = { row: (y: number, p: number) => y < 0 || p < 0, because: 'a value is negative' };
const PINBALL = /^pinball_(0?\.\d+)$/;

/** Losses of which a metric is the mean, by the metric's name. Fractions, not percent. */
const LOSSES: Readonly<Record<string, Loss>> = {
  mae: { of: (y, p) => Math.abs(p - y) },
  mse: { of: (y, p) => (p - y) ** 2 },
  mape: { of: (y, p) => Math.abs((p - y) / y), refuses: { row: (y) => y === 0, because: 'the truth holds a 0' } },
  smape: { of: (y, p) => (y === p ? 0 : (2 * Math.abs(p - y)) / (Math.abs(y) + Math.abs(p))) },
  msle: { of: (y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2, refuses: negative },
  bias_mean_error: { of: (y, p) => p - y },
  poisson_deviance: {
    of: (y, p) => 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p),
    refuses: { row: (y, p) => y < 0 || p <= 0, because: 'a truth is negative or a prediction not positive' },
  },
  gamma_deviance: {
    of: (y, p) => 2 * (Math.log(p / y) + y / p - 1),
    refuses: { row: (y, p) => y <= 0 || p <= 0, because: 'a value is not positive' },
  },
};

function lossOf(name: string): Loss | null {
  if (Object.hasOwn(LOSSES, name)) return LOSSES[name] ?? null;
  const [, told] = PINBALL.exec(name) ?? [];
  const q = Number(told);
  return told === undefined ? null : { of: (y, p) => Math.max(q * (y - p), (q - 1) * (y - p)) };
}

/** Losses by row. */
export interface RowLosses {
  readonly values: Vector;
  /** rows that the loss does not exist for, and why; their values are 0 */
  readonly refused: Uint32Array;
  readonly because: string;
}

/** Per-row losses of a metric that is their mean; null for any other name. */
export function rowLosses(name: string, truth: Vector, predicted: Vector): RowLosses | null {
  const loss = lossOf(name);
  if (!loss) return null;
  const { of, refuses } = loss;
  const [values, refused] = [new Float64Array(truth.length), [] as number[]];
  for (let row = 0; row < truth.length; row++) {
    const [y, p] = [truth[row] ?? Number.NaN, predicted[row] ?? Number.NaN];
    if (refuses?.row(y, p)) refused.push(row);
    else values[row] = of(y, p);
  }
  return { values, refused: Uint32Array.from(refused), because: refuses?.because ?? '' };
}

/** Whether a metric of this name is a mean of such losses. */
export const isRowLoss = (name: string): boolean => lossOf(name) !== null;

const weightOf = (weights: Weights, row: number): number => (weights === null ? 1 : (weights[row] ?? 0));

interface Moments {
  readonly total: number;
  readonly mean: number;
  /** weighted sum of squares around the mean: exactly 0 where all present rows are equal, however their sum rounds */
  readonly squares: number;
}

function moments(values: Vector, weights: Weights): Moments {
  let total = 0;
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const weight = weightOf(weights, row);
    if (weight === 0) continue;
    const value = values[row] as number;
    total += weight;
    sum += weight * value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= high) return { total, mean: low, squares: 0 };
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < values.length; row++)
    squares += weightOf(weights, row) * ((values[row] as number) - mean) ** 2;
  return { total, mean, squares };
}

/** Share of the truth's spread that is explained: 1 - SSE/SST (`r2`), or with the errors' own mean taken off. */
export function explained(truth: Vector, predicted: Vector, kind: 'r2' | 'variance', weights: Weights = null): Measure {
  const spread = moments(truth, weights).squares;
  if (spread === 0) return undefinedBecause('the truth is constant');
  const errors = moments(
    tabulate(truth.length, (row) => (truth[row] ?? 0) - (predicted[row] ?? 0)),
    weights,
  );
  return 1 - (errors.squares + (kind === 'r2' ? errors.total * errors.mean ** 2 : 0)) / spread;
}

/**
 * Median of |error|; under weights scikit-learn's averaged weighted percentile: the mean of the lower and the upper
 * weighted median.
 *
 * @param order rows by ascending |error|
 */
export function medianAbsoluteError(errors: Vector, order: Uint32Array, weights: Weights = null): Measure {
  let total = 0;
  for (let row = 0; row < errors.length; row++) total += weightOf(weights, row);
  if (total === 0) return undefinedBecause('no rows');
  let [sum, lower] = [0, Number.NaN];
  for (const row of order) {
    const weight = weightOf(weights, row);
    if (weight === 0) continue;
    if (!Number.isNaN(lower)) return (lower + (errors[row] ?? 0)) / 2;
    sum += weight;
    if (sum > total / 2) return errors[row] ?? Number.NaN;
    if (sum === total / 2) lower = errors[row] ?? Number.NaN;
  }
  return lower;
}

export function maxError(errors: Vector, weights: Weights = null): Measure {
  let largest = -1;
  for (let row = 0; row < errors.length; row++)
    if (weightOf(weights, row) > 0) largest = Math.max(largest, errors[row] ?? 0);
  return largest < 0 ? undefinedBecause('no rows') : largest;
}

/** Sum of |e| over sum of |y|, a fraction. */
export function wape(truth: Vector, predicted: Vector, weights: Weights = null): Measure {
  let [errors, size] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    const weight = weightOf(weights, row);
    errors += weight * Math.abs((predicted[row] ?? 0) - (truth[row] ?? 0));
    size += weight * Math.abs(truth[row] ?? 0);
  }
  return ratio(errors, size, 'the truth is all 0');
}

/** Product-moment correlation under weights; undefined where a side is constant. */
export function pearson(a: Vector, b: Vector, weights: Weights = null): Measure {
  const [x, y] = [moments(a, weights), moments(b, weights)];
  if (x.squares === 0 || y.squares === 0) return undefinedBecause(CONSTANT_SIDE);
  let product = 0;
  for (let row = 0; row < a.length; row++)
    product += weightOf(weights, row) * ((a[row] as number) - x.mean) * ((b[row] as number) - y.mean);
  return Math.max(-1, Math.min(1, product / Math.sqrt(x.squares) / Math.sqrt(y.squares)));
}
