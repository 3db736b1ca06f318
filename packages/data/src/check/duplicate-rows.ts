import type { Scope } from '../measure.ts';
import type { Check, Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
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
    parts: 'equality',
    ...repeats((scope) => ({ columns: columnsOf(scope, columns), compared: null })),
  },
});

const columnsOf = (scope: Scope, names: readonly string[]): readonly SourceColumn[] =>
  names.length === 0 ? scope.columns : names.map(scope.column);
