import type { Engine } from '../engine.ts';
import type { Table } from '../profile/table.ts';
import type { Source } from '../source.ts';
import type { Categories } from './shape.ts';

/** Bars of a categorical column. */
const TOP = 8;

/** The most frequent values of column `at`; null: there is none. Without `named` no value leaves the engine. */
export async function categoriesOf(
  engine: Engine,
  source: Source,
  table: Table,
  at: number,
  named: boolean,
): Promise<Categories | null> {
  const { rows: all, missing, invalid } = table.totals(at);
  const grouped = `SELECT v${at} AS v, count(*) AS n FROM ${table.from} WHERE v${at} IS NOT NULL GROUP BY 1`;
  const rows = await engine.rows(
    `SELECT ${named ? 'v' : 'NULL'} AS name, n, count(*) OVER () AS d FROM (${grouped}) ORDER BY n DESC, v LIMIT ${TOP}`,
    source.name,
  );
  const [most] = rows;
  if (!most) return null;
  const top = rows.map(({ name, n }) => ({ count: Number(n), name: name === null ? null : String(name) }));
  const shown = top.reduce((sum, { count }) => sum + count, 0);
  return { kind: 'categories', distinct: Number(most.d), top, other: all - missing - invalid - shown };
}
