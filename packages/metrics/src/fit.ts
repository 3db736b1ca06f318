import { inputProblem } from '@ml-actions/core/error';
import { encode } from './encode.ts';
import type { Fit, Policy } from './policy.ts';
import { type Predictions, predictionProblem } from './predictions.ts';
import { readingOf } from './reading.ts';

interface Counts {
  /** rows at or above the threshold, by truth */
  readonly tp: number;
  readonly fp: number;
  readonly positives: number;
  readonly negatives: number;
}

const WORTH: Readonly<Record<Fit['fit'], (counts: Counts) => number>> = {
  f1: ({ tp, fp, positives }) => (2 * tp) / (tp + fp + positives),
  accuracy: ({ tp, fp, positives, negatives }) => (tp + negatives - fp) / (positives + negatives),
  balanced_accuracy: ({ tp, fp, positives, negatives }) => (tp / positives + 1 - fp / negatives) / 2,
};

/**
 * The score at which a row counts as positive that serves a metric best on these rows; of equals the highest. It is one
 * of the scores, so that "at or above" means the same on every machine.
 *
 * @throws InputError where the rows are no binary scores or have one class only
 */
export function fitThreshold({ fit }: Fit, predictions: Predictions, policy: Policy, where: string): number {
  const trouble = predictionProblem(predictions, where);
  if (trouble) throw inputProblem({ where: 'threshold.data', what: trouble });
  const encoded = encode(predictions, { ...readingOf(policy), task: 'binary' }, where);
  if (encoded.task !== 'binary' || encoded.score === null)
    throw inputProblem({ where: 'threshold.data', what: 'a threshold needs the scores of a binary task' });
  const { score, truth, positive } = encoded;
  const order = Uint32Array.from(score, (_, row) => row).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0));
  const positives = truth.reduce((count, code) => count + Number(code === positive), 0);
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0)
    throw inputProblem({ where: 'threshold.data', what: 'has one class only, so no threshold can be fitted' });
  let [tp, fp] = [0, 0];
  let best = { threshold: Number.POSITIVE_INFINITY, worth: -1 };
  order.forEach((row, at) => {
    if (truth[row] === positive) tp++;
    else fp++;
    const threshold = score[row] ?? 0;
    if (score[order[at + 1] ?? -1] === threshold) return;
    const worth = WORTH[fit]({ tp, fp, positives, negatives });
    if (worth > best.worth) best = { threshold, worth };
  });
  return best.threshold;
}
