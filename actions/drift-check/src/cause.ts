import { type ColumnDrift, strain } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Look } from './look.ts';
import type { Distance } from './recovery.ts';

/** What may alarm in a column. */
export const causes = ['effect', 'missing', 'categories'] as const;
export type Cause = (typeof causes)[number];

export type Tested = Distance & { readonly q: number };

/** Multiples of the threshold beyond this are all the same to a reader, and JSON has no infinity. */
const LARGEST_MULTIPLE = 1e6;

/** Effect, missing share and new categories of a column, those that were compared, as multiples of their thresholds. */
export function testsOf({ effect, missing, newCategories }: ColumnDrift, rule: DriftRule): ReadonlyMap<Cause, Tested> {
  const change = missing && Math.abs(missing.current - missing.reference);
  const isP = effect?.decides === 'p-value';
  const tests = {
    effect: effect && { multiple: strain(effect), noise: isP ? 0 : effect.noise / effect.threshold, q: effect.q },
    missing: missing && { ...scaled(change ?? 0, missing.noise, rule.missingThreshold), q: missing.q },
    categories: newCategories && {
      ...scaled(newCategories.share, newCategories.noise, rule.maxNewCategoryShare),
      q: newCategories.q,
    },
  };
  return new Map(causes.flatMap((cause) => (tests[cause] ? [[cause, tests[cause]] as const] : [])));
}

const scaled = (value: number, noise: number, threshold: number): Distance => ({
  multiple: value / threshold,
  noise: noise / threshold,
});

/** How far a column went, as a multiple of its threshold: the furthest of effect, missing share and new categories. */
export const strainOf = (column: ColumnDrift, rule: DriftRule): number =>
  bounded(Math.max(0, ...[...testsOf(column, rule).values()].map(({ multiple }) => multiple)));

/** How far the furthest of the important columns went. */
export const furthest = ({ report, rule }: Pick<Look, 'report' | 'rule'>): number =>
  report.columns.reduce((most, column) => (column.important ? Math.max(most, strainOf(column, rule)) : most), 0);

export const bounded = (multiple: number): number =>
  Number.isNaN(multiple) ? LARGEST_MULTIPLE : Math.min(LARGEST_MULTIPLE, multiple);
