import { aucSteps } from './auc-steps.ts';
import { type Measure, ratio } from './measure.ts';

/** Expected numbers of rows of each kind, and what follows from them. */
export interface EstimatedPerformance {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  readonly accuracy: Measure;
  readonly precision: Measure;
  readonly recall: Measure;
  readonly f1: Measure;
  readonly specificity: Measure;
  readonly auc: Measure;
}

/** Rows that have one score of the model. */
export interface ScoredRows {
  /** their calibrated probability of the positive class */
  readonly probability: number;
  /** rows of which the model said positive, and of which it did not */
  readonly positive: number;
  readonly negative: number;
}

/**
 * Confidence-based performance estimation of a binary classifier without labels: each calibrated probability is the
 * expected truth of its rows (NannyML documentation, "Confidence-based Performance Estimation"). Assumes that what the
 * probability means has not changed (no concept drift). Rows come by falling score, all of one score at once: the AUC
 * orders them by it.
 */
export function expectedPerformance(): { add(rows: ScoredRows): void; result(): EstimatedPerformance } {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  const auc = aucSteps();
  return {
    add({ probability: p, positive, negative }) {
      tp += p * positive;
      fp += (1 - p) * positive;
      fn += p * negative;
      tn += (1 - p) * negative;
      auc.add(p * (positive + negative), (1 - p) * (positive + negative));
    },
    result: () => ({
      tp,
      fp,
      fn,
      tn,
      accuracy: ratio(tp + tn, tp + fp + fn + tn, 'there are no rows'),
      precision: ratio(tp, tp + fp, 'no row is predicted positive'),
      recall: ratio(tp, tp + fn, 'no row is expected to be positive'),
      f1: ratio(2 * tp, 2 * tp + fp + fn, 'no row is positive'),
      specificity: ratio(tn, tn + fp, 'no row is expected to be negative'),
      auc: auc.area(),
    }),
  };
}
