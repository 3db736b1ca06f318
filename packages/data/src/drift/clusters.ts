import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Table } from '../source.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { identifier } from '../sql.ts';

/**
 * Clusters per row, in (0, 1]: rows of one cluster say little more than one row (research drift-check 1.4). Rows without
 * a cluster count alone.
 * @throws InputError when no source has the column
 */
export async function clusterShare(engine: SqlEngine, sources: readonly Table[], column: string): Promise<number> {
  const source = sources.find(({ columns }) => columns.some(({ name }) => name === column));
  if (!source) throw inputProblem({ where: 'cluster-column', what: `the data has no column ${quoted(column)}` });
  const name = identifier(column);
  const { rows, clusters } = await engine.row(
    `SELECT count(*) AS rows, count(DISTINCT ${name}) + count(*) FILTER (WHERE ${name} IS NULL) AS clusters FROM ${source.relation}`,
    source.name,
  );
  return Number(rows) === 0 ? 1 : Number(clusters) / Number(rows);
}
