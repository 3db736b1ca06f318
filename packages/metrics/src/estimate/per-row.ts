import { rowLosses } from '@ml-actions/stats/regression';
import { brierLosses, logLosses, PROBABILITY_FLOOR } from '@ml-actions/stats/scoring';
import { tabulate } from '@ml-actions/stats/vector';
import { type Classified, type Encoded, isProbability, type Regressed } from '../encode.ts';
import { isPositive } from './scores.ts';

const TOP = /^top_(\d+)_accuracy$/;

/**
 * Values by row whose mean the metric is (by its canonical name): losses, or 0 and 1 of a share among all rows. Null
 * where it is no such mean, or some rows have no value.
 */
export function perRow(name: string, encoded: Encoded): Float64Array | null {
  if (encoded.task === 'ranking') return null;
  if (encoded.task === 'regression') return regressionLosses(name, encoded);
  if (name === 'accuracy' || name === 'error_rate') return rightRows(encoded, name === 'accuracy' ? 1 : 0);
  return encoded.task === 'binary' ? binaryRows(name, encoded) : multiclassRows(name, encoded);
}

/** Metrics of classes that `perRow` gives and that labels alone do not. */
export const isMeanOfScores = (name: string): boolean =>
  name === 'log_loss' || name === 'brier' || name === 'score_mean' || TOP.test(name);

function regressionLosses(name: string, { truth, predicted }: Regressed): Float64Array | null {
  const losses = rowLosses(name, truth, predicted);
  return losses && losses.refused.length === 0 ? losses.values : null;
}

function rightRows({ truth, predicted }: Classified, ifRight: number): Float64Array | null {
  if (predicted === null) return null;
  return tabulate(truth.length, (row) => (truth[row] === predicted[row] ? ifRight : 1 - ifRight));
}

function binaryRows(name: string, encoded: Classified): Float64Array | null {
  const { score, predicted, positive } = encoded;
  if (name === 'positive_rate')
    return predicted && tabulate(predicted.length, (row) => Number(predicted[row] === positive));
  if (name === 'score_mean') return score;
  const of = { log_loss: logLosses, brier: brierLosses }[name];
  return of && score && isProbability(score) ? of(isPositive(encoded), score) : null;
}

function multiclassRows(name: string, { probabilities, truth }: Classified): Float64Array | null {
  if (!probabilities) return null;
  if (name === 'log_loss') {
    return tabulate(truth.length, (row) => {
      const p = probabilities[truth[row] as number]?.[row] ?? 0;
      return -Math.log(Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, p)));
    });
  }
  if (name === 'brier') return squaredDistances(truth, probabilities);
  const [, k] = TOP.exec(name) ?? [];
  return k === undefined
    ? null
    : tabulate(truth.length, (row) => Number(placeOf(row, truth, probabilities) < Number(k)));
}

/** Summed over the labels: 0 to 2. */
function squaredDistances(truth: Int32Array, probabilities: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(truth.length);
  probabilities.forEach((column, label) => {
    for (let row = 0; row < sums.length; row++)
      sums[row] = (sums[row] as number) + ((column[row] as number) - Number(truth[row] === label)) ** 2;
  });
  return sums;
}

/** How many labels are more probable than the true one; of equals the later label comes first, as in scikit-learn. */
function placeOf(row: number, truth: Int32Array, probabilities: readonly Float64Array[]): number {
  const code = truth[row] as number;
  const own = probabilities[code]?.[row] ?? 0;
  let before = 0;
  for (let label = 0; label < probabilities.length; label++) {
    const p = probabilities[label]?.[row] ?? 0;
    if (p > own || (p === own && label > code)) before++;
  }
  return before;
}
