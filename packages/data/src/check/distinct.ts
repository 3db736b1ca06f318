import { type Interval, intervalText } from '../interval.ts';
import type { Check } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';

/** Values that are compared: text as text, JSON by its value, other types by theirs. */
const keyOf = (column: SourceColumn): string => (column.type === 'json' ? textOf(column) : columnSql(column));

/** How many different values a column has; exact, missing ones do not count. */
export const distinct = (column: string, interval: Interval): Check => ({
  kind: 'distinct',
  expected: `${intervalText(interval)} different values`,
  measure: {
    by: 'value',
    interval,
    value: (columnOf, filter) => `count(DISTINCT ${keyOf(columnOf(column))})${filtered(filter)}`,
  },
});

/** Different values among those that are not missing: 1 where none repeats. */
export const distinctShare = (column: string, interval: Interval): Check => ({
  kind: 'distinct_share',
  expected: `a share of different values of ${intervalText(interval)}`,
  measure: {
    by: 'value',
    interval,
    value: (columnOf, filter) => {
      const key = keyOf(columnOf(column));
      return `count(DISTINCT ${key})${filtered(filter)} / nullif(count(${key})${filtered(filter)}, 0)`;
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
    value: (columnOf, filter) => {
      const key = `CAST(${keyOf(columnOf(column))} AS VARCHAR)`;
      const counts = `map_values(histogram(${key})${filtered(filter)})`;
      return `list_max(${counts}) / list_sum(${counts})`;
    },
  },
});

/** A column with one value only tells a model nothing. */
export const constant = (column: string): Check => ({
  ...distinct(column, { min: 2, max: Number.POSITIVE_INFINITY }),
  kind: 'constant',
  expected: 'more than one value',
});

const filtered = (filter: string | null): string => (filter === null ? '' : ` FILTER (WHERE ${filter})`);
