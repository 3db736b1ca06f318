import type { Engine } from '../engine.ts';
import type { Stated } from '../source.ts';
import type { SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';
import { type FileColumns, NO_VALUES } from './one-schema.ts';

/** What files with the same footer state of their columns. */
export interface Footer extends FileColumns {
  readonly files: readonly SourceFile[];
  readonly columns: ReadonlyMap<string, Stated>;
}

/** What a footer says of a field that decides how it is read. */
const FIELD_FACTS = [
  'name', 'type', 'duckdb_type', 'converted_type', 'logical_type', 'scale', 'precision', 'repetition_type', 'num_children',
]; // biome-ignore format: one glance

/** The logical type that other writers give to a column without any value (apache/parquet-format, LogicalTypes). */
const NULL_TYPE = /^(Null|Unknown)Type\(/;

const listed = (files: readonly SourceFile[]): string => `[${files.map(({ real }) => literal(real)).join(', ')}]`;

export const relationOf = (files: readonly SourceFile[]): string =>
  `read_parquet(${listed(files)}, hive_partitioning = false)`;

/** Names and the engine's types. */
export async function describe(engine: Engine, relation: string, where: string) {
  const rows = await engine.rows(`DESCRIBE SELECT * FROM ${relation}`, where);
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

/** The footers that are different, in the order of the files. */
export async function readFooters(engine: Engine, files: readonly SourceFile[], where: string): Promise<Footer[]> {
  const fields = `list((${FIELD_FACTS.join(', ')}) ORDER BY column_id)`;
  const schemas = `SELECT file_name, ${fields} AS fields FROM parquet_schema(${listed(files)}) GROUP BY file_name`;
  const rows = await engine.rows(`SELECT list(file_name) AS names FROM (${schemas}) GROUP BY fields`, where);
  const groups = rows.map(({ names }) => {
    const own = new Set((names as readonly unknown[]).map(String));
    return files.filter(({ real }) => own.has(real));
  });
  groups.sort(([a], [b]) => (a && b ? files.indexOf(a) - files.indexOf(b) : 0));
  const footers: Footer[] = [];
  for (const group of groups) footers.push(await footerOf(engine, group, where));
  return footers;
}

/** The columns are the children of the root, which stands first; each field is followed by its own children. */
async function footerOf(engine: Engine, files: readonly SourceFile[], where: string): Promise<Footer> {
  const one = files.slice(0, 1);
  const select = 'SELECT name, repetition_type, num_children, logical_type';
  const [, ...fields] = await engine.rows(`${select} FROM parquet_schema(${listed(one)}) ORDER BY column_id`, where);
  const nullable = new Map<string, boolean>();
  const empty = new Set<string>();
  let inside = 0;
  for (const { name, repetition_type: repetition, num_children: children, logical_type: logical } of fields) {
    if (inside === 0) nullable.set(String(name), repetition !== 'REQUIRED');
    if (inside === 0 && NULL_TYPE.test(String(logical))) empty.add(String(name));
    inside += Number(children ?? 0) - (inside > 0 ? 1 : 0);
  }
  const all = await describe(engine, relationOf(one), where);
  const types = all.map(({ name, type }) => [name, empty.has(name) ? NO_VALUES : type] as const);
  return {
    path: one[0]?.path ?? '',
    files,
    types: new Map(types),
    columns: new Map(types.map(([name, type]) => [name, { types: [type], nullable: nullable.get(name) ?? true }])),
  };
}

/** The footers, where a column without any value, as the rows and statistics of all its files have it, is stated as such. */
export async function withoutEmpty(
  engine: Engine,
  footers: readonly Footer[],
  name: string,
  where: string,
): Promise<Footer[]> {
  const files = footers.flatMap((footer) => footer.files);
  const isEmpty = 'bool_and(coalesce(stats_null_count = num_values, false))';
  const rows = await engine.rows(
    `SELECT file_name FROM parquet_file_metadata(${listed(files)}) WHERE num_rows = 0
     UNION ALL SELECT file_name FROM parquet_metadata(${listed(files)}) WHERE path_in_schema = ${literal(name)} GROUP BY file_name HAVING ${isEmpty}`,
    where,
  );
  const empty = new Set(rows.map((row) => String(row.file_name)));
  return footers.map((footer) => {
    const own = footer.columns.get(name);
    if (!own || !footer.files.every(({ real }) => empty.has(real))) return footer;
    return {
      ...footer,
      types: new Map(footer.types).set(name, NO_VALUES),
      columns: new Map(footer.columns).set(name, { ...own, types: [NO_VALUES] }),
    };
  });
}
