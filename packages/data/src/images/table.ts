import { open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileDigest } from '@ml-actions/core/json/digest';
import type { Engine } from '../engine.ts';
import type { SourceColumn } from '../source.ts';
import type { SourceFile } from '../source-files.ts';
import { literal } from '../sql.ts';
import { isComplete } from './complete.ts';
import { withReader } from './examine.ts';
import { formatByName } from './extension.ts';
import { type Header, type ImageFormat, readHeader } from './header.ts';

/** One image as a row. */
interface ImageRow extends Partial<Header> {
  /** below the folder that was named; from the workspace where several folders have the same name in them */
  readonly path: string;
  /** the folder directly below the one that was named, as torchvision's ImageFolder and Keras take it for the class */
  readonly label: string | null;
  /** of the header, whatever the name says */
  readonly format?: ImageFormat;
  readonly bytes: number;
  readonly sha256: string;
  /** the header is that of a known format; the two below are not asked of what is not */
  readonly readable: boolean;
  readonly complete?: boolean;
  readonly extension_matches?: boolean;
}

/** The engine's types of the columns; no other column is there, and none is missing. */
const TYPES: Readonly<Record<keyof ImageRow, string>> = {
  path: 'VARCHAR',
  label: 'VARCHAR',
  format: 'VARCHAR',
  width: 'BIGINT',
  height: 'BIGINT',
  channels: 'BIGINT',
  bytes: 'BIGINT',
  sha256: 'VARCHAR',
  readable: 'BOOLEAN',
  complete: 'BOOLEAN',
  extension_matches: 'BOOLEAN',
};

/** The column that names an image and says nothing about it. */
export const IMAGE_NAME = 'path';

export const IMAGE_COLUMNS: readonly SourceColumn[] = Object.entries(TYPES).map(([name, type]) => ({ name, type }));

/** Files looked at side by side: more does not help a disk, and file handles are few. */
const AT_ONCE = 16;

let made = 0;

export interface ImageTable {
  /** with their digests */
  readonly files: readonly SourceFile[];
  readonly of: (files: readonly SourceFile[]) => string;
}

/**
 * Images as a table of one row each, in the order of the files: a Parquet file in the engine's own directory, which is
 * read as any other. Every file is read once, for its digest.
 */
export async function imageTable(engine: Engine, files: readonly SourceFile[], where: string): Promise<ImageTable> {
  const name = join(engine.scratch, `images-${made++}`);
  const names = namesOf(files);
  const digested: SourceFile[] = [];
  {
    await using lines = await open(`${name}.jsonl`, 'w');
    for (let at = 0; at < files.length; at += AT_ONCE) {
      const piece = files.slice(at, at + AT_ONCE);
      const rows = await Promise.all(piece.map((file, nth) => rowOf(file, names[at + nth] ?? file.path)));
      digested.push(...piece.map((file, nth) => ({ ...file, sha256: rows[nth]?.sha256 ?? '' })));
      await lines.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
  }
  const struct = Object.entries(TYPES).map(([column, type]) => `${column}: '${type}'`);
  const reader = `read_json([${literal(`${name}.jsonl`)}], format = 'newline_delimited', columns = {${struct.join(', ')}})`;
  await engine.rows(`COPY (SELECT * FROM ${reader}) TO ${literal(`${name}.parquet`)} (FORMAT parquet)`, where);
  await rm(`${name}.jsonl`);
  const all = `read_parquet([${literal(`${name}.parquet`)}], hive_partitioning = false)`;
  const nameOf = new Map(files.map(({ path }, at) => [path, names[at] ?? path]));
  const of = (some: readonly SourceFile[]): string => {
    if (some.length === files.length) return all;
    return `(SELECT * FROM ${all} WHERE path IN (${some.map(({ path }) => literal(nameOf.get(path) ?? path)).join(', ')}))`;
  };
  return { files: digested, of };
}

const belowOf = ({ below, path }: SourceFile): string => below ?? basename(path);

function namesOf(files: readonly SourceFile[]): readonly string[] {
  const names = files.map(belowOf);
  return new Set(names).size === names.length ? names : files.map(({ path }) => path);
}

async function rowOf(file: SourceFile, path: string): Promise<ImageRow> {
  const { size, sha256 } = await fileDigest(file.real);
  const [folder, ...rest] = belowOf(file).split('/');
  const label = rest.length > 0 ? (folder ?? null) : null;
  const known = { path, label, bytes: size, sha256 };
  return withReader(file.real, async (read) => {
    const header = await readHeader(read).catch(nothingReadable);
    if (!header) return { ...known, readable: false };
    const complete = await isComplete(header.format, read, size);
    return {
      ...known,
      ...header,
      readable: true,
      complete,
      extension_matches: formatByName(file.path) === header.format,
    };
  });
}

/** A header that points behind the end of its file is none. */
function nothingReadable(error: unknown): null {
  if (error instanceof RangeError) return null;
  throw error;
}
