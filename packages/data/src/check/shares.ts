import { boundSql } from '../bound.ts';
import { type Interval, intervalText } from '../interval.ts';
import type { Bound, Check } from '../rule.ts';
import { type LogicalType, typed } from '../typing.ts';
import { presentIn } from './of-values.ts';

const both = (...predicates: (string | null)[]): string => predicates.filter((one) => one !== null).join(' AND ');

/** The share of one value among those that are not missing. */
export const share = (column: string, type: LogicalType, value: Bound, interval: Interval): Check => ({
  kind: `share(${value})`,
  expected: `a share of ${intervalText(interval)}`,
  measure: {
    by: 'value',
    interval,
    value: (columnOf, filter) => {
      const own = columnOf(column);
      const isValue = `${typed(own, type).value} = ${boundSql(value, type)}`;
      const present = presentIn(own);
      return `count(*) FILTER (WHERE ${both(filter, present, isValue)}) / nullif(count(*) FILTER (WHERE ${both(filter, present)}), 0)`;
    },
  },
});

/** Every listed value occurs. */
export const contains = (column: string, type: LogicalType, values: readonly Bound[]): Check => ({
  kind: 'contains',
  expected: `each of ${values.length} listed values`,
  measure: {
    by: 'value',
    interval: { min: 0, max: 0 },
    unit: 'of them missing',
    value: (columnOf, filter) => {
      const { value } = typed(columnOf(column), type);
      const absent = values.map(
        (one) => `(count(*) FILTER (WHERE ${both(filter, `${value} = ${boundSql(one, type)}`)}) = 0)::INTEGER`,
      );
      return absent.join(' + ');
    },
  },
});
