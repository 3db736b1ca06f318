import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { descendingOrder } from '@ml-actions/stats/order';
import { type Ordered, ordered, rocAuc } from '@ml-actions/stats/scoring';
import type { Classified } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { calibrationEstimator } from './calibration.ts';
import { perRow } from './per-row.ts';
import { weightedMean } from './weighted.ts';

const TOP = /^top_(\d+)_accuracy$/;

/** Metrics of the probabilities of several labels; null for any other name, or without probabilities. */
export function multiclassEstimator(name: string, encoded: Classified): Estimator | null {
  const { probabilities } = encoded;
  if (!probabilities) return null;
  const losses = perRow(name, encoded) ?? topLosses(name, encoded, probabilities);
  if (losses) return (weights) => weightedMean(losses, weights);
  if (name === 'roc_auc_ovr_macro' || name === 'roc_auc_ovr_weighted')
    return oneAgainstRest(encoded, probabilities, name === 'roc_auc_ovr_weighted');
  if (name === 'roc_auc_ovo_macro') return oneAgainstOne(encoded, probabilities);
  return calibrationEstimator(name, encoded);
}

/** 1 where the true label is among the k most probable; of equals the later label comes first, as in scikit-learn. */
function topLosses(name: string, { truth }: Classified, probabilities: readonly Float64Array[]): Float64Array | null {
  const [, told] = TOP.exec(name) ?? [];
  if (told === undefined) return null;
  return Float64Array.from(truth, (code, row) => {
    const own = probabilities[code]?.[row] ?? 0;
    const before = probabilities.filter((column, label) => {
      const p = column[row] ?? 0;
      return p > own || (p === own && label > code);
    });
    return Number(before.length < Number(told));
  });
}

/** One order per label: its column, its rows against the rest. */
const columnsOf = ({ truth }: Classified, probabilities: readonly Float64Array[]): Ordered[] =>
  probabilities.map((column, label) =>
    ordered(
      Uint8Array.from(truth, (code) => Number(code === label)),
      column,
      descendingOrder(column),
    ),
  );

/** Mean of the AUC of each label against the rest (Provost and Domingos 2000), plain or by prevalence. */
function oneAgainstRest(encoded: Classified, probabilities: readonly Float64Array[], byPrevalence: boolean): Estimator {
  let columns: Ordered[] | undefined;
  return (weights) => {
    columns ??= columnsOf(encoded, probabilities);
    const shares = byPrevalence ? supportOf(encoded, weights) : columns.map(() => 1);
    return meanOf(
      columns.map((rows) => rocAuc(rows, weights)),
      shares,
    );
  };
}

function supportOf({ truth, labels }: Classified, weights: Float64Array | null): number[] {
  const support = labels.map(() => 0);
  truth.forEach((code, row) => {
    support[code] = (support[code] ?? 0) + (weights?.[row] ?? (weights ? 0 : 1));
  });
  return support;
}

/** Mean over pairs of labels of both AUCs between them (Hand and Till 2001). */
function oneAgainstOne(encoded: Classified, probabilities: readonly Float64Array[]): Estimator {
  const { truth, labels } = encoded;
  let columns: Ordered[] | undefined;
  return (weights) => {
    columns ??= columnsOf(encoded, probabilities);
    const values: Measure[] = [];
    for (let a = 0; a < labels.length; a++) {
      for (let b = 0; b < labels.length; b++) {
        const rows = columns[a];
        if (a === b || !rows) continue;
        const within = Float64Array.from(truth, (code, row) => (code === a || code === b ? (weights?.[row] ?? 1) : 0));
        values.push(rocAuc(rows, within));
      }
    }
    return meanOf(
      values,
      values.map(() => 1),
    );
  };
}

function meanOf(values: readonly Measure[], shares: readonly number[]): Measure {
  const missing = values.find((value, at) => !isDefined(value) && (shares[at] ?? 0) > 0);
  if (missing !== undefined) return missing;
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return undefinedBecause('no rows');
  return values.reduce<number>((sum, value, at) => sum + (isDefined(value) ? value * (shares[at] ?? 0) : 0), 0) / total;
}

export const multiclassNames = [
  'log_loss',
  'brier',
  'roc_auc_ovr_macro',
  'roc_auc_ovr_weighted',
  'roc_auc_ovo_macro',
  'top_2_accuracy',
  'ece_top_label_10',
  'mce_top_label_10',
];
