import { type ColumnDrift, strain } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Sighting } from './alarm.ts';
import type { Acceptance } from './history-line.ts';
import type { Look } from './look.ts';
import { type Distance, ENOUGH_RELIEF, isBeyondBand, reliefOf } from './recovery.ts';

/** Multiples of the threshold beyond this are all the same to a reader, and JSON has no infinity. */
const LARGEST_MULTIPLE = 1e6;
/** Columns that one run adds to those that keep an alarm on; the others are judged by their last runs alone. */
const MOST_HELD = 20;
/** Digits of what the state file remembers. */
const DIGITS_KEPT = 3;

const alarmingStates: readonly string[] = ['drift', 'schema'];
export const isAlarming = ({ important, state }: ColumnDrift): boolean => important && alarmingStates.includes(state);

type Tested = Distance & { readonly q: number };

/** Effect, missing share and new categories of a column, those that were compared. */
function distancesOf({ effect, missing, newCategories }: ColumnDrift, rule: DriftRule): readonly Tested[] {
  const change = missing && Math.abs(missing.current - missing.reference);
  const isP = effect?.decides === 'p-value';
  return [
    effect && { multiple: strain(effect), noise: isP ? 0 : effect.noise / effect.threshold, q: effect.q },
    missing && { ...scaled(change ?? 0, missing.noise, rule.missingThreshold), q: missing.q },
    newCategories && {
      ...scaled(newCategories.share, newCategories.noise, rule.maxNewCategoryShare),
      q: newCategories.q,
    },
  ].filter((each) => each !== null);
}

const scaled = (value: number, noise: number, threshold: number): Distance => ({
  multiple: value / threshold,
  noise: noise / threshold,
});

/** How far a column went, as a multiple of its threshold: the furthest of effect, missing share and new categories. */
export const strainOf = (column: ColumnDrift, rule: DriftRule): number =>
  bounded(Math.max(0, ...distancesOf(column, rule).map(({ multiple }) => multiple)));

export const bounded = (multiple: number): number =>
  Number.isNaN(multiple) ? LARGEST_MULTIPLE : Math.min(LARGEST_MULTIPLE, multiple);

export const kept = (value: number): number => Number(value.toPrecision(DIGITS_KEPT));

/**
 * What this run alone says. A run that could not judge says nothing at all; accepted columns, and ones with too few
 * values, say nothing in it.
 *
 * @param held columns that keep the alarm on: how much this run speaks for their recovery is asked of them only
 */
export function sightingOf(
  { report: { columns }, observed, rule, performance }: Pick<Look, 'report' | 'observed' | 'rule' | 'performance'>,
  accepted: Acceptance | null = null,
  held: ReadonlySet<string> = new Set(),
): Sighting {
  const isHeld = ({ column }: ColumnDrift): boolean => held.has(column);
  const judged = columns.filter(({ important, state }) => important && state !== 'insufficient');
  const counting = judged.filter(({ column }) => !Object.hasOwn(accepted?.columns ?? {}, column));
  const alarming = observed === 'performance' || alarmingStates.includes(observed);
  return {
    alarming,
    certain: observed === 'schema',
    silent: !alarming && judged.length === 0 && !isMeasured(performance),
    clean: !alarming && !counting.some((column) => isStrained(column, rule, held)),
    accepted: accepted !== null,
    relief: Object.fromEntries(
      [
        ...columns.filter(isHeld),
        ...columns.filter((column) => !isHeld(column) && drifts(column)).slice(0, MOST_HELD),
      ].map((column) => [column.column, reliefIn(column, rule, accepted)]),
    ),
  };
}

const drifts = (column: ColumnDrift): boolean => isAlarming(column) && column.state === 'drift';

const isMeasured = (performance: Look['performance']): boolean =>
  performance?.metrics.some(({ estimated, realised }) => estimated !== null || realised !== null) === true;

/** Beyond the band where chance does not explain it; a column of the alarm is not asked whether chance could. */
const isStrained = (column: ColumnDrift, rule: DriftRule, held: ReadonlySet<string>): boolean =>
  distancesOf(column, rule).some((each) => isBeyondBand(each) && (each.q <= rule.alpha || held.has(column.column)));

function reliefIn(column: ColumnDrift, rule: DriftRule, accepted: Acceptance | null): number {
  if (accepted && Object.hasOwn(accepted.columns, column.column)) return kept(ENOUGH_RELIEF);
  return column.state === 'insufficient' ? 0 : kept(reliefOf(distancesOf(column, rule)));
}
