import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';

/** One slice's change of one metric, in the metric's own unit. */
export interface SliceRow {
  readonly slice: string;
  readonly metric: string;
  readonly status: GateRow['status'];
  readonly rows: number | null;
  readonly change: number;
  readonly interval: readonly [number, number] | null;
  readonly proportion: boolean;
}

const FAMILY = 'slices.';

/** Every measured check of a slice, in the order of the checks. */
export const sliceRows = (checks: readonly GateRow[]): readonly SliceRow[] =>
  checks.flatMap(({ scope, metric, status, rows, change, interval, proportion }) =>
    scope.startsWith(FAMILY) && change !== null
      ? [{ slice: scope.slice(FAMILY.length), metric, status, rows, change, interval, proportion }]
      : [],
  );
