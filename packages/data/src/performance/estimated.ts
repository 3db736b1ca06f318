import { aucError } from '@ml-actions/stats/auc-error';
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
  /** standard errors of what so many rows realise, where the estimates are true: what labels may say besides by chance */
  readonly errors: { readonly accuracy: number; readonly auc: number | null };
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
  const { accuracy: share, auc: area, tp, fp, fn, tn } = estimating.result();
  const [accuracy, auc] = [Number(share), typeof area === 'number' ? area : null];
  const errors = {
    accuracy: Math.sqrt((accuracy * (1 - accuracy)) / rows),
    auc: auc === null ? null : aucError(auc, tp + fn, fp + tn),
  };
  return { rows, accuracy, auc, errors };
}
