import { isDefined, type Measure } from '@ml-actions/stats/measure';
import { descendingOrder } from '@ml-actions/stats/order';
import * as scoring from '@ml-actions/stats/scoring';
import type { Classified } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { perSide } from './once.ts';
import { isMeanOfScores, perRow } from './per-row.ts';
import { meanOfRows } from './weighted.ts';

const MAX_FPR = /^roc_auc_max_fpr_(0?\.\d+|1(?:\.0*)?)$/;
const AT_K = /^(precision|recall|lift)@(\d+)$/;

/** Metrics of binary scores; null for any other name, or without scores. */
export function scoreEstimator(name: string, encoded: Classified): Estimator | null {
  const { score } = encoded;
  if (score === null) return null;
  if (isMeanOfScores(name)) return name.startsWith('top_') ? null : meanOfRows(() => perRow(name, encoded));
  const of = curveMeasure(name);
  return of && ((weights) => of(curveOf(encoded), weights));
}

/** One curve per side: every metric of its scores walks the same order. */
const curveOf = perSide((encoded: Classified): scoring.Ordered => {
  const score = encoded.score ?? new Float64Array();
  return scoring.ordered(isPositive(encoded), score, descendingOrder(score));
});

type OfCurve = (rows: scoring.Ordered, weights: Float64Array | null) => Measure;

const CURVES: Readonly<Record<string, OfCurve>> = {
  roc_auc: scoring.rocAuc,
  gini: (rows, weights) => {
    const auc = scoring.rocAuc(rows, weights);
    return isDefined(auc) ? 2 * auc - 1 : auc;
  },
  average_precision: scoring.averagePrecision,
  ks: scoring.kolmogorovSmirnov,
};

function curveMeasure(name: string): OfCurve | null {
  if (Object.hasOwn(CURVES, name)) return CURVES[name] ?? null;
  const [, limit] = MAX_FPR.exec(name) ?? [];
  if (limit !== undefined) return (rows, weights) => scoring.partialAuc(rows, Number(limit), weights);
  const [, measure, k] = AT_K.exec(name) ?? [];
  if (k === undefined) return null;
  return (rows, weights) => scoring.atTop(rows, Number(k), weights)[measure as 'precision' | 'recall' | 'lift'];
}

/** 1 where the truth is the positive label. */
export function isPositive({ truth, positive }: Classified): Uint8Array {
  const found = new Uint8Array(truth.length);
  for (let row = 0; row < truth.length; row++) found[row] = Number(truth[row] === positive);
  return found;
}

export const scoreNames = [
  ...Object.keys(CURVES),
  'log_loss',
  'brier',
  'ece_10',
  'ece_15',
  'mce_10',
  'ace_10',
  'score_mean',
];
