import type { Labels } from '../contract/labels.ts';
import { type FailingRows, rowsWithin } from '../failing/failing-rows.ts';
import { featuresAmong } from '../features.ts';
import { idColumnOf } from '../prediction-columns.ts';
import { columnOf } from '../profile/table.ts';
import type { SourceColumn, Table } from '../source.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';

/**
 * Rows whose features occur with another label too, of all rows with a label; exact. Features are all columns but the
 * label, ids and ignored ones; a missing feature equals a missing feature. Groups of one hash are suspects, and only
 * these are grouped by their values, where the engine has such a hash.
 *
 * @param hash of the features' SQL; null: all rows are grouped
 * @returns null when the table has no feature
 */
export async function conflictingRows(
  engine: SqlEngine,
  source: Table,
  { column, ignore }: Pick<Labels, 'column' | 'ignore'>,
  hash: (values: readonly string[]) => string | null = engine.dialect.hashOf,
): Promise<{ failing: number; of: number; breaking: { rows?: FailingRows } } | null> {
  const features = featuresOf(source, { column, ignore }).map((each) => featureOf(each));
  if (features.length === 0) return null;
  const label = engine.dialect.classOf(columnOf(source, column));
  const labelled = `${columnSql(columnOf(source, column))} IS NOT NULL`;
  const rows = `FROM ${source.relation} WHERE ${labelled}`;
  const hashed = hash(features);
  const suspects = `SELECT ${hashed} AS h ${rows} GROUP BY 1 HAVING count(DISTINCT ${label}) > 1`;
  const suspected = hashed === null ? '' : ` AND ${hashed} IN (${suspects})`;
  const keys = features.map((feature, at) => `${feature} AS v${at}`).join(', ');
  const names = features.map((_, at) => `v${at}`).join(', ');
  const groups = `SELECT count(*) AS n FROM (SELECT ${keys}, ${label} AS y ${rows}${suspected}) GROUP BY ${names} HAVING count(DISTINCT y) > 1`;
  const row = await engine.row(
    `SELECT (SELECT count(*) ${rows}) AS of, (SELECT coalesce(sum(n), 0) FROM (${groups})) AS failing`,
    source.name,
  );
  const group = `OVER (PARTITION BY ${features.join(', ')})`;
  const breaking = rowsWithin(source, [column], {
    among: `${labelled}${suspected}`,
    broken: `min(${label}) ${group} <> max(${label}) ${group}`,
    over: 'table',
  });
  return { failing: Number(row.failing), of: Number(row.of), breaking };
}

/** The columns that a label is about. */
export function featuresOf(
  source: Table,
  { column, ignore }: Pick<Labels, 'column' | 'ignore'>,
): readonly SourceColumn[] {
  const ignored = [column, idColumnOf(source), ...ignore];
  return featuresAmong(source.columns, ignored);
}

const featureOf = (column: SourceColumn): string =>
  column.type === 'text' || column.type === 'json' ? textOf(column) : columnSql(column);
