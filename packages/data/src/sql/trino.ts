import type { Bound } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import { columnSql, literal } from '../sql.ts';
import type { LogicalType } from '../typing.ts';
import type { Dialect, Sql, Typed } from './dialect.ts';
import { joniPattern } from './joni.ts';
import { mysqlFormat } from './mysql-format.ts';

/** Integers of every width compare with every bound; times keep what any connector stores. */
const ENGINE_TYPE: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR',
  integer: 'DECIMAL(38, 0)',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP(9) WITH TIME ZONE',
};

const NATIVE: readonly (readonly [RegExp, LogicalType])[] = [
  [/^(tinyint|smallint|integer|bigint)$/, 'integer'],
  [/^(real|double|decimal\(.*\))$/, 'number'],
  [/^boolean$/, 'boolean'],
  [/^date$/, 'date'],
  [/^timestamp\b/, 'timestamp'],
  [/^(varchar|char|uuid)\b/, 'string'],
];

/** The logical type of a Trino column; undefined for nested, binary and other ones. */
export const logicalType = (type: string): LogicalType | undefined =>
  NATIVE.find(([pattern]) => pattern.test(type))?.[1];

const isFloating = ({ type }: SourceColumn): boolean => type === 'double' || type === 'real';

/** Doubles as people write them: CAST alone gives '-9.99E2'. */
function textOf(column: SourceColumn): Sql {
  const own = columnSql(column);
  const text = `CAST(${own} AS VARCHAR)`;
  return isFloating(column) ? `IF(is_finite(${own}), json_format(CAST(${own} AS JSON)), ${text})` : text;
}

/** Text of what is no text is a class's name without the zeros after its point. */
const classOf = (column: SourceColumn): Sql =>
  logicalType(column.type) === 'string'
    ? textOf(column)
    : `regexp_replace(${textOf(column)}, '^(-?[0-9]+)[.]0+$', '$1')`;

/** A warehouse's columns have types: a text that looks like a number is a text. */
function typed(column: SourceColumn, want: LogicalType): Typed {
  const isNull = `(${columnSql(column)} IS NULL)`;
  const have = logicalType(column.type);
  const fits = have === want || (want === 'number' && have === 'integer');
  if (!fits) return { isNull, ok: 'false', value: `CAST(NULL AS ${ENGINE_TYPE[want]})` };
  return { isNull, ok: `(NOT ${isNull})`, value: `CAST(${columnSql(column)} AS ${ENGINE_TYPE[want]})` };
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ]([\d:.]+))?(?:Z|([+-]\d\d):?(\d\d)?)?$/;

/** A time without zone is read as UTC. */
function timestamp(text: string): Sql {
  const [, date = text, time = '00:00:00', hours, minutes = '00'] = TIME.exec(text) ?? [];
  const zone = hours === undefined ? 'UTC' : `${hours}:${minutes}`;
  return `CAST(TIMESTAMP ${literal(`${date} ${time} ${zone}`)} AS ${ENGINE_TYPE.timestamp})`;
}

function bound(value: Bound, type: LogicalType): Sql {
  if (type === 'timestamp') return timestamp(String(value));
  if (type === 'number') return double(Number(value));
  return type === 'string' ? literal(String(value)) : `CAST(${literal(String(value))} AS ${ENGINE_TYPE[type]})`;
}

function double(value: number): Sql {
  if (Number.isFinite(value)) return `DOUBLE '${value}'`;
  return value > 0 ? 'infinity()' : '-infinity()';
}

const instant = (value: Sql): Sql => `CAST(${value} AS ${ENGINE_TYPE.timestamp})`;

const newest = (value: Sql, filter: Sql): Sql => `to_unixtime(max(${instant(value)}) FILTER (WHERE ${filter}))`;

/** `approx_percentile` is what its name says; this sorts. Type 7 of Hyndman and Fan (1996), as DuckDB interpolates. */
function quantile(value: Sql, q: number, filter: Sql, relation: Sql): Sql {
  const sorted = `SELECT x, row_number() OVER (ORDER BY x) - 1 AS r, (count(*) OVER () - 1) * ${double(q)} AS h FROM (SELECT ${value} AS x FROM ${relation} WHERE ${filter})`;
  const around = `SELECT max(x) FILTER (WHERE r = floor(h)) AS low, max(x) FILTER (WHERE r = ceil(h)) AS high, max(h) AS h FROM (${sorted})`;
  return `(SELECT low + (high - low) * (h - floor(h)) FROM (${around}))`;
}

function topShare(value: Sql, filter: Sql | null, relation: Sql): Sql {
  const rows = filter === null ? `${value} IS NOT NULL` : `${value} IS NOT NULL AND ${filter}`;
  const groups = `SELECT count(*) AS n FROM ${relation} WHERE ${rows} GROUP BY ${value}`;
  return `(SELECT CAST(max(n) AS DOUBLE) / sum(n) FROM (${groups}))`;
}

/** Trino; the session's time zone is UTC. */
export const trino: Dialect = {
  textOf,
  keyOf: columnSql,
  classOf,
  hashOf: () => null,
  typed,
  bound,
  double,

  matches: (text, pattern) => `regexp_like(${text}, ${literal(`\\A(?:${joniPattern(pattern)})\\z`)})`,
  finds: (text, pattern) => `regexp_like(${text}, ${literal(joniPattern(pattern))})`,
  without: (text, pattern) => `regexp_replace(${text}, ${literal(joniPattern(pattern))})`,
  exists: (text, type) =>
    type === 'date'
      ? `TRY_CAST(${text} AS DATE) IS NOT NULL`
      : `TRY(from_iso8601_timestamp_nanos(regexp_replace(${text}, '([+-]\\d\\d)(\\d\\d)$', '$1:$2'))) IS NOT NULL`,
  isWrittenAs: (text, format) => `TRY(date_parse(${text}, ${literal(mysqlFormat(format))})) IS NOT NULL`,
  isJson: (text) => `(TRY(json_parse(${text})) IS NOT NULL)`,

  before: null,
  lists: null,

  characters: (text) => `regexp_extract_all(${text}, '(?s).')`,
  mapped: (list, each) =>
    `zip_with(${list}, sequence(1, cardinality(${list})), (item, place) -> ${each('item', 'place')})`,
  folded: (list, next) => `reduce(${list}, BIGINT '0', (total, item) -> ${next('total', 'item')}, total -> total)`,
  sum: (list) => `reduce(${list}, BIGINT '0', (total, item) -> total + item, total -> total)`,

  isNan: (number) => `is_nan(${number})`,
  isFinite: (number) => `is_finite(${number})`,

  isFuture: (value) => `${instant(value)} > now()`,
  newest,
  age: (value, filter) => `round(to_unixtime(now()) - ${newest(value, filter)})`,
  dividesQuantiles: false,
  quantile,
  topShare,
};
