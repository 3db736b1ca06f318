import { type Undefined, undefinedBecause } from '@ml-actions/stats/measure';
import { rowLosses } from '@ml-actions/stats/regression';
import { brierLosses, logLosses, PROBABILITY_FLOOR } from '@ml-actions/stats/scoring';
import { type Classified, type Encoded, isProbability } from '../encode.ts';
import { isPositive } from './scores.ts';

/** Per-row losses whose mean the metric is; null where it is no mean of the rows, or they do not define it. */
export function perRow(name: string, encoded: Encoded): Float64Array | null {
  if (encoded.task === 'ranking') return null;
  if (encoded.task === 'regression') {
    const losses = rowLosses(name, encoded.truth, encoded.predicted);
    return losses instanceof Float64Array ? losses : null;
  }
  if (name === 'accuracy' || name === 'error_rate') return rightRows(encoded, name === 'accuracy' ? 1 : 0);
  if (encoded.task === 'binary') return binaryLosses(name, encoded);
  return multiclassLosses(name, encoded);
}

function rightRows({ truth, predicted }: Classified, ifRight: number): Float64Array | null {
  if (predicted === null) return null;
  const rows = new Float64Array(truth.length);
  for (let row = 0; row < rows.length; row++) rows[row] = truth[row] === predicted[row] ? ifRight : 1 - ifRight;
  return rows;
}

function binaryLosses(name: string, encoded: Classified): Float64Array | null {
  const { score } = encoded;
  const of = { log_loss: logLosses, brier: brierLosses }[name];
  return of && score && isProbability(score) ? of(isPositive(encoded), score) : null;
}

function multiclassLosses(name: string, { probabilities, truth }: Classified): Float64Array | null {
  if (!probabilities) return null;
  if (name === 'log_loss') {
    return Float64Array.from(truth, (code, row) => {
      const p = probabilities[code]?.[row] ?? 0;
      return -Math.log(Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, p)));
    });
  }
  if (name !== 'brier' && name !== 'brier_multiclass') return null;
  return Float64Array.from(truth, (code, row) =>
    probabilities.reduce((sum, column, label) => sum + ((column[row] ?? 0) - Number(label === code)) ** 2, 0),
  );
}

/** Why a metric that is a mean of rows has no value here. */
export function whyNoRows(name: string, encoded: Encoded): Undefined | null {
  if (encoded.task !== 'regression') return null;
  const losses = rowLosses(name, encoded.truth, encoded.predicted);
  return losses && !(losses instanceof Float64Array) ? undefinedBecause(losses.undefined) : null;
}
