import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { ascendingOrder } from '@ml-actions/stats/order';
import { kendallTauB, spearman } from '@ml-actions/stats/rank-correlation';
import * as regression from '@ml-actions/stats/regression';
import { tabulate } from '@ml-actions/stats/vector';
import type { Regressed } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { once, perSide } from './once.ts';
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
  if (!regression.isRowLoss(name)) return wholeEstimator(name, encoded);
  const losses = once(() => regression.rowLosses(name, truth, predicted));
  return (weights) => {
    const { values, refused, because } = losses() ?? NO_LOSSES;
    const counts = (row: number) => weights === null || (weights[row] ?? 0) > 0;
    return refused.some(counts) ? undefinedBecause(because) : weightedMean(values, weights);
  };
}

const NO_LOSSES: regression.RowLosses = { values: new Float64Array(), refused: new Uint32Array(), because: '' };

const squareRoot = (value: Measure): Measure => (isDefined(value) ? Math.sqrt(value) : value);

function wholeEstimator(name: string, encoded: Regressed): Estimator | null {
  const { truth, predicted } = encoded;
  switch (name) {
    case 'r2':
      return (weights) => regression.explained(truth, predicted, 'r2', weights);
    case 'explained_variance':
      return (weights) => regression.explained(truth, predicted, 'variance', weights);
    case 'wape':
      return (weights) => regression.wape(truth, predicted, weights);
    case 'pearson':
      return (weights) => regression.pearson(truth, predicted, weights);
    case 'max_error':
      return (weights) => regression.maxError(errorsOf(encoded), weights);
    case 'median_ae':
      return (weights) => regression.medianAbsoluteError(errorsOf(encoded), errorOrder(encoded), weights);
    case 'spearman':
      return prepared(() => spearman(truth, predicted));
    case 'kendall_tau_b':
      return prepared(() => kendallTauB(truth, predicted));
    default:
      return null;
  }
}

const errorsOf = perSide(({ truth, predicted }: Regressed) =>
  tabulate(truth.length, (row) => Math.abs((predicted[row] as number) - (truth[row] as number))),
);
const errorOrder = perSide((encoded: Regressed) => ascendingOrder(errorsOf(encoded)));

function prepared(make: () => Estimator): Estimator {
  const estimator = once(make);
  return (weights) => estimator()(weights);
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
