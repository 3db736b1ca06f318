import type { DriftCheckPredicate } from '@ml-actions/core/record/predicate/drift-check';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { HistoryLine } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import { lengthOf } from './stretch.ts';

export type Freshness = NonNullable<DriftCheckPredicate['freshness']>;

/** Without windows, data of a week is taken for the longest that is made at once. */
const USUAL_LENGTH = 'P7D';
/** How late the newest rows may be besides: a long weekend. */
const GRACE_MS = 3 * 24 * 3_600_000;

/**
 * Whether what a schedule looks at is of now. A pipeline that stopped leaves the same rows for ever, and they would always
 * be well. Other events may look at old data on purpose.
 *
 * @param line of this run; its `since` tells of earlier looks at the same data
 */
export function freshnessOf(
  { window }: Pick<DriftInputs, 'window'>,
  { run, clock }: Pick<Ports, 'run' | 'clock'>,
  seen: Pick<DriftCheckPredicate, 'window'>,
  line: Pick<HistoryLine, 'since'> | undefined,
): Freshness {
  const newest = seen.window?.newest ?? null;
  const since = seen.window === null ? (line?.since ?? null) : null; // a window fills while it lasts
  const last = newest ?? since;
  const most = lengthOf(window ?? USUAL_LENGTH, 'window') + GRACE_MS;
  const stale = run.event === 'schedule' && last !== null && clock().getTime() - Date.parse(last) > most;
  return { newest, since, stale };
}

/** When the last runs began to look at the same data; undefined where this run is the first. */
export function sinceOf(before: readonly HistoryLine[], data: string): string | undefined {
  const last = before.at(-1);
  return last?.data === data ? (last.since ?? last.at) : undefined;
}
