import { aucError } from '@ml-actions/stats/auc-error';
import { descendingOrder } from '@ml-actions/stats/order';
import { type Interval, wilson } from '@ml-actions/stats/proportion';
import { rocAuc, walkOf } from '@ml-actions/stats/scoring';
import { DECISION_THRESHOLD, type Judged } from './judged.ts';

/** A metric with its 95 % interval. */
export interface Metric extends Interval {
  readonly value: number;
}

export interface Realised {
  /** rows with a truth, of all rows with a score or a class */
  readonly labelled: number;
  readonly rows: number;
  readonly accuracy: Metric;
  /** null without scores, or with one class only */
  readonly auc: Metric | null;
}

/** Two-sided 95 % of the normal law. */
const Z95 = 1.959963984540054;

/** What the truths that arrived say: accuracy with Wilson's interval, AUC with Hanley and McNeil's; null without any. */
export function realisedOf(judged: Judged, positive: string | null): Realised | null {
  const chosen = chosenOf(judged, positive);
  let [rows, labelled, right] = [0, 0, 0];
  const truths: number[] = [];
  const scores: number[] = [];
  for (let row = 0; row < judged.rows; row++) {
    const said = chosen(row);
    if (said === null) continue;
    rows++;
    const truth = judged.truth(row);
    if (truth === null) continue;
    labelled++;
    right += Number(truth === said);
    const score = judged.score?.[row] ?? Number.NaN;
    if (positive === null || !Number.isFinite(score)) continue;
    truths.push(Number(truth === positive));
    scores.push(score);
  }
  if (labelled === 0) return null;
  const accuracy = { value: right / labelled, ...wilson(right, labelled) };
  return { rows, labelled, accuracy, auc: positive === null ? null : aucOf(truths, Float64Array.from(scores)) };
}

/** The class that was said in a row: the model's own, else by the score. */
export function chosenOf({ chosen, score, classes }: Judged, positive: string | null) {
  const negative = classes.find((name) => name !== positive) ?? `not ${positive}`;
  return (row: number): string | null => {
    const said = chosen(row);
    if (said !== null || positive === null) return said;
    const value = score?.[row] ?? Number.NaN;
    if (!Number.isFinite(value)) return null;
    return value >= DECISION_THRESHOLD ? positive : negative;
  };
}

function aucOf(truths: readonly number[], scores: Float64Array): Metric | null {
  const positives = truths.reduce((sum, truth) => sum + truth, 0);
  const negatives = truths.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const value = Number(rocAuc({ walk: walkOf(truths, scores, descendingOrder(scores)) }));
  const half = Z95 * aucError(value, positives, negatives);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}
