import { type Measure, ratio, undefinedBecause } from './measure.ts';
import { midranks } from './rank.ts';
import { tabulate } from './vector.ts';

type Vector = ArrayLike<number>;
type RowLoss = (truth: number, predicted: number) => number;

const NO_ROWS = 'no rows';

/** One loss per row of two aligned vectors. */
export const losses = (truth: Vector, predicted: Vector, loss: RowLoss): Float64Array =>
  tabulate(truth.length, (i) => loss(truth[i] ?? Number.NaN, predicted[i] ?? Number.NaN));

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: Float64Array): Measure => ratio(total(values), values.length, NO_ROWS);

export const absoluteError: RowLoss = (y, p) => Math.abs(p - y);
export const squaredError: RowLoss = (y, p) => (p - y) ** 2;

export const mae = (truth: Vector, predicted: Vector): Measure => meanOf(losses(truth, predicted, absoluteError));
export const mse = (truth: Vector, predicted: Vector): Measure => meanOf(losses(truth, predicted, squaredError));

export function rmse(truth: Vector, predicted: Vector): Measure {
  const value = mse(truth, predicted);
  return typeof value === 'number' ? Math.sqrt(value) : value;
}

/** Sum of squared deviations from the mean. */
function squaresAround(values: Float64Array): number {
  const centre = total(values) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

/** 1 - SSE/SST; undefined for one row or a constant truth (scikit-learn says 0 or 1 there). */
export function r2(truth: Vector, predicted: Vector): Measure {
  if (truth.length < 2) return undefinedBecause('fewer than two rows');
  const spread = squaresAround(Float64Array.from(truth));
  if (spread === 0) return undefinedBecause('the truth is constant');
  return 1 - total(losses(truth, predicted, squaredError)) / spread;
}

/** 1 - Var(y - p)/Var(y). */
export function explainedVariance(truth: Vector, predicted: Vector): Measure {
  if (truth.length < 2) return undefinedBecause('fewer than two rows');
  const spread = squaresAround(Float64Array.from(truth));
  if (spread === 0) return undefinedBecause('the truth is constant');
  return 1 - squaresAround(losses(truth, predicted, (y, p) => y - p)) / spread;
}

export function medianAbsoluteError(truth: Vector, predicted: Vector): Measure {
  if (truth.length === 0) return undefinedBecause(NO_ROWS);
  const ascending = losses(truth, predicted, absoluteError).sort();
  const half = (ascending.length - 1) / 2;
  return ((ascending[Math.floor(half)] ?? 0) + (ascending[Math.ceil(half)] ?? 0)) / 2;
}

export const maxError = (truth: Vector, predicted: Vector): Measure =>
  truth.length === 0
    ? undefinedBecause(NO_ROWS)
    : losses(truth, predicted, absoluteError).reduce((largest, value) => Math.max(largest, value), 0);

/** Mean of |e/y| as a fraction; undefined with any y = 0 (scikit-learn divides by 2.2e-16). */
export function mape(truth: Vector, predicted: Vector): Measure {
  if (Array.prototype.includes.call(truth, 0)) return undefinedBecause('the truth holds a 0');
  return meanOf(losses(truth, predicted, (y, p) => Math.abs((p - y) / y)));
}

/** Mean of 2|e|/(|y| + |p|) as a fraction; a row with both 0 is exact and counts 0. */
export const smape = (truth: Vector, predicted: Vector): Measure =>
  meanOf(losses(truth, predicted, (y, p) => (y === p ? 0 : (2 * Math.abs(p - y)) / (Math.abs(y) + Math.abs(p)))));

/** Sum of |e| over sum of |y|, a fraction. */
export const wape = (truth: Vector, predicted: Vector): Measure =>
  ratio(
    total(losses(truth, predicted, absoluteError)),
    total(losses(truth, predicted, (y) => Math.abs(y))),
    'the truth is all 0',
  );

/** Mean squared difference of ln(1 + x); undefined with any negative value. */
export function msle(truth: Vector, predicted: Vector): Measure {
  const negative = (x: number) => x < 0;
  if (Array.prototype.some.call(truth, negative) || Array.prototype.some.call(predicted, negative)) {
    return undefinedBecause('a value is negative');
  }
  return meanOf(losses(truth, predicted, (y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2));
}

export function rmsle(truth: Vector, predicted: Vector): Measure {
  const value = msle(truth, predicted);
  return typeof value === 'number' ? Math.sqrt(value) : value;
}

/** Mean of max(q e, (q - 1) e), e = y - p. */
export const pinball = (truth: Vector, predicted: Vector, q: number): Measure =>
  meanOf(losses(truth, predicted, (y, p) => Math.max(q * (y - p), (q - 1) * (y - p))));

/** Mean of prediction minus truth; the target is 0. */
export const meanError = (truth: Vector, predicted: Vector): Measure =>
  meanOf(losses(truth, predicted, (y, p) => p - y));

/** Product-moment correlation; undefined where a side is constant. */
export function pearson(a: Vector, b: Vector): Measure {
  const [x, y] = [Float64Array.from(a), Float64Array.from(b)];
  const [meanX, meanY] = [total(x) / x.length, total(y) / y.length];
  const product = x.reduce((sum, value, i) => sum + (value - meanX) * ((y[i] ?? 0) - meanY), 0);
  return ratio(product, Math.sqrt(squaresAround(x)) * Math.sqrt(squaresAround(y)), 'a side is constant');
}

/** Pearson's correlation of midranks. */
export const spearman = (a: Vector, b: Vector): Measure => pearson(midranks(a), midranks(b));
