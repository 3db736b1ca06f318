import { type InputError, inputProblem } from '@ml-actions/core/error';
import { type CsvDialect, type CsvOptions, csvRelation, readCsvHeader } from './dialect/csv.ts';
import { RowCounter } from './dialect/csv-rows.ts';
import { jsonRelation, readJsonColumns, readJsonLayout } from './dialect/json.ts';
import { RecordCounter } from './dialect/json-records.ts';
import { openParquet } from './dialect/parquet.ts';
import { type CountedRows, countRows } from './dialect/second-reader.ts';
import { unspaced } from './dialect/unspaced.ts';
import type { Engine } from './engine.ts';
import { IMAGE_COLUMNS, imageTable } from './images/table.ts';
import type { Place } from './linked.ts';
import type { FetchedFile } from './remote/fetch-remote.ts';
import { type Compression, type FileKind, type Format, findFiles, kindOf, type SourceFile } from './source-files.ts';
import type { LogicalType } from './typing.ts';

export interface SourceSpec extends Place {
  /** how messages and results call it: the split's name, or the input's */
  readonly name: string;
  /** paths and globs, relative to `root`, the workspace */
  readonly paths: readonly string[];
  readonly csv?: CsvOptions;
  /** remote objects that are here already; a path that is a URI names one of them */
  readonly fetched?: readonly FetchedFile[];
  /** accept a source without a single row */
  readonly allowEmpty?: boolean;
}

/** Types whose values are written in several ways: 1 and 01, TRUE and true, one instant in two zones; and text, which is not. */
export const MEANINGS = ['integer', 'number', 'boolean', 'timestamp', 'string'] as const;
export type Means = (typeof MEANINGS)[number];

export interface SourceColumn {
  readonly name: string;
  /** `text` in CSV, `json` in JSON, else the engine's type of the Parquet file's or the warehouse's column */
  readonly type: string;
  /** what a schema states of it; files and warehouses without one say nothing */
  readonly stated?: Stated;
  /** SQL of its values in the relation, where that is not its name */
  readonly sql?: string;
  /** of text and JSON: the contract's type, where it decides which texts are equal */
  readonly means?: Means;
  /** of text: SQL of what the engine's lax cast to the contract's type makes of it, where the relation has that already */
  readonly lax?: string;
  /** of JSON that paths lead into: the keys of each object on their way, by its path, where they were asked for */
  readonly keys?: ReadonlyMap<string, readonly string[]>;
  /** it is a field below another column */
  readonly isBelow?: true;
  /** it stands for columns that were left behind in a shard: the hash over them */
  readonly isSample?: true;
  /** SQL of its values of a type, NULL where they are not written as that, where the relation has them already */
  readonly value?: { readonly type: LogicalType; readonly sql: string };
}

/** How a column is stored. */
export interface Stated {
  /** the engine's types of it; several where files differ */
  readonly types: readonly string[];
  /** whether values may be missing, where the schema says so */
  readonly nullable?: boolean;
}

/** What checks scan, whichever engine holds it. */
export interface Table {
  readonly name: string;
  readonly format: Format | 'trino';
  /** how scans find the values: `text` is parsed whole with each of them, `parquet` holds each column by itself */
  readonly stored: 'text' | 'parquet' | 'warehouse';
  readonly columns: readonly SourceColumn[];
  /** goes after FROM */
  readonly relation: string;
  /** where the relation is a part of a table: the whole of it, and the predicate of its rows */
  readonly whole?: { readonly relation: string; readonly where: string };
  /** where it stands for data that is elsewhere: all columns that are there */
  readonly columnsThere?: readonly string[];
}

