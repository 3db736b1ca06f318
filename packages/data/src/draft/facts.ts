import type { Engine, Row } from '../engine.ts';
import { inferTypes } from '../infer.ts';
import { requireSameCount } from '../second-count.ts';
import type { Source, SourceColumn } from '../source.ts';
import { columnSql, identifier } from '../sql.ts';
import { LOGICAL_TYPES, type LogicalType } from '../typing.ts';
import type { InferredType } from '../written.ts';
import { type Spelt, spellingsOf } from './spellings.ts';

/** What a draft needs to know of one column of one source. Values are in it: it is for the file of whoever has the data. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: InferredType;
  /** spellings of a missing value, beside an empty field */
  readonly spellings: readonly string[];
  readonly missing: number;
  readonly present: number;
  readonly distinct: number;
  /** numbers as they are, times in milliseconds since 1970; null: nothing finite */
  readonly low: number | null;
  readonly high: number | null;
  /** NaN or infinity occurs */
  readonly notFinite: number;
  /** characters */
  readonly shortest: number;
  readonly longest: number;
  /** texts with whitespace in them */
  readonly spaced: number;
  /** every value with how often it occurs, most frequent first; null: too many to list */
  readonly values: readonly { readonly value: string; readonly count: number }[] | null;
}

export interface SourceFacts {
  readonly source: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

/** Longer lists are no categories that a person would write down. */
const MOST_VALUES = 50;
const COLUMNS_AT_ONCE = 25;

/** @throws InputError when the source cannot be read to its end */
export async function factsOf(engine: Engine, given: Source): Promise<SourceFacts> {
  const { source, spellings } = await spellingsOf(engine, given, await inferTypes(engine, given));
  const types = await inferTypes(engine, source);
  const columns = new Map<string, ColumnFacts>();
  let rows = 0;
  for (let from = 0; from < source.columns.length; from += COLUMNS_AT_ONCE) {
    const portion = source.columns.slice(from, from + COLUMNS_AT_ONCE);
    const asked = portion.map((column, at) => measured(engine, column, logical(types.get(column.name)), at));
    const row = await engine.row(`SELECT count(*) AS n, ${asked.join(', ')} FROM ${source.relation}`, source.name);
    rows = Number(row.n);
    for (const [at, { name }] of portion.entries())
      columns.set(name, await factsIn(engine, source, { name, type: types.get(name) ?? 'string', row, at, spellings }));
  }
  requireSameCount(given, rows);
  return { source: source.name, rows, columns };
}

/** The type that values are read as; undefined for nested and binary ones. */
export const logical = (type: InferredType | undefined): LogicalType | undefined =>
  LOGICAL_TYPES.find((each) => each === type);

/** Aggregates of one column; those that its type has not are left out. */
function measured({ dialect }: Engine, column: SourceColumn, type: LogicalType | undefined, at: number): string {
  const own = columnSql(column);
  const present = `count(${own}) AS p${at}`;
  if (type === undefined) return present;
  const { value } = dialect.typed(column, type);
  const basic = `${present}, count(DISTINCT ${value}) AS d${at}`;
  if (type === 'string')
    return `${basic}, min(length(${value})) AS l${at}, max(length(${value})) AS h${at}, count(*) FILTER (WHERE ${dialect.finds(value, '\\s')}) AS s${at}`;
  if (type === 'boolean') return basic;
  if (type === 'date' || type === 'timestamp')
    return `${basic}, epoch_ms(min(${value})) AS l${at}, epoch_ms(max(${value})) AS h${at}`;
  const number = `CAST(${value} AS DOUBLE)`;
  const finite = `FILTER (WHERE isfinite(${number}))`;
  return `${basic}, min(${number}) ${finite} AS l${at}, max(${number}) ${finite} AS h${at}, count(*) FILTER (WHERE NOT isfinite(${number})) AS f${at}`;
}

interface Measured extends Spelt {
  readonly name: string;
  readonly type: InferredType;
  readonly row: Row;
  readonly at: number;
}

async function factsIn(
  engine: Engine,
  source: Source,
  { name, type, row, at, spellings }: Measured,
): Promise<ColumnFacts> {
  const number = (key: string): number => Number(row[`${key}${at}`] ?? 0);
  const isText = type === 'string';
  const extreme = (key: string): number | null =>
    isText || row[`${key}${at}`] === undefined || row[`${key}${at}`] === null ? null : number(key);
  const distinct = number('d');
  const isListed = (isText || type === 'integer') && distinct > 0 && distinct <= MOST_VALUES;
  return {
    name,
    type,
    spellings: spellings.get(name) ?? [],
    missing: Number(row.n) - number('p'),
    present: number('p'),
    distinct,
    low: extreme('l'),
    high: extreme('h'),
    notFinite: number('f'),
    shortest: isText ? number('l') : 0,
    longest: isText ? number('h') : 0,
    spaced: number('s'),
    values: isListed ? await valuesOf(engine, source, name) : null,
  };
}

async function valuesOf(engine: Engine, source: Source, name: string) {
  const column = source.columns.find((each) => each.name === name) ?? { name, type: 'text' };
  const text = engine.dialect.textOf(column);
  const rows = await engine.rows(
    `SELECT ${text} AS v, count(*) AS n FROM ${source.relation} WHERE ${identifier(name)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
    source.name,
  );
  return rows.map(({ v, n }) => ({ value: String(v), count: Number(n) }));
}
