import { type Interval, intervalText } from '../interval.ts';
import type { OfValue, Scope } from '../measure.ts';
import { extreme, greatest, least, moments, summed } from '../parts.ts';
import type { Check } from '../rule.ts';
import type { Sql } from '../sql/dialect.ts';
import { ofRows } from '../sql.ts';
import type { LogicalType } from '../typing.ts';

/** An aggregate of the doubles `value` in the rows that `filter` leaves. */
type Aggregate = (scope: Scope, value: Sql, filter: Sql | null) => Sql;

const named =
  (name: string): Aggregate =>
  (_, value, filter) =>
    ofRows(`${name}(${value})`, [filter]);

const quantileAt =
  (q: number): Aggregate =>
  ({ dialect, relation }, value, filter) =>
    dialect.quantile(value, q, filter ?? 'true', relation);

/** `std` is the sample standard deviation (n - 1), quantiles are interpolated, all exact. */
const FUNCTIONS = {
  mean: named('avg'),
  median: quantileAt(0.5),
  std: named('stddev_samp'),
  sum: named('sum'),
  min_value: named('min'),
  max_value: named('max'),
} as const;

type Parts = Pick<OfValue, 'parts' | 'isSummed' | 'uses'>;

/** How parts make the whole; a sum of doubles depends on the order of its additions. */
const PARTS: Readonly<Record<keyof typeof FUNCTIONS, (over: Over) => Parts>> = {
  mean: (over) => ({ parts: moments(momentsOf(over), (_, mean) => mean), isSummed: true }),
  median: () => ({ parts: 'values', uses: 'quantile' }),
  std: (over) => ({
    parts: moments(momentsOf(over), (n, _, squares) => (n < 2 ? null : Math.sqrt(squares / (n - 1)))),
    isSummed: true,
  }),
  sum: (over) => ({ parts: summed(over(FUNCTIONS.sum)), isSummed: true }),
  min_value: (over) => ({ parts: extreme(least, over(FUNCTIONS.min_value)) }),
  max_value: (over) => ({ parts: extreme(greatest, over(FUNCTIONS.max_value)) }),
};

const momentsOf = (over: Over) => (name: string) => over(named(name));

export const AGGREGATES = Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[];

/** An aggregate over the rows of a filter. */
type Over = (of: Aggregate) => OfValue['value'];

/** One number of a column's finite values; NaN and infinity are counted by `finite` and take no part. */
const ofFinite =
  (column: string, type: LogicalType): Over =>
  (of) =>
  (scope, filter) => {
    const { ok, value } = scope.dialect.typed(scope.column(column), type);
    const number = numberIn(value, type, of);
    const isFinite = type === 'integer' ? null : scope.dialect.isFinite(number);
    return of(scope, number, [filter, ok, isFinite].filter((each) => each !== null).join(' AND '));
  };

/** Whole numbers are compared and added as they are: a double holds those up to 2^53. */
const EXACT: readonly Aggregate[] = [FUNCTIONS.sum, FUNCTIONS.min_value, FUNCTIONS.max_value];
const numberIn = (value: Sql, type: LogicalType, of: Aggregate): Sql =>
  type === 'integer' && EXACT.includes(of) ? value : `CAST(${value} AS DOUBLE)`;

/** All values of a column whose least and greatest are finite: none has to be left out. */
const ofAll =
  (column: string, type: LogicalType): Over =>
  (of) =>
  (scope, filter) => {
    const { value } = scope.dialect.typed(scope.column(column), type);
    const number = numberIn(value, type, of);
    const aggregate = of(scope, number, filter);
    if (type === 'integer') return aggregate;
    const areFinite = ['min', 'max'].map((name) => scope.dialect.isFinite(ofRows(`${name}(${number})`, [filter])));
    return `CASE WHEN ${areFinite.join(' AND ')} THEN ${aggregate} END`;
  };

/** The mean, sum, ... of a column lies in an interval. */
export const aggregate = (
  column: string,
  type: LogicalType,
  name: keyof typeof FUNCTIONS,
  interval: Interval,
): Check => ({
  kind: name,
  expected: intervalText(interval),
  measure: {
    by: 'value',
    interval,
    value: ofFinite(column, type)(FUNCTIONS[name]),
    quick: ofAll(column, type)(FUNCTIONS[name]),
    ...PARTS[name](ofFinite(column, type)),
  },
});

/** A quantile of a column lies in an interval. */
export const quantile = (column: string, type: LogicalType, q: number, interval: Interval): Check => ({
  kind: `quantile(${q})`,
  expected: intervalText(interval),
  measure: {
    by: 'value',
    interval,
    value: ofFinite(column, type)(quantileAt(q)),
    quick: ofAll(column, type)(quantileAt(q)),
    parts: 'values',
    uses: 'quantile',
  },
});
