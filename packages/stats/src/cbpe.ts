import { type Measure, ratio, undefinedBecause } from './measure.ts';
import { descendingOrder } from './order.ts';

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

/**
 * Confidence-based performance estimation of a binary classifier without labels: each calibrated probability is the
 * expected truth of its row (NannyML documentation, "Confidence-based Performance Estimation"). Assumes that what the
 * probability means has not changed (no concept drift).
 *
 * @param probability calibrated probabilities of the positive class
 * @param isPositive whether the model said positive
 * @param score the model's raw score, by which the AUC orders the rows; rows of one score form one step
 */
export function estimatePerformance(
  probability: Float64Array,
  isPositive: ArrayLike<boolean | number>,
  score: Float64Array = probability,
): EstimatedPerformance {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  probability.forEach((p, row) => {
    if (isPositive[row]) {
      tp += p;
      fp += 1 - p;
    } else {
      fn += p;
      tn += 1 - p;
    }
  });
  return {
    tp,
    fp,
    fn,
    tn,
    accuracy: ratio(tp + tn, tp + fp + fn + tn, 'there are no rows'),
    precision: ratio(tp, tp + fp, 'no row is predicted positive'),
    recall: ratio(tp, tp + fn, 'no row is expected to be positive'),
    f1: ratio(2 * tp, 2 * tp + fp + fn, 'no row is positive'),
    specificity: ratio(tn, tn + fp, 'no row is expected to be negative'),
    auc: expectedAuc(probability, score),
  };
}

/** Area under the curve of expected positives over expected negatives, rows by falling score, by trapezoids. */
function expectedAuc(probability: Float64Array, score: Float64Array): Measure {
  const order = descendingOrder(score);
  let [area, positives, negatives] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let [up, right] = [0, 0];
    let end = start;
    for (; end < order.length && score[order[end] as number] === score[order[start] as number]; end++) {
      up += probability[order[end] as number] as number;
      right += 1 - (probability[order[end] as number] as number);
    }
    area += right * (positives + up / 2);
    positives += up;
    negatives += right;
    start = end;
  }
  const all = positives * negatives;
  return all > 0 ? area / all : undefinedBecause('all rows are expected to be of one class');
}
