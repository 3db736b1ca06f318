import { ranked } from '@ml-actions/data/drift/ranked';
import type { ColumnDrift, DriftReport } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import { ofThisAlarm } from './alarm.ts';
import { bounded, causes, strainOf, testsOf } from './cause.ts';
import { type Acceptance, furthestOf, type HistoryLine } from './history-line.ts';
import type { Look } from './look.ts';
import { ENOUGH_RELIEF, reliefOf } from './recovery.ts';
import { isAlarming } from './sighting.ts';

/** An accepted column that goes this much further than it had when it was accepted has changed. */
export const ACCEPTED_BAND = 1.25;

type Level = Acceptance['columns'][string];

const nothing: Acceptance = { issue: null, columns: {} };

/**
 * The drift that a person accepted and that is still what it was. A label counts once, for what its issue had shown: the
 * columns of the alarm up to the run before. A column leaves it that went further by any cause, or is back; a run that
 * cannot judge it changes nothing. A broken schema cannot be accepted.
 *
 * @param before earlier runs of this thread: another reference knows of no acceptance
 * @param labelled number of the issue with the label; null: there is none; undefined: nobody looked
 * @param isEarlier the label was counted before this alarm was raised: it is remembered, and accepts nothing
 */
export function stillAccepted(
  before: readonly HistoryLine[],
  { report: { columns }, rule }: Pick<Look, 'report' | 'rule'>,
  labelled: number | null | undefined,
  isEarlier = false,
): Acceptance | null {
  const known = before.at(-1)?.accepted ?? nothing;
  const isNew = typeof labelled === 'number' && labelled !== known.issue && columns.some(isJudged);
  const levels = { ...known.columns, ...(isNew && !isEarlier && newLevels(before, columns, rule)) };
  const judged = new Map(columns.filter(isJudged).map((column) => [column.column, column]));
  const left = Object.entries(levels).filter(([name, level]) => isStill(judged.get(name), level, rule));
  const issue = isNew || labelled === null ? labelled : known.issue;
  return left.length > 0 || issue !== null ? { issue, columns: Object.fromEntries(left) } : null;
}

const isJudged = ({ state }: ColumnDrift): boolean => state !== 'insufficient' && state !== 'schema';

/** Columns that the alarm had shown and that are no further off than that; one that cannot be judged now is as it was. */
function newLevels(
  before: readonly HistoryLine[],
  columns: readonly ColumnDrift[],
  rule: DriftRule,
): Readonly<Record<string, Level>> {
  const shown = furthestOf(ofThisAlarm(before));
  return Object.fromEntries(
    columns.flatMap((column): [string, Level][] => {
      const most = shown.get(column.column);
      if (most === undefined || strainOf(column, rule) > most * ACCEPTED_BAND) return [];
      return [
        [column.column, isJudged(column) ? levelOf(column, rule) : { effect: most, missing: most, categories: most }],
      ];
    }),
  );
}

function levelOf(column: ColumnDrift, rule: DriftRule): Level {
  const tests = testsOf(column, rule);
  const [effect, missing, categories] = causes.map((cause) => bounded(tests.get(cause)?.multiple ?? 0));
  return { effect: effect ?? 0, missing: missing ?? 0, categories: categories ?? 0 };
}

/** Neither back, nor further by a cause that alarms by itself. */
function isStill(column: ColumnDrift | undefined, level: Level, rule: DriftRule): boolean {
  if (!column) return true;
  const tests = testsOf(column, rule);
  const isFurther = [...tests].some(
    ([cause, { multiple, q }]) => q <= rule.alpha && multiple > Math.max(1, level[cause] * ACCEPTED_BAND),
  );
  return !isFurther && reliefOf([...tests.values()]) < ENOUGH_RELIEF;
}

/** What was seen, without the alarm of accepted columns. */
export function withAccepted(seen: Look, accepted: Acceptance | null): Look {
  if (!accepted) return seen;
  const judged = seen.accepting(new Set(Object.keys(accepted.columns)));
  const columns = judged.columns.map((column) => {
    const level = Object.hasOwn(accepted.columns, column.column) ? accepted.columns[column.column] : undefined;
    if (!level || !isAlarming(column) || column.state !== 'drift') return column;
    return { ...column, state: 'ok' as const, notes: [...column.notes, noteOf(level)] };
  });
  const report: DriftReport = { ...judged, ...ranked(columns) };
  return { ...seen, report, observed: seen.statusOf(report.state) };
}

const noteOf = (level: Level): string =>
  `a person accepted its drift at ${Math.max(level.effect, level.missing, level.categories).toFixed(1)} times the threshold`;
