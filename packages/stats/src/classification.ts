import { isDefined, type Measure, ratio, undefinedBecause } from './measure.ts';

/** Rows are the truth, columns the prediction, both in the order of the pinned (or united) label set. */
export type Confusion = readonly (readonly number[])[];

/** Confusion matrix of two aligned vectors of label codes 0..labels-1, under weights (null: each row 1). */
export function confusion(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  labels: number,
  weights: Float64Array | null = null,
): Confusion {
  const cells = new Float64Array(labels * labels);
  for (let i = 0; i < truth.length; i++) {
    const [row, column] = [truth[i] as number, predicted[i] as number];
    if (row < 0 || column < 0 || row >= labels || column >= labels) continue;
    const cell = row * labels + column;
    cells[cell] = (cells[cell] as number) + (weights === null ? 1 : (weights[i] as number));
  }
  return Array.from({ length: labels }, (_, row) => Array.from(cells.subarray(row * labels, (row + 1) * labels)));
}

/** One label against the rest. */
export interface BinaryCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const column = (matrix: Confusion, k: number): number => sum(matrix.map((row) => row[k] ?? 0));
const row = (matrix: Confusion, k: number): number => sum(matrix[k] ?? []);
const diagonal = (matrix: Confusion): number => sum(matrix.map((counts, k) => counts[k] ?? 0));
const total = (matrix: Confusion): number => sum(matrix.map(sum));

/** Counts of label `k` against all others. */
export function oneAgainstRest(matrix: Confusion, k: number): BinaryCounts {
  const tp = matrix[k]?.[k] ?? 0;
  const fp = column(matrix, k) - tp;
  const fn = row(matrix, k) - tp;
  return { tp, fp, fn, tn: total(matrix) - tp - fp - fn };
}

const NO_ROWS = 'no rows';
const NO_POSITIVE = 'no positive in the truth';
const NO_NEGATIVE = 'no negative in the truth';
const NONE_PREDICTED_POSITIVE = 'nothing predicted positive';
const NONE_PREDICTED_NEGATIVE = 'nothing predicted negative';

export const precision = ({ tp, fp }: BinaryCounts): Measure => ratio(tp, tp + fp, NONE_PREDICTED_POSITIVE);
export const recall = ({ tp, fn }: BinaryCounts): Measure => ratio(tp, tp + fn, NO_POSITIVE);
export const specificity = ({ tn, fp }: BinaryCounts): Measure => ratio(tn, tn + fp, NO_NEGATIVE);
export const negativePredictiveValue = ({ tn, fn }: BinaryCounts): Measure =>
  ratio(tn, tn + fn, NONE_PREDICTED_NEGATIVE);
export const falsePositiveRate = ({ tn, fp }: BinaryCounts): Measure => ratio(fp, tn + fp, NO_NEGATIVE);
export const falseNegativeRate = ({ tp, fn }: BinaryCounts): Measure => ratio(fn, tp + fn, NO_POSITIVE);
export const jaccard = ({ tp, fp, fn }: BinaryCounts): Measure =>
  ratio(tp, tp + fp + fn, 'no positive in truth or prediction');

/** (1 + beta^2) tp / ((1 + beta^2) tp + beta^2 fn + fp). */
export function fBeta({ tp, fp, fn }: BinaryCounts, beta = 1): Measure {
  const weight = beta * beta;
  return ratio((1 + weight) * tp, (1 + weight) * tp + weight * fn + fp, 'no positive in truth or prediction');
}

export const accuracy = (matrix: Confusion): Measure => ratio(diagonal(matrix), total(matrix), NO_ROWS);

/**
 * Plain mean of a per-label measure over the first `pinned` labels of the matrix: a label nobody pinned still counts as
 * an error but is not averaged. Without pinned labels (0), over those that truth or prediction hold. Undefined as soon
 * as one label's measure is.
 */
export function macro(matrix: Confusion, measure: (counts: BinaryCounts) => Measure, pinned = 0): Measure {
  const codes = matrix.map((_, k) => k);
  const averaged = pinned > 0 ? codes.slice(0, pinned) : codes.filter((k) => row(matrix, k) + column(matrix, k) > 0);
  const values = averaged.map((k) => measure(oneAgainstRest(matrix, k)));
  const missing = values.find((value) => !isDefined(value));
  if (missing !== undefined) return missing;
  return ratio(sum(values.filter(isDefined)), values.length, NO_ROWS);
}

/** Mean weighted by true support; labels without support do not count. */
export function weighted(matrix: Confusion, measure: (counts: BinaryCounts) => Measure): Measure {
  const supported = matrix.map((_, k) => k).filter((k) => row(matrix, k) > 0);
  const values = supported.map((k) => measure(oneAgainstRest(matrix, k)));
  const missing = values.find((value) => !isDefined(value));
  if (missing !== undefined) return missing;
  const weights = supported.map((k) => row(matrix, k));
  return ratio(sum(values.filter(isDefined).map((value, i) => value * (weights[i] ?? 0))), sum(weights), NO_ROWS);
}

/** Mean recall over the classes present in the truth. */
export function balancedAccuracy(matrix: Confusion): Measure {
  const present = matrix.map((_, k) => k).filter((k) => row(matrix, k) > 0);
  const recalls = present.map((k) => (matrix[k]?.[k] ?? 0) / row(matrix, k));
  return ratio(sum(recalls), present.length, NO_ROWS);
}

/** Matthews' coefficient, multiclass form (Gorodkin 2004); 0 where truth or prediction is constant. */
export function mcc(matrix: Confusion): Measure {
  const s = total(matrix);
  if (s === 0) return undefinedBecause(NO_ROWS);
  const truths = matrix.map((_, k) => row(matrix, k));
  const predictions = matrix.map((_, k) => column(matrix, k));
  const product = sum(truths.map((t, k) => t * (predictions[k] ?? 0)));
  const spread = (counts: readonly number[]) => s * s - sum(counts.map((count) => count * count));
  const denominator = Math.sqrt(spread(predictions)) * Math.sqrt(spread(truths));
  return denominator === 0 ? 0 : (diagonal(matrix) * s - product) / denominator;
}

/** Cohen's kappa; undefined where chance agreement is 1. */
export function cohenKappa(matrix: Confusion): Measure {
  const s = total(matrix);
  if (s === 0) return undefinedBecause(NO_ROWS);
  const observed = diagonal(matrix) / s;
  const expected = sum(matrix.map((_, k) => (row(matrix, k) / s) * (column(matrix, k) / s)));
  return ratio(observed - expected, 1 - expected, 'truth and prediction are one constant label');
}
