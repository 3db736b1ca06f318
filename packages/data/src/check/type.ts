import type { Check, Limit } from '../rule.ts';
import { isCertain } from '../sql/dialect.ts';
import { counting } from '../sql.ts';
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
    quick: (scope, filter) => {
      const own = scope.column(column);
      const read = scope.dialect.typed(own, type);
      if (isCertain(read)) return '0';
      return `${counting([filter, presentIn(own)])} - ${counting([filter, read.ok])}`;
    },
  },
});
