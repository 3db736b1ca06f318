import { groupBy } from '@ml-actions/core/group-by';
import { benjaminiHochberg } from '@ml-actions/stats/multiplicity';
import type { ProfileColumn } from '../profile/schema.ts';
import type { RawEffect } from './effect.ts';
import type { MissingShare, NewCategories } from './result.ts';
import type { DriftRule } from './rule.ts';

/** Smaller p-values are rounding noise of their series and would only order columns at random. */
const P_FLOOR = 1e-300;

/** A column before the run's family of tests is adjusted. */
export interface Measured {
  readonly reference: ProfileColumn;
  readonly current: ProfileColumn | undefined;
  readonly present: { readonly reference: number; readonly current: number };
  readonly effect: RawEffect | null;
  readonly missing: Omit<MissingShare, 'q'> | null;
  readonly unseen: Omit<NewCategories, 'q'> | null;
}

/** Adjusted p-values of a column's tests; 1 where there was none. */
export interface Adjusted {
  readonly effect: number;
  readonly missing: number;
  readonly unseen: number;
}

export const isImportant = (column: ProfileColumn, rule: DriftRule): boolean =>
  column.role !== 'feature' || rule.important(column);

/**
 * Families of their own for what decides nothing and for what is accepted: where it drifts it would loosen the bound of
 * what decides, and where it does not it would take power from it.
 */
export function adjust(measured: readonly Measured[], rule: DriftRule): (readonly [Measured, Adjusted])[] {
  const families = groupBy(measured, ({ reference }) =>
    rule.accepted(reference) ? 'accepted' : isImportant(reference, rule) ? 'deciding' : 'shown',
  );
  return [...families.values()].flatMap((family) => adjustFamily(family));
}

/**
 * One family: all effects, missing shares and new categories of its columns; nothing missing on either side, or nothing
 * new, is no test and costs no power.
 */
function adjustFamily(measured: readonly Measured[]): (readonly [Measured, Adjusted])[] {
  const family: number[] = [];
  const enlist = (test: { readonly p: number } | null | false): number | undefined =>
    test ? family.push(Math.max(test.p, P_FLOOR)) - 1 : undefined;
  const places = measured.map((each) => ({
    each,
    effect: enlist(each.effect && !each.effect.decides && each.effect),
    missing: enlist(each.missing && each.missing.reference + each.missing.current > 0 && each.missing),
    unseen: enlist(each.unseen && each.unseen.count > 0 && each.unseen),
  }));
  const q = benjaminiHochberg(family);
  const at = (place: number | undefined): number => (place === undefined ? 1 : (q[place] ?? 1));
  return places.map(({ each, effect, missing, unseen }) => [
    each,
    { effect: at(effect), missing: at(missing), unseen: at(unseen) },
  ]);
}
