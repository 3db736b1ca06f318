import { kendallTauB } from '@ml-actions/stats/kendall';
import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { ascendingOrder } from '@ml-actions/stats/order';
import * as regression from '@ml-actions/stats/regression';
import type { Regressed } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { weightedMean } from './weighted.ts';

const ROOTS: Readonly<Record<string, string>> = { rmse: 'mse', rmsle: 'msle' };

/** Metrics of predicted numbers; null for any other name. */
export function regressionEstimator(name: string, encoded: Regressed): Estimator | null {
  const { truth, predicted } = encoded;
  const root = Object.hasOwn(ROOTS, name) ? ROOTS[name] : undefined;
  if (root !== undefined) {
    const square = regressionEstimator(root, encoded);
    return square && ((weights) => squareRoot(square(weights)));
  }
  const losses = regression.rowLosses(name, truth, predicted);
  if (losses) return losses instanceof Float64Array ? (weights) => weightedMean(losses, weights) : () => losses;
  return wholeEstimator(name, encoded);
}

const squareRoot = (value: Measure): Measure => (isDefined(value) ? Math.sqrt(value) : value);

function wholeEstimator(name: string, { truth, predicted }: Regressed): Estimator | null {
  switch (name) {
    case 'r2':
      return (weights) => regression.explained(truth, predicted, 'r2', weights);
    case 'explained_variance':
      return (weights) => regression.explained(truth, predicted, 'variance', weights);
    case 'wape':
      return (weights) => regression.wape(truth, predicted, weights);
    case 'pearson':
      return (weights) => regression.pearson(truth, predicted, weights);
    case 'max_error': {
      const errors = absolute(truth, predicted);
      return (weights) => regression.maxError(errors, weights);
    }
    case 'median_ae': {
      const errors = absolute(truth, predicted);
      const order = ascendingOrder(errors);
      return (weights) => regression.medianAbsoluteError(errors, order, weights);
    }
    case 'spearman':
      return ranked(truth, predicted, regression.spearman);
    case 'kendall_tau_b':
      return ranked(truth, predicted, kendallTauB);
    default:
      return null;
  }
}

const absolute = (truth: Float64Array, predicted: Float64Array): Float64Array =>
  truth.map((y, row) => Math.abs((predicted[row] ?? 0) - y));

/** Ranks know whole rows only: a row drawn twice stands there twice, a fraction of a row cannot. */
function ranked(
  truth: Float64Array,
  predicted: Float64Array,
  of: (a: Float64Array, b: Float64Array) => Measure,
): Estimator {
  return (weights) => {
    if (weights === null) return of(truth, predicted);
    if (!weights.every(Number.isInteger)) return undefinedBecause('ranks have no fractional weights');
    const rows = Uint32Array.from(repeated(weights));
    const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
    return of(take(truth), take(predicted));
  };
}

function* repeated(weights: Float64Array): Generator<number> {
  for (let row = 0; row < weights.length; row++) for (let time = 0; time < (weights[row] ?? 0); time++) yield row;
}

export const regressionNames = [
  'mae',
  'mse',
  'rmse',
  'r2',
  'explained_variance',
  'median_ae',
  'max_error',
  'mape',
  'smape',
  'wape',
  'msle',
  'rmsle',
  'bias_mean_error',
  'poisson_deviance',
  'gamma_deviance',
  'pearson',
  'spearman',
  'kendall_tau_b',
];
