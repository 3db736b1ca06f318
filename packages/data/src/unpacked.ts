import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from './source-files.ts';

/** Read at once: whole files are read, and the default of 64 KiB costs as much again as a look at the bytes. */
const MOST_AT_ONCE = 2 ** 20;
/** Beside the cost of a decompressor, reading so much in vain is nothing. */
const LEAST_AT_ONCE = 2 ** 16;

/**
 * The bytes of a file, decompressed as they are read: of gzip all members, of zstd all frames.
 * @param passed hears of bytes of the file itself that are read
 */
export function unpacked(
  path: string,
  compression: Compression,
  passed: (bytes: number) => void = () => {},
): AsyncIterable<Buffer> {
  if (compression === 'zstd') return frames(path, passed);
  const raw = chunks(path, 0, MOST_AT_ONCE, passed);
  return compression === 'none' ? raw : unpackedBy(createGunzip(), raw);
}

async function* chunks(
  path: string,
  start: number,
  highWaterMark: number,
  passed: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { start, highWaterMark })) {
    passed(chunk.length);
    yield chunk;
  }
}

/** Node's decompressor ends with the first frame. The next one is as long as the last one, or what is read is read again. */
async function* frames(path: string, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  let atOnce = MOST_AT_ONCE;
  for (let start = 0; start < size; ) {
    const frame = createZstdDecompress();
    let told = 0;
    const tell = (): void => {
      passed(frame.bytesWritten - told);
      told = frame.bytesWritten;
    };
    for await (const part of unpackedBy(frame, chunks(path, start, atOnce, tell))) yield part;
    tell();
    const length = frame.bytesWritten;
    if (length === 0) throw new Error('no frame');
    start += length;
    atOnce = Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, 2 * length));
  }
}

const unpackedBy = <T extends NodeJS.ReadWriteStream>(
  decompress: T,
  raw: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> => pipeline(Readable.from(raw), decompress, () => {}) as unknown as AsyncIterable<Buffer>; // an error reaches the reader of `decompress`
