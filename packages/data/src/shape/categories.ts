import type { Engine } from '../engine.ts';
import type { Table } from '../profile/table.ts';
import type { Source } from '../source.ts';
import type { Categories } from './shape.ts';

/** Bars of a categorical column. */
const TOP = 8;
/** A statement for each column costs more than its rows where there are few. */
const COLUMNS_AT_ONCE = 50;

/** A column by its place among the readings, and whether its values may be named. */
export interface Asked {
  readonly at: number;
  readonly named: boolean;
}

/** The most frequent values of columns, by their place; a column without a value is left out. No value that may not be named leaves the engine. */
export async function categoriesOf(
  engine: Engine,
  source: Source,
  table: Table,
  asked: readonly Asked[],
): Promise<ReadonlyMap<number, Categories>> {
  const found = new Map<number, Categories>();
  for (let from = 0; from < asked.length; from += COLUMNS_AT_ONCE) {
    const portion = asked.slice(from, from + COLUMNS_AT_ONCE);
    const rows = await engine.rows(portion.map((one) => `(${topSql(table, one)})`).join(' UNION ALL '), source.name);
    for (const { at } of portion) {
      const own = rows.filter((row) => row.c === at).sort((a, b) => Number(a.r) - Number(b.r));
      const top = own.map(({ name, n }) => ({ count: Number(n), name: name === null ? null : String(name) }));
      const { rows: all, missing, invalid } = table.totals(at);
      const other = all - missing - invalid - top.reduce((sum, { count }) => sum + count, 0);
      if (own[0]) found.set(at, { kind: 'categories', distinct: Number(own[0].d), top, other });
    }
  }
  return found;
}

function topSql({ from }: Table, { at, named }: Asked): string {
  const grouped = `SELECT v${at} AS v, count(*) AS n FROM ${from} WHERE v${at} IS NOT NULL GROUP BY 1`;
  const ranked = `SELECT v, n, count(*) OVER () AS d, row_number() OVER (ORDER BY n DESC, v) AS r FROM (${grouped})`;
  return `SELECT ${at} AS c, ${named ? 'v' : 'CAST(NULL AS VARCHAR)'} AS name, n, d, r FROM (${ranked}) WHERE r <= ${TOP}`;
}
