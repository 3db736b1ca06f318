import { type Interval, intervalText } from '../interval.ts';
import type { Check } from '../rule.ts';
import { ratio } from '../sql.ts';

/** How many different values a column has; exact, missing ones do not count. */
export const distinct = (column: string, interval: Interval): Check => ({
  kind: 'distinct',
  expected: `${intervalText(interval)} different values`,
  measure: {
    by: 'value',
    interval,
    parts: 'equality',
    value: (scope, filter) => `count(DISTINCT ${scope.dialect.keyOf(scope.column(column))})${filtered(filter)}`,
  },
});

/** Different values among those that are not missing: 1 where none repeats. */
export const distinctShare = (column: string, interval: Interval): Check => ({
  kind: 'distinct_share',
  expected: `a share of different values of ${intervalText(interval)}`,
  measure: {
    by: 'value',
    interval,
    parts: 'equality',
    value: (scope, filter) => {
      const key = scope.dialect.keyOf(scope.column(column));
      return ratio(`count(DISTINCT ${key})${filtered(filter)}`, `count(${key})${filtered(filter)}`);
    },
  },
});

/** The commonest value's share of those that are not missing. */
export const topShare = (column: string, interval: Interval): Check => ({
  kind: 'top_share',
  expected: `a share of the commonest value of ${intervalText(interval)}`,
  measure: {
    by: 'value',
    interval,
    parts: 'equality',
    uses: 'topShare',
    value: ({ dialect, column: own, relation }, filter) =>
      dialect.topShare(dialect.keyOf(own(column)), filter, relation),
  },
});

/** A column with one value only tells a model nothing. */
export const constant = (column: string): Check => ({
  ...distinct(column, { min: 2, max: Number.POSITIVE_INFINITY }),
  kind: 'constant',
  expected: 'more than one value',
});

const filtered = (filter: string | null): string => (filter === null ? '' : ` FILTER (WHERE ${filter})`);
