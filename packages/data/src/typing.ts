import { strict, strictly } from './lexical.ts';
import type { SourceColumn } from './source.ts';
import type { Typed } from './sql/dialect.ts';
import { columnSql, literal } from './sql.ts';

/** What a column means, whatever file holds it. */
export const LOGICAL_TYPES = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;
export type LogicalType = (typeof LOGICAL_TYPES)[number];

/** HUGEINT holds every integer a file format of ours can; a time without zone is read as UTC. */
const ENGINE_TYPE: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR',
  integer: 'HUGEINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
};

/** Types of `json_type()` that hold each logical type; dates and times are strings with a lexical form. */
const JSON_TYPES: Readonly<Record<LogicalType, readonly string[]>> = {
  string: ['VARCHAR'],
  integer: ['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT'],
  number: ['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE'],
  boolean: ['BOOLEAN'],
  date: ['VARCHAR'],
  timestamp: ['VARCHAR'],
};

const INTEGER_TYPE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))$/;
const NUMBER_TYPE = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** The logical type of a Parquet column; undefined for nested and binary ones, and for text and JSON, whose values decide. */
export function nativeType(type: string): LogicalType | undefined {
  if (INTEGER_TYPE.test(type)) return 'integer';
  if (NUMBER_TYPE.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  if (type.startsWith('TIMESTAMP')) return 'timestamp';
  if (type === 'VARCHAR' || type === 'UUID' || type.startsWith('ENUM')) return 'string';
  return undefined;
}

/** The SQL text of a value: as written in CSV, unquoted in JSON. */
export function textOf(of: SourceColumn): string {
  const column = columnSql(of);
  if (of.type === 'text') return column;
  return of.type === 'json' ? `(${column} ->> '$')` : `CAST(${column} AS VARCHAR)`;
}

/** How to read `column` as `want`, strictly: a value that is not written as that type is not `ok`. */
export function typed(column: SourceColumn, want: LogicalType): Typed {
  const isNull = `(${columnSql(column)} IS NULL)`;
  if (column.value?.type === want) return { isNull, ok: `(${column.value.sql} IS NOT NULL)`, value: column.value.sql };
  if (column.type === 'text' && want === 'string') return { isNull, ok: `(NOT ${isNull})`, value: textOf(column) };
  if (column.type === 'text') return { isNull, ...lexical(textOf(column), want, `NOT ${isNull}`, column.lax) };
  if (column.type === 'json') {
    const kinds = JSON_TYPES[want].map(literal).join(', ');
    return {
      isNull,
      ...lexical(textOf(column), want, `coalesce(json_type(${columnSql(column)}) IN (${kinds}), false)`),
    };
  }
  const have = nativeType(column.type);
  const fits = have === want || (want === 'number' && have === 'integer');
  if (!fits) return { isNull, ok: 'false', value: `CAST(NULL AS ${ENGINE_TYPE[want]})` };
  const value = `CAST(${columnSql(column)} AS ${ENGINE_TYPE[want]})`;
  if (have !== 'date' && have !== 'timestamp') return { isNull, ok: `(NOT ${isNull})`, value };
  // infinity is no moment
  return {
    isNull,
    ok: `(NOT ${isNull} AND isfinite(${value}))`,
    value: `CASE WHEN isfinite(${value}) THEN ${value} END`,
  };
}

function lexical(text: string, want: LogicalType, precondition: string, lax?: string): Pick<Typed, 'ok' | 'value'> {
  if (want === 'string') return { ok: `(${precondition})`, value: `CASE WHEN ${precondition} THEN ${text} END` };
  const value = lax === undefined ? strict(text, want, precondition) : strictly(text, want, lax);
  return { ok: `(${value} IS NOT NULL)`, value };
}
