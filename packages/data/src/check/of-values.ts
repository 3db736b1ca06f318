import type { OfCount } from '../measure.ts';
import type { Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { Dialect, Sql } from '../sql/dialect.ts';
import { columnSql } from '../sql.ts';
import type { LogicalType } from '../typing.ts';

/**
 * A count over a column's present values of the right type: a value that is not of the column's type fails `type` and is
 * not judged by the rules behind it.
 *
 * @param broken predicate over the typed value's SQL; never NULL where the value is not
 */
export const ofValues = (
  column: string,
  type: LogicalType,
  limit: Limit,
  broken: (value: Sql, dialect: Dialect) => Sql,
): OfCount => ({
  by: 'count',
  limit,
  failing: (scope) => {
    const { ok, value } = scope.dialect.typed(scope.column(column), type);
    return `${ok} AND (${broken(value, scope.dialect)})`;
  },
  among: (scope) => presentIn(scope.column(column)),
});

/** Predicate of the rows in which a column has a value. */
export const presentIn = (column: SourceColumn): string => `${columnSql(column)} IS NOT NULL`;
