import { type Interval, intervalText } from '../interval.ts';
import { counted } from '../parts.ts';
import type { Bound, Check } from '../rule.ts';
import { ratio } from '../sql.ts';
import type { LogicalType } from '../typing.ts';
import { presentIn } from './of-values.ts';

const both = (...predicates: (string | null)[]): string => predicates.filter((one) => one !== null).join(' AND ');

/** The share of one value among those that are not missing. */
export const share = (column: string, type: LogicalType, value: Bound, interval: Interval): Check => ({
  kind: `share(${value})`,
  expected: `a share of ${intervalText(interval)}`,
  measure: {
    by: 'value',
    interval,
    parts: counted(
      ({ dialect, column: named }, filter) => {
        const present = both(filter, presentIn(named(column)));
        const isValue = `${dialect.typed(named(column), type).value} = ${dialect.bound(value, type)}`;
        return [both(present, isValue), present];
      },
      ([own, present]) => (present ? (own ?? 0) / present : null),
    ),
    value: ({ dialect, column: named }, filter) => {
      const own = named(column);
      const isValue = `${dialect.typed(own, type).value} = ${dialect.bound(value, type)}`;
      const present = both(filter, presentIn(own));
      return ratio(`count(*) FILTER (WHERE ${both(present, isValue)})`, `count(*) FILTER (WHERE ${present})`);
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
    parts: counted(
      ({ dialect, column: named }, filter) => {
        const { value } = dialect.typed(named(column), type);
        return values.map((one) => both(filter, `${value} = ${dialect.bound(one, type)}`));
      },
      (occurring) => occurring.filter((count) => count === 0).length,
    ),
    value: ({ dialect, column: named }, filter) => {
      const { value } = dialect.typed(named(column), type);
      const absent = values.map((one) => {
        const rows = both(filter, `${value} = ${dialect.bound(one, type)}`);
        return `CASE WHEN count(*) FILTER (WHERE ${rows}) = 0 THEN 1 ELSE 0 END`;
      });
      return absent.join(' + ');
    },
  },
});