/** A table of files: what checks, blocks, profiles and fingerprints read. */
export interface Source extends Table {
  /** the paths and globs that name its files, relative to the workspace */
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
  readonly format: Format;
  readonly compression: Compression;
  /** how CSV is read; print it when `from` is `found` */
  readonly dialect: CsvDialect | null;
  /** text, read by us without the engine: every row of CSV is proven to have the width of the header */
  readonly counted?: CountedRows;
  readonly stored: 'text' | 'parquet';
  /** the relation of one of the files; without it nobody can tell which row of which file a row is */
  readonly relationOf?: (file: SourceFile) => string;
  readonly bytes: number;
}

/**
 * Finds the files, proves that they are what their names say, and reads their columns: text to its end, of Parquet the
 * footer.
 * @throws InputError with one clear fact: missing, empty, outside the workspace, mixed, not text, no header, no rows
 */
export async function openSource(engine: Engine, spec: SourceSpec): Promise<Source> {
  const files = await findFiles(spec, spec.paths, spec.name, spec.fetched);
  const kind = kindOf(files, spec.name);
  const { of, ...read } = await readers[kind.format](engine, files, kind, spec);
  const source: Source = {
    name: spec.name,
    paths: spec.paths,
    files,
    format: kind.format,
    compression: kind.compression,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    stored: hasTypes(kind) ? 'parquet' : 'text',
    ...read,
    relation: of(files),
    relationOf: (file) => of([file]),
  };
  if (!spec.allowEmpty) await refuseEmpty(engine, source);
  return source;
}

type Reader = (
  engine: Engine,
  files: readonly SourceFile[],
  kind: FileKind,
  spec: SourceSpec,
) => Promise<
  Pick<Source, 'columns' | 'dialect'> &
    Partial<Pick<Source, 'files' | 'counted'>> & { readonly of: (files: readonly SourceFile[]) => string }
>;

/** Whether the columns have types that no value can break. */
export const hasTypes = ({ format }: Pick<Table, 'format'>): boolean => format === 'parquet' || format === 'images';

const readers: Readonly<Record<Format, Reader>> = {
  async csv(engine, files, kind, { csv, name }) {
    const { columns, dialect } = await readCsvHeader(files, kind, csv ?? {}, name);
    const form = { ...dialect, width: columns.length };
    const counted = await countRows(
      files,
      kind.compression,
      name,
      (place) => new RowCounter(form, place),
      engine.progress,
    );
    const copies = dialect.skipInitialSpace && (await unspaced(engine, files, kind, dialect.delimiter, name));
    return {
      counted,
      columns: columns.map((column) => ({ name: column, type: 'text' })),
      dialect,
      of: (some) =>
        copies
          ? csvRelation(
              some.map((file) => copies.get(file) ?? file),
              { compression: 'none' },
              columns,
              dialect,
            )
          : csvRelation(some, kind, columns, dialect),
    };
  },
  async json(engine, files, kind, { name }) {
    const layout = await readJsonLayout(files, kind, name);
    const counted = await countRows(
      files,
      kind.compression,
      name,
      (place) => new RecordCounter(layout, place),
      engine.progress,
    );
    const columns = await readJsonColumns(engine, files, kind, layout, name);
    return {
      counted,
      columns: columns.map((column) => ({ name: column, type: 'json' })),
      dialect: null,
      of: (some) => jsonRelation(some, kind, columns, layout),
    };
  },
  async parquet(engine, files, _kind, { name }) {
    return { ...(await openParquet(engine, files, name)), dialect: null };
  },
  async images(engine, files, _kind, { name }) {
    return { columns: IMAGE_COLUMNS, dialect: null, ...(await imageTable(engine, files, name)) };
  },
};

async function refuseEmpty(engine: Engine, source: Source): Promise<void> {
  const empty =
    source.columns.length === 0 ||
    (await engine.rows(`SELECT 1 FROM ${source.relation} LIMIT 1`, source.name)).length === 0;
  if (empty) throw emptyProblem(source);
}

export const emptyProblem = ({ name, files }: Pick<Source, 'name' | 'files'>): InputError =>
  inputProblem({ where: name, what: 'the data holds no row', got: `${files.length} file(s), 0 rows` });
