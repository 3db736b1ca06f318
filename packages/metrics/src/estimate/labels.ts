import * as label from '@ml-actions/stats/classification';
import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import type { Classified } from '../encode.ts';
import type { Estimator } from '../estimate.ts';

type OfCounts = (counts: label.BinaryCounts) => Measure;
type OfMatrix = (matrix: label.Confusion, encoded: Classified) => Measure;

const complement = (value: Measure): Measure => (isDefined(value) ? 1 - value : value);

/** Measures that exist for every label, and how they are averaged. */
const PER_LABEL: Readonly<Record<string, OfCounts>> = {
  precision: label.precision,
  recall: label.recall,
  f1: (counts) => label.fBeta(counts),
  jaccard: label.jaccard,
  specificity: label.specificity,
};

const WHOLE: Readonly<Record<string, OfMatrix>> = {
  accuracy: label.accuracy,
  error_rate: (matrix) => complement(label.accuracy(matrix)),
  balanced_accuracy: label.balancedAccuracy,
  mcc: label.mcc,
  cohen_kappa: label.cohenKappa,
};

const rate = (part: number, { tp, fp, fn, tn }: label.BinaryCounts): Measure =>
  tp + fp + fn + tn === 0 ? undefinedBecause('no rows') : part / (tp + fp + fn + tn);

const OF_POSITIVE: Readonly<Record<string, OfCounts>> = {
  ...PER_LABEL,
  npv: label.negativePredictiveValue,
  fpr: label.falsePositiveRate,
  fnr: label.falseNegativeRate,
  positive_rate: (counts) => rate(counts.tp + counts.fp, counts),
  base_rate: (counts) => rate(counts.tp + counts.fn, counts),
};

const AVERAGES = ['macro', 'micro', 'weighted'] as const;
const BETA = /^fbeta_(\d+(?:\.\d+)?)$/;
const OF_LABEL = /^([a-z_0-9.]+)\[(.*)\]$/;

/** Metrics of predicted labels; null for any other name, or without predicted labels. */
export function labelEstimator(name: string, encoded: Classified): Estimator | null {
  const measure = measureOf(name, encoded);
  const { truth, predicted, labels } = encoded;
  if (!measure || predicted === null) return null;
  return (weights) => measure(label.confusion(truth, predicted, labels.length, weights), encoded);
}

function measureOf(name: string, encoded: Classified): OfMatrix | null {
  const whole = own(WHOLE, name);
  if (whole) return whole;
  const [, measure = '', spelt = ''] = OF_LABEL.exec(name) ?? [];
  const of = own(PER_LABEL, measure);
  if (of) {
    const code = encoded.labels.findIndex((known) => known.toLowerCase() === spelt.toLowerCase());
    return code < 0 ? null : (matrix) => of(label.oneAgainstRest(matrix, code));
  }
  return averagedOf(name) ?? (encoded.task === 'binary' ? positiveOf(name, encoded.positive) : null);
}

function averagedOf(name: string): OfMatrix | null {
  const average = AVERAGES.find((each) => name.endsWith(`_${each}`));
  const measure = average && own(PER_LABEL, name.slice(0, -average.length - 1));
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

function positiveOf(name: string, positive: number): OfMatrix | null {
  const [, beta] = BETA.exec(name) ?? [];
  const of =
    beta === undefined ? own(OF_POSITIVE, name) : (counts: label.BinaryCounts) => label.fBeta(counts, Number(beta));
  return of ? (matrix) => of(label.oneAgainstRest(matrix, positive)) : null;
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Names that a reader may want listed. */
export const labelNames = ({ task, labels }: Classified): string[] => [
  ...Object.keys(WHOLE),
  ...Object.keys(PER_LABEL).flatMap((name) => AVERAGES.map((average) => `${name}_${average}`)),
  ...(task === 'binary'
    ? [...Object.keys(OF_POSITIVE), 'fbeta_0.5', 'fbeta_2']
    : ['precision', 'recall', 'f1'].flatMap((name) => labels.map((each) => `${name}[${each}]`))),
];
