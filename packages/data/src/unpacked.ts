import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from './source-files.ts';

/** Read at once: whole files are read, and the default of 64 KiB costs as much again as a look at the bytes. */
const highWaterMark = 2 ** 20;

/** The bytes of a file, decompressed as they are read: of gzip all members, of zstd all frames. */
export function unpacked(path: string, compression: Compression): AsyncIterable<Buffer> {
  if (compression === 'zstd') return frames(path);
  const raw = createReadStream(path, { highWaterMark });
  return compression === 'none' ? raw : unpackedBy(createGunzip(), raw);
}

/** Node's decompressor ends with the first frame. */
async function* frames(path: string): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  for (let start = 0; start < size; ) {
    const frame = createZstdDecompress();
    yield* unpackedBy(frame, createReadStream(path, { start, highWaterMark }));
    if (frame.bytesWritten === 0) throw new Error('no frame');
    start += frame.bytesWritten;
  }
}

const unpackedBy = <T extends NodeJS.ReadWriteStream>(
  decompress: T,
  raw: NodeJS.ReadableStream,
): AsyncIterable<Buffer> => pipeline(raw, decompress, () => {}) as unknown as AsyncIterable<Buffer>; // an error reaches the reader of `decompress`
