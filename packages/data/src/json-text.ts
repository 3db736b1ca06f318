import type { SourceColumn } from './source.ts';
import { columnSql } from './sql.ts';
import { nativeType, textOf } from './typing.ts';

/** SQL of a value's JSON: as it stands in JSON and text, made of lists and structures in Parquet. */
export function jsonOf(column: SourceColumn): string {
  if (column.type === 'json')
    return `CASE json_type(${columnSql(column)}) WHEN 'VARCHAR' THEN ${textOf(column)} ELSE CAST(${columnSql(column)} AS VARCHAR) END`;
  if (column.type === 'text' || nativeType(column.type) === 'string') return textOf(column);
  return `CAST(to_json(${columnSql(column)}) AS VARCHAR)`;
}
