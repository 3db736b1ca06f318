import type { Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { presentIn } from './of-values.ts';

/** Present values are written as the logical type, strictly. */
export const ofType = (column: string, type: LogicalType, limit: Limit): Check => ({
  kind: 'type',
  expected: type,
  measure: {
    by: 'count',
    limit,
    failing: (scope) => {
      const { isNull, ok } = scope.dialect.typed(scope.column(column), type);
      return `NOT ${isNull} AND NOT ${ok}`;
    },
    among: (scope) => presentIn(scope.column(column)),
  },
});
