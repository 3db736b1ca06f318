import type { SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { logicalType, trino } from '../sql/trino.ts';
import { columnSql } from '../sql.ts';
import type { LogicalType } from '../typing.ts';

/** As what two columns of tables are read so that they compare: a logical type, their one type of Trino, or text. */
export type ComparableAs = LogicalType | 'native' | 'text';

const isNumber = (type: LogicalType | undefined): boolean => type === 'integer' || type === 'number';

/** Integers are numbers; else what both can be read as is their text. */
export function comparableAs(left: SourceColumn, right: SourceColumn): ComparableAs {
  const [own, other] = [logicalType(left.type), logicalType(right.type)];
  if (left.type === right.type && own !== 'number') return 'native';
  if (own === other && own !== undefined) return own;
  return isNumber(own) && isNumber(other) ? 'number' : 'text';
}

/** A value in groups, where NULL is equal to NULL and NaN to NaN; 0 and -0 are one number. */
export function groupedValue(column: SourceColumn, as: ComparableAs): Sql {
  if (as === 'native') return columnSql(column);
  if (as === 'text') return trino.textOf(column);
  const { value } = trino.typed(column, as);
  return as === 'number' ? `(${value} + DOUBLE '0')` : value;
}

/** A value to join by: NaN is equal to NaN here too. */
export const joinedValue = (column: SourceColumn, as: ComparableAs): Sql =>
  as === 'number' ? `to_ieee754_64(${groupedValue(column, as)})` : groupedValue(column, as);
