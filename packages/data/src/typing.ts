import type { SourceColumn } from './source.ts';
import type { Typed } from './sql/dialect.ts';
import { columnSql, literal } from './sql.ts';

/** What a column means, whatever file holds it. */
export const LOGICAL_TYPES = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;
export type LogicalType = (typeof LOGICAL_TYPES)[number];

/** The lexical forms of text files; TRY_CAST alone accepts '1.5' as 2, '0x1F' as 31, 'yes' as true (research 3.5). */
const LEXICAL: Readonly<Record<Exclude<LogicalType, 'string'>, string>> = {
  integer: '[+-]?[0-9]+',
  number: '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?([nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)',
  boolean: '[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  timestamp:
    '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?',
};

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
  if (column.type === 'text') return { isNull, ...lexical(textOf(column), want, `NOT ${isNull}`) };
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
  return { isNull, ok: `(NOT ${isNull})`, value: `CAST(${columnSql(column)} AS ${ENGINE_TYPE[want]})` };
}

function lexical(text: string, want: LogicalType, precondition: string): Pick<Typed, 'ok' | 'value'> {
  if (want === 'string') return { ok: `(${precondition})`, value: `CASE WHEN ${precondition} THEN ${text} END` };
  const shaped = `${precondition} AND regexp_full_match(${text}, ${literal(LEXICAL[want])})`;
  const value = `(CASE WHEN ${shaped} THEN ${want === 'timestamp' ? moment(text) : `TRY_CAST(${text} AS ${ENGINE_TYPE[want]})`} END)`;
  return { ok: `(${value} IS NOT NULL)`, value };
}

/**
 * Bytes of `YYYY-MM-DD hh:mm:ss` and one letter for its zone, which can only be Z. The plain reader of the engine ignores
 * other zones.
 */
const PLAIN_TIME = 20;
/** From here on that reader and the calendar agree (the Gregorian reform was in 1582). */
const PLAIN_YEARS = "'1600'";

/** A text in a form of timestamps as TIMESTAMPTZ, NULL where it is none; the usual form at a third of the price. */
const moment = (text: string): string =>
  `CASE WHEN strlen(${text}) <= ${PLAIN_TIME} AND ${text} >= ${PLAIN_YEARS} THEN make_timestamptz(epoch_us(TRY_CAST(${text} AS TIMESTAMP))) ELSE TRY_CAST(${text} AS TIMESTAMPTZ) END`;

/** Its microseconds since 1970 UTC. */
export const microseconds = (text: string): string => `epoch_us(${moment(text)})`;
