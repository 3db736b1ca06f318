import { type Interval, intervalText } from '../interval.ts';
import type { OfValue } from '../measure.ts';
import type { Check } from '../rule.ts';
import { double } from '../sql.ts';
import { type LogicalType, typed } from '../typing.ts';

/** SQL aggregates of doubles; `std` is the sample standard deviation (n - 1), quantiles are interpolated, all exact. */
const FUNCTIONS = {
  mean: (value: string) => `avg(${value})`,
  median: (value: string) => `quantile_cont(${value}, 0.5)`,
  std: (value: string) => `stddev_samp(${value})`,
  sum: (value: string) => `sum(${value})`,
  min_value: (value: string) => `min(${value})`,
  max_value: (value: string) => `max(${value})`,
} as const;

export const AGGREGATES = Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[];

/** One number of a column's finite values; NaN and infinity are counted by `finite` and take no part. */
const ofFinite = (column: string, type: LogicalType, interval: Interval, of: (value: string) => string): OfValue => ({
  by: 'value',
  interval,
  value: (columnOf, filter) => {
    const { ok, value } = typed(columnOf(column), type);
    const number = `CAST(${value} AS DOUBLE)`;
    const rows = [filter, ok, `isfinite(${number})`].filter((each) => each !== null).join(' AND ');
    return `${of(number)} FILTER (WHERE ${rows})`;
  },
});

/** The mean, sum, ... of a column lies in an interval. */
export const aggregate = (
  column: string,
  type: LogicalType,
  name: keyof typeof FUNCTIONS,
  interval: Interval,
): Check => ({
  kind: name,
  expected: intervalText(interval),
  measure: ofFinite(column, type, interval, FUNCTIONS[name]),
});

/** A quantile of a column lies in an interval. */
export const quantile = (column: string, type: LogicalType, q: number, interval: Interval): Check => ({
  kind: `quantile(${q})`,
  expected: intervalText(interval),
  measure: ofFinite(column, type, interval, (value) => `quantile_cont(${value}, ${double(q)})`),
});
