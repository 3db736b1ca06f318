import { type Interval, intervalText } from '../interval.ts';
import { counted } from '../parts.ts';
import type { Bound, Check } from '../rule.ts';
import type { Dialect, Sql } from '../sql/dialect.ts';
import { ofRows, ratio } from '../sql.ts';
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

/** SQL of listed values, each once. */
const boundsOf = ({ bound }: Dialect, type: LogicalType, values: readonly Bound[]): readonly Sql[] => [
  ...new Set(values.map((one) => bound(one, type))),
];

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
        return boundsOf(dialect, type, values).map((one) => both(filter, `${value} = ${one}`));
      },
      (occurring) => occurring.filter((count) => count === 0).length,
    ),
    value: ({ dialect, column: named }, filter) => {
      const { value } = dialect.typed(named(column), type);
      const listed = boundsOf(dialect, type, values);
      return `${listed.length} - ${ofRows(`count(DISTINCT ${value})`, [filter, `${value} IN (${listed.join(', ')})`])}`;
    },
  },
});
