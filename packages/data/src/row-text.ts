import { microseconds } from './lexical.ts';
import type { SourceColumn } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { columnSql } from './sql.ts';
import { type LogicalType, nativeType, textOf, typed } from './typing.ts';
import type { InferredType } from './written.ts';

/**
 * The text of each value of a row (`fingerprint`, step 3), NULL where it is missing. A value of text must be written as its
 * type; it is then mostly its own canonical text, so that nothing is read and printed again.
 */
export const valueTexts = (columns: readonly (readonly [SourceColumn, InferredType])[]): readonly Sql[] =>
  columns.map(([column, type]) => canonicalText(column, type));

/**
 * The text of a row that is hashed (step 4).
 *
 * @param texts names of columns that hold the values' texts: whole expressions, each written twice, are planned in a time
 * that grows with the cube of their number
 */
export function rowText(texts: readonly Sql[]): Sql {
  const parts = texts.map((text) => `coalesce(strlen(${text}) || ':', '-'), ${text}`); // `concat` leaves NULL out
  return `concat(${parts.join(", ',', ")})`;
}

function canonicalText(column: SourceColumn, type: InferredType): Sql {
  if (column.type === 'text') return writtenText(textOf(column), type);
  if (column.type === 'json' && type.startsWith('other:')) return `CAST(${columnSql(column)} AS VARCHAR)`;
  if (column.type === 'json') return valueText(typed(column, type as LogicalType).value, type);
  return nativeText(column, type);
}

const numberText = (value: Sql): Sql => `format('{:.16e}', ${value} + CAST(0 AS DOUBLE))`;

/** Years that a date is printed with as it is written; year 0 is printed as 1 BC. */
const PRINTED_YEARS = "'0001'";

function writtenText(text: Sql, type: InferredType): Sql {
  switch (type) {
    case 'integer':
      return `CASE WHEN ${text} = '-0' THEN '0' ELSE ${text} END`;
    case 'number':
      return numberText(`TRY_CAST(${text} AS DOUBLE)`);
    case 'boolean':
      return `lower(${text})`;
    case 'date':
      return `CASE WHEN ${text} >= ${PRINTED_YEARS} THEN ${text} ELSE CAST(TRY_CAST(${text} AS DATE) AS VARCHAR) END`;
    case 'timestamp':
      return `CAST(${microseconds(text)} AS VARCHAR)`;
    default:
      return text;
  }
}

function nativeText(column: SourceColumn, type: InferredType): Sql {
  const isPrintedAlike = type === 'integer' || nativeType(column.type) === 'string';
  if (isPrintedAlike || type.startsWith('other:')) return `CAST(${columnSql(column)} AS VARCHAR)`;
  if (column.type === 'TIMESTAMP') return `CAST(epoch_us(${columnSql(column)}) AS VARCHAR)`;
  return valueText(typed(column, type as LogicalType).value, type);
}

function valueText(value: Sql, type: InferredType): Sql {
  if (type === 'number') return numberText(value);
  if (type === 'timestamp') return `CAST(epoch_us(${value}) AS VARCHAR)`;
  return `CAST(${value} AS VARCHAR)`;
}
