import { estimatePerformance } from '@ml-actions/stats/cbpe';
import { isotonicAt } from '@ml-actions/stats/isotonic';
import type { Baseline } from './baseline.ts';
import type { Judged } from './judged.ts';
import { chosenOf } from './realised.ts';

/** What the scores alone say about a binary classifier, as long as what they mean has not changed. */
export interface Estimated {
  readonly rows: number;
  readonly accuracy: number;
  /** null where all rows are expected to be of one class */
  readonly auc: number | null;
}

/** Confidence-based estimate on the baseline's calibration; null without scores of two classes. */
export function estimatedOf(judged: Judged, { positive, calibration }: Baseline): Estimated | null {
  if (positive === null || judged.score === null) return null;
  const chosen = chosenOf(judged, positive);
  const kept = judged.score.filter((score, row) => Number.isFinite(score) && chosen(row) !== null);
  if (kept.length === 0) return null;
  const said: number[] = [];
  judged.score.forEach((score, row) => {
    if (Number.isFinite(score) && chosen(row) !== null) said.push(Number(chosen(row) === positive));
  });
  const probability = kept.map((score) =>
    Math.min(1, Math.max(0, calibration ? isotonicAt(calibration, score) : score)),
  );
  const { accuracy, auc } = estimatePerformance(probability, said, kept);
  return { rows: kept.length, accuracy: Number(accuracy), auc: typeof auc === 'number' ? auc : null };
}
