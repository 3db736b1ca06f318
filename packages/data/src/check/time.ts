import type { Check, Limit } from '../rule.ts';
import { type LogicalType, typed } from '../typing.ts';
import { ofValues } from './of-values.ts';

export interface Duration {
  /** as the contract writes it */
  readonly text: string;
  readonly seconds: number;
}

/** A date counts from its first moment, UTC. The engine's clock is that of the machine that checks. */
const NOW = 'now()';

/** No value lies in the future. */
export const past = (column: string, type: LogicalType, limit: Limit): Check => ({
  kind: 'past',
  expected: 'not in the future',
  measure: ofValues(column, type, limit, (value) => `CAST(${value} AS TIMESTAMPTZ) > ${NOW}`),
});

/** The newest value is at most so old; one in the future is not old. */
export const fresh = (column: string, type: LogicalType, within: Duration): Check => ({
  kind: 'fresh',
  expected: `the newest value is at most ${within.text} old`,
  measure: {
    by: 'value',
    interval: { min: Number.NEGATIVE_INFINITY, max: within.seconds },
    unit: 's old',
    value: (columnOf, filter) => {
      const { ok, value } = typed(columnOf(column), type);
      const rows = [filter, ok].filter((each) => each !== null).join(' AND ');
      return `round(epoch(${NOW}) - epoch(max(CAST(${value} AS TIMESTAMPTZ)) FILTER (WHERE ${rows})))`;
    },
  },
});
