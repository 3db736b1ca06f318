import type { DuckDBListVector } from '@duckdb/node-api';
import type { Engine } from '../engine.ts';
import type { ListType } from '../list-type.ts';
import type { Source, SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { duckdbLists } from '../sql/duckdb-list.ts';
import { columnSql } from '../sql.ts';
import { MOST_DIMENSIONS } from './kind.ts';
import { doubles, type Table } from './table.ts';

/** More values of another length than this, and lists are no vectors of one space. */
const OTHER_LENGTHS = 0.01;
const listOf = (length: number | null): ListType => ({ of: 'number', shape: [length] });

/** Vectors of one dimension, as lists of any numbers; what is another list, or none, is not `ok`. */
export function vectorSql(column: SourceColumn, dimension: number) {
  const [sql, ok] = [columnSql(column), duckdbLists.isOk(column, listOf(dimension))];
  const list = ok === 'false' ? 'CAST(NULL AS DOUBLE[])' : column.type === 'json' ? `CAST(${sql} AS DOUBLE[])` : sql;
  return { isNull: `(${sql} IS NULL)`, ok, value: `CASE WHEN ${ok} THEN ${list} END` };
}

/** The length that the lists of numbers of a column have in common; null where it holds no such lists. */
export async function dimensionOf(engine: Engine, source: Source, column: SourceColumn): Promise<number | null> {
  const isList = duckdbLists.isOk(column, listOf(null));
  if (isList === 'false') return null;
  const length = `CASE WHEN ${isList} THEN ${duckdbLists.length(column)} ELSE -1 END`;
  const lengths = `SELECT ${length} AS length FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL`;
  const most = `SELECT length, count(*) AS n, sum(count(*)) OVER () AS total FROM (${lengths})
    GROUP BY length ORDER BY n DESC, length LIMIT 1`;
  const row = await engine.row(most, source.name);
  const [dimension, n, total] = [Number(row.length ?? 0), Number(row.n), Number(row.total)];
  return dimension > 0 && dimension <= MOST_DIMENSIONS && n >= (1 - OTHER_LENGTHS) * total ? dimension : null;
}

/** Some vectors in one array, and where each of them starts. */
export interface Vectors {
  readonly values: Float64Array;
  readonly starts: readonly number[];
}

/** Lists `v<at>` of so many numbers, or NULL, and where they are. */
export interface VectorPlace {
  /** goes after FROM */
  readonly from: Sql;
  readonly column: Sql;
  readonly dimension: number;
}

/** The engine hands out rows by the thousand. Longer vectors come number by number, which costs as much time again. */
const ROWS_OF_A_CHUNK = 2048;
const MOST_BYTES = 2 ** 26;
const isLong = (dimension: number): boolean =>
  ROWS_OF_A_CHUNK * dimension * Float64Array.BYTES_PER_ELEMENT > MOST_BYTES;

/** The vectors of a column in the order of its rows, at most 64 MB at a time; use them before the next ones; NULL is left out. */
export const vectorsOf = (engine: Engine, place: VectorPlace, where: string): AsyncGenerator<Vectors> =>
  isLong(place.dimension) ? longVectors(engine, place, where) : wholeVectors(engine, place, where);

async function* wholeVectors(engine: Engine, { from, column }: VectorPlace, where: string): AsyncGenerator<Vectors> {
  for await (const chunk of engine.chunks(`SELECT CAST(${column} AS DOUBLE[]) FROM ${from}`, where)) {
    const lists = chunk.getColumnVector(0) as DuckDBListVector;
    const { items } = lists.childVector as { items?: unknown };
    const values = items instanceof Float64Array ? items : Float64Array.from(lists.childVector.toArray() as number[]);
    const rows = Array.from({ length: chunk.rowCount }, (_, row) => row);
    const present = rows.filter((row) => lists.getItemVector(row) !== null);
    yield { values, starts: present.map((row) => lists.getEntryOffset(row)) };
  }
}

/** One vector at a time, put together from its numbers: each has as many as the others, so that rows need not be told. */
async function* longVectors(
  engine: Engine,
  { from, column, dimension }: VectorPlace,
  where: string,
): AsyncGenerator<Vectors> {
  const values = new Float64Array(dimension);
  let filled = 0;
  for await (const [numbers] of doubles(engine, `SELECT CAST(unnest(${column}) AS DOUBLE) FROM ${from}`, where)) {
    let left = numbers ?? new Float64Array();
    while (left.length > 0) {
      const part = left.subarray(0, dimension - filled);
      values.set(part, filled);
      left = left.subarray(part.length);
      filled = (filled + part.length) % dimension;
      if (filled === 0) yield { values, starts: [0] };
    }
  }
}

/**
 * At most so many vectors of a column, drawn by the digest of content and occurrence: the same ones whatever the order of
 * rows, files or threads, and repeated ones as often as they are there. Ones that are not finite are left out of them.
 */
export async function sampleVectors(
  engine: Engine,
  source: Source,
  { from }: Table,
  { at, dimension, size }: { readonly at: number; readonly dimension: number; readonly size: number },
): Promise<Float64Array[]> {
  const hashed = `SELECT hash(CAST(v${at} AS DOUBLE[])) AS h, v${at} AS v FROM ${from} WHERE v${at} IS NOT NULL`;
  const picked = `(WITH
    seen AS (SELECT h, row_number() OVER (PARTITION BY h) AS nth FROM (${hashed})),
    picked AS MATERIALIZED (SELECT h FROM seen ORDER BY md5_number(concat_ws(' ', h, nth)) LIMIT ${size}),
    vectors AS (SELECT h, any_value(v) AS v FROM (${hashed}) WHERE h IN (SELECT h FROM picked) GROUP BY h)
    SELECT v FROM picked JOIN vectors USING (h) ORDER BY h)`;
  const sampled: Float64Array[] = [];
  for await (const { values, starts } of vectorsOf(engine, { from: picked, column: 'v', dimension }, source.name))
    for (const start of starts) sampled.push(values.slice(start, start + dimension));
  return sampled.filter((vector) => vector.every(Number.isFinite));
}
