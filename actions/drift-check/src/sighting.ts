import type { ColumnDrift } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Sighting } from './alarm.ts';
import { type Tested, testsOf } from './cause.ts';
import type { Acceptance } from './history-line.ts';
import type { Look } from './look.ts';
import { ENOUGH_RELIEF, isBeyondBand, MOST_DOUBT, reliefOf } from './recovery.ts';

/** Columns that one run adds to those that keep an alarm on; the others are judged by their last runs alone. */
const MOST_HELD = 20;
/** Digits of what the state file remembers. */
const DIGITS_KEPT = 3;

export const alarmingStates: readonly string[] = ['drift', 'schema'];
export const isAlarming = ({ important, state }: ColumnDrift): boolean => important && alarmingStates.includes(state);

export const kept = (value: number): number => Number(value.toPrecision(DIGITS_KEPT));

const distancesOf = (column: ColumnDrift, rule: DriftRule): readonly Tested[] => [...testsOf(column, rule).values()];

/** What keeps an alarm on: columns, and what said that performance is worse. */
export interface Holding {
  readonly columns: ReadonlySet<string>;
  readonly performance: 'realised' | 'estimated' | null;
}

/**
 * What this run alone says. A run that could not judge says nothing at all; accepted columns, and ones with too few
 * values, say nothing in it.
 *
 * @param holding what keeps the alarm on: it alone is asked whether it is back, and how much the run speaks for that;
 *   null: nobody remembers, so every column is asked
 */
export function sightingOf(
  seen: Pick<Look, 'report' | 'observed' | 'rule' | 'performance' | 'window'>,
  accepted: Acceptance | null = null,
  holding: Holding | null = null,
): Sighting {
  const { observed, rule } = seen;
  const { columns } = seen.report;
  const held: ReadonlySet<string> = holding?.columns ?? new Set();
  const isHeld = ({ column, important }: ColumnDrift): boolean => important && held.has(column);
  const asked = new Set(columns.filter(isHeld).map(({ column }) => column));
  const dismissed = [...held].filter((column) => !asked.has(column)); // ignored since, or of weight 0
  const judged = columns.filter(({ important, state }) => important && state !== 'insufficient');
  const counting = judged.filter(({ column }) => !Object.hasOwn(accepted?.columns ?? {}, column));
  const alarming = observed === 'performance' || alarmingStates.includes(observed);
  const isStrained = holding === null ? isBeyondChance : isNotBack;
  const answering = holding === null ? counting : counting.filter(isHeld);
  return {
    alarming,
    certain: observed === 'schema',
    silent: !alarming && ((judged.length === 0 && !isMeasuredHere(seen)) || owes(seen, holding)),
    clean: !alarming && !answering.some((column) => isStrained(column, rule)),
    accepted: new Set(Object.keys(accepted?.columns ?? {})),
    relief: Object.fromEntries([
      ...dismissed.map((column) => [column, ENOUGH_SAID] as const),
      ...[
        ...columns.filter(isHeld),
        ...columns.filter((column) => !isHeld(column) && drifts(column)).slice(0, MOST_HELD),
      ].map((column) => [column.column, reliefIn(column, rule, accepted)] as const),
    ]),
  };
}

const drifts = (column: ColumnDrift): boolean => isAlarming(column) && column.state === 'drift';

/** Worse performance is not over while labels are awaited that would tell; without `truth` and scores none are. */
function owes(seen: Pick<Look, 'performance' | 'window'>, holding: Holding | null): boolean {
  if (seen.performance === null || !holding?.performance) return false;
  return holding.performance === 'realised' ? seen.performance.pending : !isMeasuredHere(seen);
}

/** By labels or scores of the very rows that were looked at: labels of an earlier window say nothing of these. */
function isMeasuredHere({ performance, window }: Pick<Look, 'performance' | 'window'>): boolean {
  const isOfThese = (performance?.window?.end ?? null) === (window?.end ?? null);
  return (
    performance?.metrics.some(({ estimated, realised }) => estimated !== null || (isOfThese && realised !== null)) ===
    true
  );
}

/** Beyond the band where chance does not explain it. */
const isBeyondChance = (column: ColumnDrift, rule: DriftRule): boolean =>
  distancesOf(column, rule).some((each) => isBeyondBand(each) && each.q <= rule.alpha);

/** A column of the alarm is not asked whether chance could explain it. */
const isNotBack = (column: ColumnDrift, rule: DriftRule): boolean => distancesOf(column, rule).some(isBeyondBand);

/** Enough for a column, whatever was said against it. */
const ENOUGH_SAID = kept(ENOUGH_RELIEF - MOST_DOUBT);

function reliefIn(column: ColumnDrift, rule: DriftRule, accepted: Acceptance | null): number {
  if (accepted && Object.hasOwn(accepted.columns, column.column)) return ENOUGH_SAID;
  return column.state === 'insufficient' ? 0 : kept(reliefOf(distancesOf(column, rule)));
}
