import type { OfCount, Quick } from '../measure.ts';
import type { Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { Dialect, Sql } from '../sql/dialect.ts';
import { columnSql, ofRows } from '../sql.ts';
import type { LogicalType } from '../typing.ts';

/**
 * A count over a column's present values of the right type: a value that is not of the column's type fails `type` and is
 * not judged by the rules behind it.
 *
 * @param broken predicate over the typed value's SQL; never NULL where the value is not
 * @param within predicate over the least and the greatest value, true only where none is broken
 */
export const ofValues = (
  column: string,
  type: LogicalType,
  limit: Limit,
  broken: (value: Sql, dialect: Dialect) => Sql,
  within?: (least: Sql, greatest: Sql, dialect: Dialect) => Sql,
): OfCount => ({
  by: 'count',
  limit,
  failing: (scope) => {
    const { ok, value } = scope.dialect.typed(scope.column(column), type);
    return `${ok} AND (${broken(value, scope.dialect)})`;
  },
  among: (scope) => presentIn(scope.column(column)),
  ...(within && { quick: quickly(column, type, within) }),
});

/** No value is broken where the least and the greatest are not. NaN is the greatest of all. */
const quickly =
  (column: string, type: LogicalType, within: (least: Sql, greatest: Sql, dialect: Dialect) => Sql): Quick =>
  ({ dialect, column: own }, filter) => {
    const { value } = dialect.typed(own(column), type);
    const [least, greatest] = [ofRows(`min(${value})`, [filter]), ofRows(`max(${value})`, [filter])];
    return `CASE WHEN ${least} IS NULL OR (${within(least, greatest, dialect)}) THEN 0 END`;
  };

/** Predicate of the rows in which a column has a value. */
export const presentIn = (column: SourceColumn): string => `${columnSql(column)} IS NOT NULL`;
