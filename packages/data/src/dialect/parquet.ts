import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import type { SourceColumn, Stated } from '../source.ts';
import type { SourceFile } from '../source-files.ts';
import { identifier, literal } from '../sql.ts';
import { commonTypes, differing, NO_VALUES } from './one-schema.ts';
import { describe, type Footer, readFooters, relationOf, withoutEmpty } from './parquet-footer.ts';

/** First and last four bytes of every Parquet file (apache/parquet-format, "File format"). */
const MAGIC = 'PAR1';

/** How files of Parquet are read as one table. */
export interface ParquetTable {
  readonly columns: readonly SourceColumn[];
  /** the relation of some of the files */
  readonly of: (files: readonly SourceFile[]) => string;
}

/**
 * Columns from the footers: of the types that all files can be read as, and as each of them states them.
 * @throws InputError when a file is not Parquet or no schema has room for all of them (`commonTypes`)
 */
export async function openParquet(engine: Engine, files: readonly SourceFile[], where: string): Promise<ParquetTable> {
  for (const file of files) await checkMagic(file, where);
  const { footers, types } = await commonFooters(engine, files, where);
  const read = await describe(engine, relationOf(files.slice(0, 1)), where);
  const isAsFirst = read.every(({ name, type }) => [type, NO_VALUES].includes(types.get(name) ?? ''));
  const before = isAsFirst ? [] : [await emptyFile(engine, types, where)];
  const columns = isAsFirst ? read : await describe(engine, relationOf(before), where);
  return {
    columns: columns.map((column) => ({ ...column, stated: statedIn(column.name, footers) })),
    of: (some) => relationOf([...before, ...some]),
  };
}

/** The footers and the types of their columns; where the stated types clash, those of columns with values decide. */
async function commonFooters(engine: Engine, files: readonly SourceFile[], where: string) {
  let footers: readonly Footer[] = await readFooters(engine, files, where);
  const types = commonTypes(footers, where);
  for (const [name, type] of types) {
    if (type !== undefined) continue;
    footers = await withoutEmpty(engine, footers, name, where);
    const found = commonTypes(footers, where).get(name);
    if (found === undefined) throw differing(name, footers, where);
    types.set(name, found);
  }
  return { footers, types };
}

function statedIn(name: string, footers: readonly Footer[]): Stated {
  const own = footers.flatMap(({ columns }) => columns.get(name) ?? []);
  const all = [...new Set(own.flatMap((each) => each.types))].sort(); // names of files change nothing
  const types = all.length > 1 ? all.filter((each) => each !== NO_VALUES) : all;
  return { types, nullable: own.some(({ nullable }) => nullable) };
}

let made = 0;

/**
 * The engine reads all files as the first one: it leaves out columns that only a later one has, and casts its values. So a
 * file without rows goes before those of which the first has no room for the others.
 */
async function emptyFile(
  engine: Engine,
  types: ReadonlyMap<string, string | undefined>,
  where: string,
): Promise<SourceFile> {
  const real = join(engine.scratch, `schema-${made++}.parquet`);
  const columns = [...types].map(([name, type]) => {
    return `CAST(NULL AS ${type === NO_VALUES ? 'INTEGER' : type}) AS ${identifier(name)}`;
  });
  await engine.rows(`COPY (SELECT ${columns.join(', ')} LIMIT 0) TO ${literal(real)} (FORMAT parquet)`, where);
  return { path: real, real, bytes: 0 };
}

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
