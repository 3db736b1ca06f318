import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { InputError, inputProblem } from '../error.ts';
import { insideNew, quoted } from './inside.ts';

export interface UnzipLimits {
  /** entries in the archive, wanted or not */
  readonly entries: number;
  /** unpacked bytes of the wanted ones, all together */
  readonly bytes: number;
}

/** Unix file type bits in the upper half of the external attributes (APPNOTE 4.4.15, stat.h). */
const typeShift = 16;
const typeMask = 0o170000;
const regular = 0o100000;
const unknownType = 0;

/**
 * Unpacks files of an archive that others made into a directory of ours, and nothing outside it. Sizes are checked
 * before a file is unpacked, and held while it is; the central directory alone says what there is.
 *
 * @param wanted which names to unpack; the others are left where they are
 * @returns the unpacked names, relative to `into`
 * @throws InputError for an archive that is broken, too large, names a file twice or outside, or holds a link
 */
export async function unzip(
  archive: string,
  into: string,
  wanted: (name: string) => boolean,
  limits: UnzipLimits,
  where: string,
): Promise<readonly string[]> {
  const { openPromise } = await import('yauzl');
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true });
    return await unpack(zip, into, wanted, limits, where);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw inputProblem({ where, what: 'is not an archive that can be unpacked', got: told(error) });
  } finally {
    zip?.close();
  }
}

async function unpack(
  zip: ZipFile,
  into: string,
  wanted: (name: string) => boolean,
  limits: UnzipLimits,
  where: string,
): Promise<string[]> {
  if (zip.entryCount > limits.entries)
    throw inputProblem({ where, what: 'holds too many files', expected: `at most ${limits.entries}` });
  const names: string[] = [];
  let left = limits.bytes;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (name.endsWith('/') || !wanted(name)) continue;
    checkType(entry, where);
    if (names.includes(name)) throw inputProblem({ where, what: `holds ${quoted(name)} twice` });
    left -= entry.uncompressedSize;
    if (left < 0) throw inputProblem({ where, what: 'unpacks to too much', expected: `at most ${limits.bytes} bytes` });
    const file = await insideNew(into, name, where);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file, { flags: 'wx' }));
    names.push(name);
  }
  return names;
}

function checkType({ externalFileAttributes, fileName }: Entry, where: string): void {
  const type = (externalFileAttributes >>> typeShift) & typeMask;
  if (type === regular || type === unknownType) return;
  throw inputProblem({ where, what: `${quoted(fileName)} is a link or device` });
}

const mostTold = 200;
const told = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').slice(0, mostTold);
