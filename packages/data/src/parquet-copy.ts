import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import type { Source } from './source.ts';
import type { Compression } from './source-files.ts';
import { literal } from './sql.ts';

/** Bytes of text in one byte of a file; text as it is compressed in practice, five to ten times. */
const EXPANSION: Readonly<Record<Compression, number>> = { none: 1, gzip: 10, zstd: 10 };

/** Bytes that are parsed in one scan, about. */
export const unpackedBytes = ({ bytes, compression }: Pick<Source, 'bytes' | 'compression'>): number =>
  bytes * EXPANSION[compression];

/** Of the free disk; the rest is for what the engine spills and for the job's other steps. */
const SHARE_OF_DISK = 0.5;

/**
 * Strings without a dictionary are written by their lengths, which is read twice as fast; a dictionary of few values lets
 * the engine judge each value once.
 */
const FORM = 'FORMAT parquet, COMPRESSION lz4, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000';

let made = 0;

/**
 * The source with its text parsed once, into a temporary Parquet file of the same texts in the same order, so that every
 * rule says of it what it says of the text. Where the disk has no room for it, or it fails, the source stays as it is:
 * whoever scans it then says what is wrong with the data. The file goes with the engine's scratch directory.
 */
export async function inParquet(engine: Engine, source: Source): Promise<Source> {
  if (source.stored === 'parquet' || !(await hasRoom(engine.scratch, source))) return source;
  const path = join(engine.scratch, `copy-${made++}.parquet`);
  try {
    await engine.rows(`COPY (SELECT * FROM ${source.relation}) TO ${literal(path)} (${FORM})`, source.name);
  } catch {
    await rm(path, { force: true });
    return source;
  }
  return { ...source, stored: 'parquet', relation: `read_parquet([${literal(path)}], hive_partitioning = false)` };
}

async function hasRoom(directory: string, source: Source): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return unpackedBytes(source) <= bavail * bsize * SHARE_OF_DISK;
}
