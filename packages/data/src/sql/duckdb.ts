import { equalText } from '../equal-text.ts';
import { labelText } from '../labels/class.ts';
import type { Bound } from '../rule.ts';
import { columnSql, double, literal } from '../sql.ts';
import { type LogicalType, textOf, typed } from '../typing.ts';
import type { Dialect, Sql } from './dialect.ts';
import { duckdbLists } from './duckdb-list.ts';

const matches = (text: Sql, pattern: string): Sql => `regexp_full_match(${text}, ${literal(pattern)})`;

/** HUGEINT as in `typed`: it holds every integer a file format of ours can. */
function bound(value: Bound, type: LogicalType): Sql {
  switch (type) {
    case 'string':
      return literal(String(value));
    case 'integer':
      return `CAST('${BigInt(value as number | bigint)}' AS HUGEINT)`;
    case 'number':
      return double(Number(value));
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'date':
      return `CAST(${literal(String(value))} AS DATE)`;
    case 'timestamp':
      return `CAST(${literal(String(value))} AS TIMESTAMPTZ)`;
  }
}

/** A grouping spills to disk; the engine's histogram holds every value in memory, and takes ten times as long. */
function topShare(value: Sql, filter: Sql | null, relation: Sql): Sql {
  const rows = filter === null ? `${value} IS NOT NULL` : `${value} IS NOT NULL AND (${filter})`;
  return `(SELECT max(n) / sum(n) FROM (SELECT count(*) AS n FROM ${relation} WHERE ${rows} GROUP BY ${value}))`;
}

const newest = (value: Sql, filter: Sql): Sql => `epoch(max(CAST(${value} AS TIMESTAMPTZ)) FILTER (WHERE ${filter}))`;

const engineTypes = { date: 'DATE', timestamp: 'TIMESTAMPTZ' } as const;

/** DuckDB 1.5; the session's time zone is UTC. */
export const duckdb: Dialect = {
  textOf,
  keyOf: (column) => (column.means || column.type === 'json' ? equalText(column) : columnSql(column)),
  classOf: labelText,
  hashOf: (keys) => `hash(${keys.join(', ')})`,
  typed,
  bound,
  double,

  matches,
  finds: (text, pattern) => `regexp_matches(${text}, ${literal(pattern)})`,
  without: (text, pattern) => `regexp_replace(${text}, ${literal(pattern)}, '', 'g')`,
  exists: (text, type) => `TRY_CAST(${text} AS ${engineTypes[type]}) IS NOT NULL`,
  isWrittenAs: (text, format) => `try_strptime(${text}, ${literal(format)}) IS NOT NULL`,
  isJson: (text) => `json_valid(${text})`,

  // a window without order streams, as that of `numbered`
  before: (column) => `lag(${column}) OVER ()`,
  lists: duckdbLists,

  characters: (text) => `string_split(${text}, '')`,
  mapped: (list, each) => `list_transform(${list}, lambda item, position: ${each('item', 'position')})`,
  folded: (list, next) => `list_reduce(list_prepend(0, ${list}), lambda sum, item: ${next('sum', 'item')})`,
  sum: (list) => `list_sum(${list})`,

  isNan: (number) => `isnan(${number})`,
  isFinite: (number) => `isfinite(${number})`,

  isFuture: (value) => `CAST(${value} AS TIMESTAMPTZ) > now()`,
  newest,
  age: (value, filter) => `round(epoch(now()) - ${newest(value, filter)})`,
  dividesQuantiles: true,
  quantile: (value, q, filter) => `quantile_cont(${value}, ${double(q)}) FILTER (WHERE ${filter})`,
  topShare,
};
