import { expectedPerformance } from '@ml-actions/stats/cbpe';
import { isotonicAt } from '@ml-actions/stats/isotonic';
import type { Engine } from '../engine.ts';
import type { Baseline } from './baseline.ts';
import type { Judged } from './judged.ts';
import { eachStep } from './steps.ts';

/** What the scores alone say about a binary classifier, as long as what they mean has not changed. */
export interface Estimated {
  readonly rows: number;
  readonly accuracy: number;
  /** null where all rows are expected to be of one class */
  readonly auc: number | null;
}

/** Confidence-based estimate on the baseline's calibration; null without scores of two classes. */
export async function estimatedOf(
  engine: Engine,
  judged: Judged,
  { calibration }: Pick<Baseline, 'calibration'>,
): Promise<Estimated | null> {
  let rows = 0;
  const estimating = expectedPerformance();
  await eachStep(engine, judged, { of: 'said', order: 'DESC' }, (score, positive, negative) => {
    const probability = Math.min(1, Math.max(0, calibration ? isotonicAt(calibration, score) : score));
    rows += positive + negative;
    estimating.add({ probability, positive, negative });
  });
  if (rows === 0) return null;
  const { accuracy, auc } = estimating.result();
  return { rows, accuracy: Number(accuracy), auc: typeof auc === 'number' ? auc : null };
}
