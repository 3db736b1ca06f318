import { extreme, greatest } from '../parts.ts';
import type { Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { ofValues } from './of-values.ts';

export interface Duration {
  /** as the contract writes it */
  readonly text: string;
  readonly seconds: number;
}

const MILLISECONDS = 1_000;

const both = (filter: string | null, ok: string): string => (filter === null ? ok : `${filter} AND ${ok}`);

/** No value lies in the future. */
export const past = (column: string, type: LogicalType, limit: Limit): Check => ({
  kind: 'past',
  expected: 'not in the future',
  measure: ofValues(
    column,
    type,
    limit,
    (value, { isFuture }) => isFuture(value),
    (_, newest, { isFuture }) => `NOT (${isFuture(newest)})`,
  ),
});

/** The newest value is at most so old; one in the future is not old. */
export const fresh = (column: string, type: LogicalType, within: Duration): Check => ({
  kind: 'fresh',
  expected: `the newest value is at most ${within.text} old`,
  measure: {
    by: 'value',
    interval: { min: Number.NEGATIVE_INFINITY, max: within.seconds },
    unit: 's old',
    parts: extreme(
      greatest,
      (scope, filter) => {
        const { ok, value } = scope.dialect.typed(scope.column(column), type);
        return scope.dialect.newest(value, both(filter, ok));
      },
      ([at = null]) => (at === null ? null : Math.round(Date.now() / MILLISECONDS - Number(at))),
    ),
    value: (scope, filter) => {
      const { ok, value } = scope.dialect.typed(scope.column(column), type);
      return scope.dialect.age(value, both(filter, ok));
    },
  },
});
