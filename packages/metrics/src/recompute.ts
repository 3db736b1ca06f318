import { expectedCalibrationError, maximumCalibrationError } from '@ml-actions/stats/calibration';
import * as label from '@ml-actions/stats/classification';
import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import * as regression from '@ml-actions/stats/regression';
import * as scoring from '@ml-actions/stats/scoring';
import { type Classified, type Encoded, isProbability, type Regressed } from './encode.ts';

/** Every metric these predictions can give, by the product's names. Undefined ones say why. */
export function recompute(encoded: Encoded): ReadonlyMap<string, Measure> {
  if (encoded.task === 'regression') return new Map(regressionMetrics(encoded));
  return new Map([...labelMetrics(encoded), ...(encoded.task === 'binary' ? scoreMetrics(encoded) : [])]);
}

type Named = [name: string, value: Measure];

const complement = (value: Measure): Measure => (isDefined(value) ? 1 - value : value);

function labelMetrics(encoded: Classified): Named[] {
  if (encoded.predicted === null) return [];
  const matrix = label.confusion(encoded.truth, encoded.predicted, encoded.labels.length);
  const accuracy = label.accuracy(matrix);
  const averaged = Object.entries(AVERAGED).flatMap(([name, measure]): Named[] => [
    [`${name}_macro`, label.macro(matrix, measure, encoded.pinned)],
    [`${name}_micro`, accuracy],
    [`${name}_weighted`, label.weighted(matrix, measure)],
  ]);
  return [
    ['accuracy', accuracy],
    ['error_rate', complement(accuracy)],
    ['balanced_accuracy', label.balancedAccuracy(matrix)],
    ['mcc', label.mcc(matrix)],
    ['cohen_kappa', label.cohenKappa(matrix)],
    ...averaged,
    ...(encoded.task === 'binary' ? positiveMetrics(matrix, encoded.positive) : perLabel(matrix, encoded.labels)),
  ];
}

const AVERAGED: Readonly<Record<string, (counts: label.BinaryCounts) => Measure>> = {
  precision: label.precision,
  recall: label.recall,
  f1: (counts) => label.fBeta(counts),
};

function perLabel(matrix: label.Confusion, labels: readonly string[]): Named[] {
  return labels.flatMap((name, code) =>
    Object.entries(AVERAGED).map(
      ([measure, of]): Named => [`${measure}[${name}]`, of(label.oneAgainstRest(matrix, code))],
    ),
  );
}

function positiveMetrics(matrix: label.Confusion, positive: number): Named[] {
  const counts = label.oneAgainstRest(matrix, positive);
  const rows = counts.tp + counts.fp + counts.fn + counts.tn;
  return [
    ['precision', label.precision(counts)],
    ['recall', label.recall(counts)],
    ['specificity', label.specificity(counts)],
    ['npv', label.negativePredictiveValue(counts)],
    ['fpr', label.falsePositiveRate(counts)],
    ['fnr', label.falseNegativeRate(counts)],
    ['f1', label.fBeta(counts)],
    ['fbeta_0.5', label.fBeta(counts, 0.5)],
    ['fbeta_2', label.fBeta(counts, 2)],
    ['jaccard', label.jaccard(counts)],
    ['positive_rate', (counts.tp + counts.fp) / rows],
    ['base_rate', (counts.tp + counts.fn) / rows],
  ];
}

/** 1 where the truth is the positive label. */
export function isPositive({ truth, positive }: Classified): Uint8Array {
  const found = new Uint8Array(truth.length);
  for (let row = 0; row < truth.length; row++) found[row] = Number(truth[row] === positive);
  return found;
}

function scoreMetrics(encoded: Classified): Named[] {
  const { score } = encoded;
  if (score === null) return [];
  const positives = isPositive(encoded);
  const auc = scoring.rocAuc(positives, score);
  const probability = isProbability(score);
  const ofProbability = (measure: () => Measure): Measure =>
    probability ? measure() : undefinedBecause('the score is not a probability');
  return [
    ['roc_auc', auc],
    ['gini', isDefined(auc) ? 2 * auc - 1 : auc],
    ['average_precision', scoring.averagePrecision(positives, score)],
    ['ks', scoring.kolmogorovSmirnov(positives, score)],
    ['log_loss', ofProbability(() => scoring.mean(scoring.logLosses(positives, score)))],
    ['brier', ofProbability(() => scoring.mean(scoring.brierLosses(positives, score)))],
    ['ece_10', ofProbability(() => expectedCalibrationError(positives, score, 10))],
    ['ece_15', ofProbability(() => expectedCalibrationError(positives, score, 15))],
    ['mce_10', ofProbability(() => maximumCalibrationError(positives, score, 10))],
    ['score_mean', scoring.mean(score)],
  ];
}

function regressionMetrics({ truth, predicted }: Regressed): Named[] {
  const {
    mae,
    mse,
    rmse,
    r2,
    explainedVariance,
    medianAbsoluteError,
    maxError,
    mape,
    smape,
    wape,
    msle,
    rmsle,
    meanError,
    pearson,
    spearman,
  } = regression;
  return Object.entries({
    mae,
    mse,
    rmse,
    r2,
    explained_variance: explainedVariance,
    median_ae: medianAbsoluteError,
    max_error: maxError,
    mape,
    smape,
    wape,
    msle,
    rmsle,
    bias_mean_error: meanError,
    pearson,
    spearman,
  }).map(([name, measure]) => [name, measure(truth, predicted)]);
}
