import type { Check, Limit } from '../rule.ts';
import { repeats } from './unique.ts';

/**
 * Rows beyond the first of those that are equal in these columns; none: in all. Missing values are equal to each other,
 * and every row is looked at.
 */
export const duplicateRows = (columns: readonly string[], limit: Limit): Check => ({
  kind: 'duplicate-rows',
  expected: columns.length === 0 ? 'no row twice' : `no row twice in ${columns.join(', ')}`,
  measure: {
    by: 'statement',
    limit,
    sql: (scope) => repeats(scope, scope.relation, columns.length === 0 ? scope.columns : columns.map(scope.column)),
  },
});
