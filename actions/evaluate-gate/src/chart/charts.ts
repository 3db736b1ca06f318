import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Encoded } from '@ml-actions/metrics/encode';
import type { CalibrationBin } from '@ml-actions/stats/calibration';
import { calibration } from './calibration.ts';
import { type Confusion, confusion } from './confusion.ts';
import { curves } from './curves.ts';
import { type ForestRow, forestRows } from './forest.ts';
import { type Fit, fit, type Histogram, residuals } from './residuals.ts';
import { type ClassScores, scoresByClass } from './scores.ts';
import { type SliceRow, sliceRows } from './slices.ts';
import type { Point } from './thin.ts';

/** The same of both models; `baseline` is null where it has no predictions. */
export interface Both<T> {
  readonly baseline: T | null;
  readonly candidate: T;
}

/** What plots and the interactive report show, as plain data. A part is null where it says nothing about this task. */
export interface Charts {
  readonly task: Encoded['task'] | 'metrics-only';
  /** false positive rate -> true positive rate */
  readonly roc: Both<readonly Point[]> | null;
  /** recall -> precision, and the share of positives, where guessing stands */
  readonly precisionRecall: (Both<readonly Point[]> & { readonly prevalence: number }) | null;
  readonly calibration: Both<readonly CalibrationBin[]> | null;
  readonly scores: ClassScores | null;
  readonly confusion: Both<Confusion> | null;
  readonly fit: Both<Fit> | null;
  readonly residuals: Both<Histogram> | null;
  readonly forest: readonly ForestRow[];
  readonly slices: readonly SliceRow[];
}

/** Both sides' predictions as the comparison read them, rows aligned; null: there are only metrics. */
export interface Encodings {
  readonly candidate: Encoded | null;
  readonly baseline: Encoded | null;
}

/** Everything there is to draw of one comparison. Pure; the number of points does not grow with the rows. */
export function chartsOf({ candidate, baseline }: Encodings, checks: readonly GateRow[]): Charts {
  const both = candidate && { candidate, baseline: baseline?.task === candidate.task ? baseline : null };
  return {
    task: candidate?.task ?? 'metrics-only',
    ...(both ? curves(both) : { roc: null, precisionRecall: null }),
    calibration: both && calibration(both),
    scores: both && scoresByClass(both),
    confusion: both && confusion(both),
    fit: both && fit(both),
    residuals: both && residuals(both),
    forest: forestRows(checks),
    slices: sliceRows(checks),
  };
}
