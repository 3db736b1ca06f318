import { type ColumnDrift, strain } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import { CLEAN_BAND, type Sighting } from './alarm.ts';
import type { Acceptance } from './history-line.ts';
import type { Look } from './look.ts';

/** Multiples of the threshold beyond this are all the same to a reader, and JSON has no infinity. */
const LARGEST_MULTIPLE = 1e6;

const alarmingStates: readonly string[] = ['drift', 'schema'];
export const isAlarming = ({ important, state }: ColumnDrift): boolean => important && alarmingStates.includes(state);

/** How far a column went, as a multiple of its threshold: the furthest of effect, missing share and new categories. */
export function strainOf({ effect, missing, newCategories }: ColumnDrift, rule: DriftRule): number {
  const missed = missing ? Math.abs(missing.current - missing.reference) / rule.missingThreshold : 0;
  const unseen = newCategories ? newCategories.share / rule.maxNewCategoryShare : 0;
  return bounded(Math.max(effect ? strain(effect) : 0, missed, unseen));
}

export const bounded = (multiple: number): number =>
  Number.isNaN(multiple) ? LARGEST_MULTIPLE : Math.min(LARGEST_MULTIPLE, multiple);

/** What this run alone says. A run that could not judge is neither alarming nor clean; accepted columns say nothing. */
export function sightingOf(
  { report: { columns }, observed, rule }: Pick<Look, 'report' | 'observed' | 'rule'>,
  accepted: Acceptance | null = null,
): Sighting {
  const counting = columns.filter(
    ({ column, important }) => important && !Object.hasOwn(accepted?.columns ?? {}, column),
  );
  const furthest = Math.max(0, ...counting.map((each) => strainOf(each, rule)));
  const alarming = observed === 'performance' || alarmingStates.includes(observed);
  return {
    alarming,
    certain: observed === 'schema',
    clean: !alarming && observed !== 'insufficient' && furthest < CLEAN_BAND,
    accepted: accepted !== null,
  };
}
