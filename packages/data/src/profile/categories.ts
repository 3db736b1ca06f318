import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { literal } from '../sql.ts';
import type { CategoricalColumn } from './schema.ts';
import type { Reading, Table } from './table.ts';

/** Values kept by name; the rest is one count. */
export const TOP_CATEGORIES = 200;
/** Hexadecimal digits of a hashed value: two of a column's values never share them. */
const DIGITS = 16;

/** Where the values of one column are, and how the profile spells them. */
export interface Place {
  readonly engine: Engine;
  readonly source: Source;
  readonly table: Table;
  /** `v<at>` of the table */
  readonly at: number;
  readonly reading: Pick<Reading, 'kind' | 'of'>;
  /** values are hashed with it; null: they are written as they are */
  readonly salt: string | null;
}

/** The values `v` with their number `n`, hashed once per value; texts give their words. */
function grouped({ table, at, reading, salt }: Place): string {
  const value = reading.of?.measure === 'vocabulary' ? `unnest(v${at})` : `v${at}`;
  const plain = `SELECT v, count(*) AS n FROM (SELECT ${value} AS v FROM ${table.from}) WHERE v IS NOT NULL GROUP BY 1`;
  if (salt === null || reading.kind === 'boolean') return plain;
  return `SELECT left(sha256(${literal(`${salt}:`)} || v), ${DIGITS}) AS v, n FROM (${plain})`;
}

/** Most frequent first, equal counts by value; then in the order of values, so that counts may change without moving them. */
export async function topCategories(place: Place): Promise<{ readonly values: string[]; readonly complete: boolean }> {
  const top = `SELECT v FROM (${grouped(place)}) ORDER BY n DESC, v LIMIT ${TOP_CATEGORIES + 1}`;
  const values = (await place.engine.rows(top, place.source.name)).map(({ v }) => String(v));
  return { values: values.slice(0, TOP_CATEGORIES).sort(), complete: values.length <= TOP_CATEGORIES };
}

/** Counts on the categories of a column, and of all other values. */
export async function countCategories(
  place: Place,
  column: CategoricalColumn,
): Promise<Pick<CategoricalColumn, 'categories' | 'other'>> {
  const known = column.categories.map(({ value }) => literal(value)).join(', ');
  const key = known ? `CASE WHEN v IN (${known}) THEN v END` : 'NULL';
  const sql = `SELECT ${key} AS k, sum(n) AS n FROM (${grouped(place)}) GROUP BY 1`;
  const counts = new Map((await place.engine.rows(sql, place.source.name)).map((row) => [row.k, Number(row.n)]));
  const categories = column.categories.map(({ value }) => ({ value, count: counts.get(value) ?? 0 }));
  return { categories, other: counts.get(null) ?? 0 };
}
