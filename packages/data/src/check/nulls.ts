import type { Check, Limit } from '../rule.ts';
import { columnSql, counting } from '../sql.ts';
import { presentIn } from './of-values.ts';

/** Values are not missing: SQL NULL, JSON null, a missing key, or one of the contract's spellings of missing. */
export const nulls = (column: string, limit: Limit): Check => ({
  kind: 'nulls',
  expected: 'not missing',
  measure: {
    by: 'count',
    limit,
    failing: (scope) => `${columnSql(scope.column(column))} IS NULL`,
    among: () => null,
    quick: (scope, filter) => `${counting([filter])} - ${counting([filter, presentIn(scope.column(column))])}`,
  },
});
