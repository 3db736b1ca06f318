import type { Check, Limit } from '../rule.ts';
import { type LogicalType, typed } from '../typing.ts';
import { presentIn } from './of-values.ts';

/** Present values are written as the logical type, strictly. */
export const ofType = (column: string, type: LogicalType, limit: Limit): Check => ({
  kind: 'type',
  expected: type,
  measure: {
    by: 'count',
    limit,
    failing: (columnOf) => {
      const { isNull, ok } = typed(columnOf(column), type);
      return `NOT ${isNull} AND NOT ${ok}`;
    },
    among: (columnOf) => presentIn(columnOf(column)),
  },
});
