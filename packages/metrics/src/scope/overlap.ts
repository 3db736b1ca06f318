import { countText } from '@ml-actions/core/report/count-text';
import type { Overlap } from '../holdout-shape.ts';
import type { Notice } from '../notice.ts';
import type { Check } from '../policy.ts';
import { type Scope, scope } from '../scope.ts';
import { judgedBy } from '../side.ts';

/** What training and test data share: counts. */
export interface SharedData {
  readonly trainRows: number;
  readonly testRows: number;
  readonly sharedRows: number;
  /** columns that were compared */
  readonly columns: number;
  readonly groups: { readonly shared: number; readonly of: number; readonly rows: number } | null;
  /** training rows that are not older than the test set */
  readonly lateRows: number | null;
}

/**
 * The share of the test set that training has seen, as checks: rows of the test rows, groups of the test groups, rows
 * that are not older than the test set of the training rows.
 *
 * @param shared null: nobody looked
 */
export function overlapScope(
  overlap: Overlap,
  shared: SharedData | null,
): { readonly scope: Scope; readonly notices: readonly Notice[] } {
  const found = shared ? sharesOf(shared) : new Map<string, number>();
  const names = ['shared_rows', ...(overlap.group ? ['shared_groups'] : []), ...(overlap.time ? ['late_rows'] : [])];
  return {
    scope: scope({
      family: 'overlap',
      checks: names.map((metric) => atMost(metric, overlap)),
      candidate: judgedBy({ metrics: found }, null),
      baseline: null,
      unmeasurable: shared ? null : { status: 'error', reason: 'the training and test data were not looked at' },
    }),
    notices: shared ? [{ kind: 'overlap', level: 'info', text: told(shared) }] : [],
  };
}

const atMost = (metric: string, { max, severity }: Overlap): Check => ({
  metric,
  min: null,
  max,
  bound: null,
  demand: null,
  direction: 'lower',
  severity,
  optional: false,
  critical: true,
});

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sharesOf = ({ trainRows, testRows, sharedRows, groups, lateRows }: SharedData): Map<string, number> =>
  new Map([
    ['shared_rows', share(sharedRows, testRows)],
    ...(groups ? ([['shared_groups', share(groups.shared, groups.of)]] as const) : []),
    ...(lateRows === null ? [] : ([['late_rows', share(lateRows, trainRows)]] as const)),
  ]);

function told({ trainRows, testRows, sharedRows, columns, groups, lateRows }: SharedData): string {
  const parts = [
    `${countText(sharedRows)} of ${countText(testRows)} test rows are in the training data, too (${columns} columns compared)`,
    groups &&
      `${countText(groups.shared)} of ${countText(groups.of)} groups are on both sides, with ${countText(groups.rows)} test rows`,
    lateRows !== null &&
      `${countText(lateRows)} of ${countText(trainRows)} training rows are not older than the test set`,
  ];
  return parts.filter(Boolean).join('; ');
}
