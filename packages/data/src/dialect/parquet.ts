import { open } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import type { SourceColumn, Stated } from '../source.ts';
import type { SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';
import { type FileColumns, NO_VALUES, requireOneSchema } from './one-schema.ts';

/** First and last four bytes of every Parquet file (apache/parquet-format, "File format"). */
const MAGIC = 'PAR1';

/**
 * Column names and DuckDB types from the footers: as the first file has them, which the others are read as, and as each
 * of them states them.
 * @throws InputError when a file is not Parquet or the files do not share one schema (`requireOneSchema`)
 */
export async function readParquetColumns(
  engine: Engine,
  files: readonly SourceFile[],
  where: string,
): Promise<readonly SourceColumn[]> {
  for (const file of files) await checkMagic(file, where);
  const stated: StatedIn[] = [];
  for (const file of await filesByFooter(engine, files, where)) stated.push(await statedIn(engine, file, where));
  const [first] = files;
  if (!first) throw new Error('no file');
  const columns = await describe(engine, parquetRelation([first]), where);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  requireOneSchema({ path: first.path, types }, stated, where);
  return columns.map(({ name, type }) => {
    const own = stated.flatMap((each) => each.columns.get(name) ?? []);
    const all = [...new Set(own.flatMap((each) => each.types))].sort(); // names of files change nothing
    const types = all.length > 1 ? all.filter((each) => each !== NO_VALUES) : all;
    return { name, type, stated: { types, nullable: own.some(({ nullable }) => nullable) } };
  });
}

async function describe(engine: Engine, relation: string, where: string) {
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${relation}`, where);
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

const footer = (paths: readonly string[]): string => `parquet_schema([${paths.map(literal).join(', ')}])`;

/** What a footer says of a field that decides how it is read. */
const FIELD_FACTS = [
  'name', 'type', 'duckdb_type', 'converted_type', 'logical_type', 'scale', 'precision', 'repetition_type', 'num_children',
]; // biome-ignore format: one glance

/** The logical type that other writers give to a column without any value (apache/parquet-format, LogicalTypes). */
const NULL_TYPE = /^(Null|Unknown)Type\(/;

/** What a file states of its columns. */
interface StatedIn extends FileColumns {
  readonly columns: ReadonlyMap<string, Stated>;
}

/** One file for each schema that a footer states. */
async function filesByFooter(engine: Engine, files: readonly SourceFile[], where: string): Promise<SourceFile[]> {
  const fields = `(${FIELD_FACTS.join(', ')})`;
  const schemas = `SELECT file_name, list(${fields} ORDER BY column_id) AS fields FROM ${footer(files.map(({ real }) => real))} GROUP BY file_name`;
  const rows = await engine.rows(
    `SELECT min(file_name) AS file FROM (${schemas}) GROUP BY fields ORDER BY file`,
    where,
  );
  return rows.map((row) => {
    const file = files.find(({ real }) => real === row.file);
    if (!file) throw new Error('a footer of no file');
    return file;
  });
}

/** The columns of one file: the children of the root, which stands first; each field is followed by its own children. */
async function statedIn(engine: Engine, file: SourceFile, where: string): Promise<StatedIn> {
  const select = 'SELECT name, repetition_type, num_children, logical_type';
  const [, ...fields] = await engine.rows(`${select} FROM ${footer([file.real])} ORDER BY column_id`, where);
  const nullable = new Map<string, boolean>();
  const empty = new Set<string>();
  let inside = 0;
  for (const { name, repetition_type: repetition, num_children: children, logical_type: logical } of fields) {
    if (inside === 0) nullable.set(String(name), repetition !== 'REQUIRED');
    if (inside === 0 && NULL_TYPE.test(String(logical))) empty.add(String(name));
    inside += Number(children ?? 0) - (inside > 0 ? 1 : 0);
  }
  const all = await describe(engine, parquetRelation([file]), where);
  const described = all.map(({ name, type }) => ({ name, type: empty.has(name) ? NO_VALUES : type }));
  return {
    path: file.path,
    types: new Map(described.map(({ name, type }) => [name, type])),
    columns: new Map(
      described.map(({ name, type }) => [name, { types: [type], nullable: nullable.get(name) ?? true }]),
    ),
  };
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
