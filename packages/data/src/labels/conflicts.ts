import type { Labels } from '../contract/labels.ts';
import type { Engine } from '../engine.ts';
import { type FailingRows, rowsBreaking } from '../failing/failing-rows.ts';
import { idColumnOf } from '../prediction-columns.ts';
import { columnOf } from '../profile/table.ts';
import type { Source, SourceColumn } from '../source.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';
import { labelText } from './class.ts';

/**
 * Rows whose features occur with another label too, of all rows with a label; exact. Features are all columns but the
 * label, ids and ignored ones; a missing feature equals a missing feature. Groups of one hash are suspects, and only
 * these are grouped by their values.
 *
 * @param hash of the features' SQL
 * @returns null when the table has no feature
 */
export async function conflictingRows(
  engine: Engine,
  source: Source,
  { column, ignore }: Pick<Labels, 'column' | 'ignore'>,
  hash: (values: readonly string[]) => string = (values) => `hash(${values.join(', ')})`,
): Promise<{ failing: number; of: number; rows: FailingRows } | null> {
  const features = featuresOf(source, { column, ignore }).map((each) => featureOf(each));
  if (features.length === 0) return null;
  const label = labelText(columnOf(source, column));
  const labelled = `${columnSql(columnOf(source, column))} IS NOT NULL`;
  const rows = `FROM ${source.relation} WHERE ${labelled}`;
  const suspects = `SELECT ${hash(features)} AS h ${rows} GROUP BY 1 HAVING count(DISTINCT ${label}) > 1`;
  const keys = features.map((feature, at) => `${feature} AS v${at}`).join(', ');
  const names = features.map((_, at) => `v${at}`).join(', ');
  const groups = `SELECT count(*) AS n FROM (SELECT ${keys}, ${label} AS y ${rows} AND ${hash(features)} IN (${suspects})) GROUP BY ${names} HAVING count(DISTINCT y) > 1`;
  const row = await engine.row(
    `SELECT (SELECT count(*) ${rows}) AS of, (SELECT coalesce(sum(n), 0) FROM (${groups})) AS failing`,
    source.name,
  );
  const group = `OVER (PARTITION BY ${features.join(', ')})`;
  const breaking = rowsBreaking(source, [column], {
    among: `${labelled} AND ${hash(features)} IN (${suspects})`,
    broken: `min(${label}) ${group} <> max(${label}) ${group}`,
    over: 'table',
  });
  return { failing: Number(row.failing), of: Number(row.of), rows: breaking };
}

/** The columns that a label is about. */
export function featuresOf(
  source: Source,
  { column, ignore }: Pick<Labels, 'column' | 'ignore'>,
): readonly SourceColumn[] {
  const ignored = [column, idColumnOf(source), ...ignore];
  return source.columns.filter(({ name }) => !ignored.includes(name));
}

const featureOf = (column: SourceColumn): string =>
  column.type === 'text' || column.type === 'json' ? textOf(column) : columnSql(column);
