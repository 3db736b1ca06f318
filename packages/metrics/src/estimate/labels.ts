import * as label from '@ml-actions/stats/classification';
import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import type { Classified } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { labelOf } from '../predictions.ts';
import { perSide } from './once.ts';

type OfCounts = (counts: label.BinaryCounts) => Measure;
type OfMatrix = (matrix: label.Confusion, encoded: Classified) => Measure;

const complement = (value: Measure): Measure => (isDefined(value) ? 1 - value : value);

const rate = (part: number, { tp, fp, fn, tn }: label.BinaryCounts): Measure =>
  tp + fp + fn + tn === 0 ? undefinedBecause('no rows') : part / (tp + fp + fn + tn);

/** Measures of one label against the rest: of the positive, of any in brackets, and averaged over labels. */
const OF_LABEL: Readonly<Record<string, OfCounts>> = {
  precision: label.precision,
  recall: label.recall,
  f1: (counts) => label.fBeta(counts),
  jaccard: label.jaccard,
  specificity: label.specificity,
  npv: label.negativePredictiveValue,
  fpr: label.falsePositiveRate,
  fnr: label.falseNegativeRate,
  positive_rate: (counts) => rate(counts.tp + counts.fp, counts),
  base_rate: (counts) => rate(counts.tp + counts.fn, counts),
};

const WHOLE: Readonly<Record<string, OfMatrix>> = {
  accuracy: label.accuracy,
  error_rate: (matrix) => complement(label.accuracy(matrix)),
  balanced_accuracy: label.balancedAccuracy,
  mcc: label.mcc,
  cohen_kappa: label.cohenKappa,
};

const BETA = /^fbeta_(\d+(?:\.\d+)?)$/;
const AVERAGED = /^(.+)_(macro|micro|weighted)$/;
const BRACKETED = /^([a-z_0-9.]+)\[(.*)\]$/s;

/** Metrics of predicted labels; null for any other name, or without predicted labels. */
export function labelEstimator(name: string, encoded: Classified): Estimator | null {
  const measure = encoded.predicted && measureOf(name, encoded);
  return measure && ((weights) => measure(confusionOf(encoded, weights), encoded));
}

function confusionOf(encoded: Classified, weights: Float64Array | null): label.Confusion {
  return weights === encoded.weight ? ownConfusion(encoded) : count(encoded, weights);
}

/** Under the rows' own weights, counted once for all metrics. */
const ownConfusion = perSide((encoded: Classified) => count(encoded, encoded.weight));

const count = ({ truth, predicted, labels }: Classified, weights: Float64Array | null): label.Confusion =>
  label.confusion(truth, predicted ?? [], labels.length, weights);

function measureOf(name: string, encoded: Classified): OfMatrix | null {
  const whole = Object.hasOwn(WHOLE, name) ? WHOLE[name] : undefined;
  if (whole) return whole;
  const [, bracketed, spelt = ''] = BRACKETED.exec(name) ?? [];
  if (bracketed !== undefined) return against(bracketed, codeOf(spelt, encoded.labels));
  return averagedOf(name) ?? (encoded.task === 'binary' ? against(name, encoded.positive) : null);
}

function ofLabel(name: string): OfCounts | null {
  const [, beta] = BETA.exec(name) ?? [];
  if (beta !== undefined) return (counts) => label.fBeta(counts, Number(beta));
  return (Object.hasOwn(OF_LABEL, name) && OF_LABEL[name]) || null;
}

function against(name: string, code: number): OfMatrix | null {
  const of = ofLabel(name);
  return of && code >= 0 ? (matrix) => of(label.oneAgainstRest(matrix, code)) : null;
}

/** As written, else the only one that differs in case alone; -1: none. */
function codeOf(spelt: string, labels: readonly string[]): number {
  const wanted = labelOf(spelt);
  if (labels.includes(wanted)) return labels.indexOf(wanted);
  const same = labels.filter((known) => known.toLowerCase() === wanted.toLowerCase());
  return same.length === 1 ? labels.indexOf(same[0] ?? '') : -1;
}

function averagedOf(name: string): OfMatrix | null {
  const [, measured, average] = AVERAGED.exec(name) ?? [];
  const measure = measured === undefined ? null : ofLabel(measured);
  if (!measure) return null;
  if (average === 'micro') return (matrix) => measure(pooled(matrix));
  return average === 'macro'
    ? (matrix, { pinned }) => label.macro(matrix, measure, pinned)
    : (matrix) => label.weighted(matrix, measure);
}

/** Counts of all labels against their rest, added up. */
function pooled(matrix: label.Confusion): label.BinaryCounts {
  const all = matrix.map((_, code) => label.oneAgainstRest(matrix, code));
  const sum = (part: keyof label.BinaryCounts) => all.reduce((total, counts) => total + counts[part], 0);
  return { tp: sum('tp'), fp: sum('fp'), fn: sum('fn'), tn: sum('tn') };
}

const LISTED = ['precision', 'recall', 'f1', 'jaccard', 'specificity'];

/** Names that a reader may want listed. */
export const labelNames = ({ task, labels }: Classified): string[] => [
  ...Object.keys(WHOLE),
  ...LISTED.flatMap((name) => ['macro', 'micro', 'weighted'].map((average) => `${name}_${average}`)),
  ...(task === 'binary'
    ? [...Object.keys(OF_LABEL), 'fbeta_0.5', 'fbeta_2']
    : ['precision', 'recall', 'f1'].flatMap((name) => labels.map((each) => `${name}[${each}]`))),
];
