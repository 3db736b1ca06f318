import { POSITION } from '../failing/numbered.ts';
import type { Scope } from '../measure.ts';
import type { Check, Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { presentIn } from './of-values.ts';

/**
 * Rows beyond the first of each key, of all rows with a complete key; exact. A key with a missing part is not compared
 * (`nulls` judges it). Text is compared as text and JSON by its value, other types by theirs.
 */
export const unique = (columns: readonly string[], limit: Limit): Check => ({
  kind: 'unique',
  expected: columns.length > 1 ? 'unique together' : 'unique',
  measure: {
    by: 'statement',
    limit,
    parts: 'equality',
    sql: (scope) => {
      const own = columns.map(scope.column);
      return repeats(scope, `${scope.relation} WHERE ${completeIn(own)}`, own);
    },
    rows: (scope) => {
      const own = columns.map(scope.column);
      return { among: completeIn(own), broken: isRepeated(scope, own) };
    },
  },
});

const completeIn = (columns: readonly SourceColumn[]): string => columns.map(presentIn).join(' AND ');

/** Counts the rows beyond the first of each group of rows that are equal in these columns. */
export const repeats = ({ dialect }: Scope, rows: Sql, columns: readonly SourceColumn[]): Sql =>
  `SELECT coalesce(sum(n), 0) AS of_rows, coalesce(sum(n - 1), 0) AS failing FROM (SELECT count(*) AS n FROM ${rows} GROUP BY ${columns.map(dialect.keyOf).join(', ')})`;

/** Predicate of a row that is not the first of those that are equal in these columns. */
export const isRepeated = ({ dialect }: Scope, columns: readonly SourceColumn[]): Sql =>
  `row_number() OVER (PARTITION BY ${columns.map(dialect.keyOf).join(', ')} ORDER BY ${POSITION}) > 1`;
