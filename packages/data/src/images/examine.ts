import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@ml-actions/core/error';
import { type Files, placeOf } from '../block.ts';
import { insideOrLinked } from '../linked.ts';
import { type Header, type ImageFormat, type ReadAt, readHeader } from './header.ts';

/** What is known of a path: nothing of what is not there, is no file or lies outside; size alone of what is no image. */
export interface Examined extends Partial<Header> {
  readonly p: string;
  readonly bytes?: number;
  readonly format?: ImageFormat;
}

/** Enough for the header of nearly every image in one read. */
const HEAD_BYTES = 4_096;

/**
 * Looks at the header of one image.
 * @param root where `path` starts, absolute
 */
export async function examine(path: string, root: string, files: Files): Promise<Examined> {
  const real = await realPath(path, root, files);
  if (real === null) return { p: path };
  const seen = await withReader(real, async (read, size) => ({ bytes: size, ...(await readHeader(read)) })).catch(
    () => ({}),
  );
  return { p: path, ...seen };
}

/** Lets `look` read an open file of `size` bytes at any place. */
export async function withReader<T>(path: string, look: (read: ReadAt, size: number) => Promise<T>): Promise<T> {
  await using file = await open(path);
  const { size } = await file.stat();
  const head = await readFrom(file, 0, HEAD_BYTES);
  return await look(
    async (offset, length) =>
      offset + length <= head.length || head.length === size
        ? head.subarray(offset, offset + length)
        : readFrom(file, offset, Math.max(0, Math.min(length, size - offset))),
    size,
  );
}

/** SHA-256 of a file that `examine` found, hexadecimal. */
export async function digestOf(path: string, root: string, files: Files): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream((await realPath(path, root, files)) ?? path), hash);
  return hash.digest('hex');
}

/** Null for what is not there, is no file, or lies outside the workspace and the caches that links may lead into. */
async function realPath(path: string, root: string, files: Files): Promise<string | null> {
  try {
    const real = await insideOrLinked(placeOf(files), path.includes('\0') ? path : resolve(root, path), 'path');
    return (await stat(real)).isFile() ? real : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

async function readFrom(file: Handle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
