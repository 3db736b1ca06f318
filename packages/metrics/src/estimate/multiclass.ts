import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { descendingOrder } from '@ml-actions/stats/order';
import { rocAuc, walkOf } from '@ml-actions/stats/scoring';
import type { Classified } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { calibrationEstimator } from './calibration.ts';
import { once, perSide } from './once.ts';
import { isMeanOfScores, perRow } from './per-row.ts';
import { meanOfRows } from './weighted.ts';

/** Metrics of the probabilities of several labels; null for any other name, or without probabilities. */
export function multiclassEstimator(name: string, encoded: Classified): Estimator | null {
  const { probabilities } = encoded;
  if (!probabilities) return null;
  if (isMeanOfScores(name)) return name === 'score_mean' ? null : meanOfRows(() => perRow(name, encoded));
  if (name === 'roc_auc_ovr_macro' || name === 'roc_auc_ovr_weighted')
    return oneAgainstRest(encoded, name === 'roc_auc_ovr_weighted');
  if (name === 'roc_auc_ovo_macro') return oneAgainstOne(encoded, probabilities);
  return calibrationEstimator(name, encoded);
}

type Walk = Parameters<typeof rocAuc>[0];

const columnOrders = perSide((probabilities: readonly Float64Array[]) => probabilities.map(descendingOrder));
const isLabel = (truth: Int32Array, label: number): Uint8Array =>
  Uint8Array.from(truth, (code) => Number(code === label));

/** Each label's column, its rows against the rest. */
const columnWalks = perSide(({ truth, probabilities }: Classified): Walk[] =>
  (probabilities ?? []).map((column, label) => ({
    walk: walkOf(isLabel(truth, label), column, columnOrders(probabilities ?? [])[label] ?? new Uint32Array()),
  })),
);

/** Mean of the AUC of each label against the rest (Provost and Domingos 2000), plain or by prevalence. */
function oneAgainstRest(encoded: Classified, byPrevalence: boolean): Estimator {
  return (weights) => {
    const walks = columnWalks(encoded);
    const shares = byPrevalence ? supportOf(encoded, weights) : walks.map(() => 1);
    return meanOf(
      walks.map((walk) => rocAuc(walk, weights)),
      shares,
    );
  };
}

function supportOf({ truth, labels }: Classified, weights: Float64Array | null): number[] {
  const support = labels.map(() => 0);
  for (let row = 0; row < truth.length; row++) {
    const code = truth[row] as number;
    support[code] = (support[code] ?? 0) + (weights === null ? 1 : (weights[row] as number));
  }
  return support;
}

/** Mean over pairs of labels of both AUCs between them (Hand and Till 2001). */
function oneAgainstOne({ truth, labels }: Classified, probabilities: readonly Float64Array[]): Estimator {
  const pairs = once(() => labels.flatMap((_, a) => labels.flatMap((_, b) => (a === b ? [] : [pairWalk(a, b)]))));
  const pairWalk = (a: number, b: number): Walk => {
    const order = (columnOrders(probabilities)[a] ?? new Uint32Array()).filter(
      (row) => truth[row] === a || truth[row] === b,
    );
    return { walk: walkOf(isLabel(truth, a), probabilities[a] ?? new Float64Array(), order) };
  };
  return (weights) => {
    const values = pairs().map((walk) => rocAuc(walk, weights));
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
