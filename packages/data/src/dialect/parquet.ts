import { open } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import type { SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';

/** First and last four bytes of every Parquet file (apache/parquet-format, "File format"). */
const MAGIC = 'PAR1';

/**
 * Column names and DuckDB types from the footers.
 * @throws InputError when a file is not Parquet or the files do not share one schema
 */
export async function readParquetColumns(engine: Engine, files: readonly SourceFile[], where: string) {
  for (const file of files) await checkMagic(file, where);
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${parquetRelation(files)}`, where);
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

export const parquetRelation = (files: readonly SourceFile[]): string =>
  `read_parquet([${files.map((file) => literal(file.real)).join(', ')}], hive_partitioning = false)`;

async function checkMagic(file: SourceFile, where: string): Promise<void> {
  const handle = await open(file.real);
  try {
    const { buffer } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (buffer.toString('latin1') === MAGIC) return;
  } finally {
    await handle.close();
  }
  throw inputProblem({ where, what: `${quoted(file.path)} is not a Parquet file` });
}
