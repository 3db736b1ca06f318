import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { Compression } from './source-files.ts';

/** Read at once: whole files are read, and the default of 64 KiB costs as much again as a look at the bytes. */
const highWaterMark = 2 ** 20;

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
  const raw = chunks(path, 0, passed);
  return compression === 'none' ? raw : unpackedBy(createGunzip(), raw);
}

async function* chunks(path: string, start: number, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { start, highWaterMark })) {
    passed(chunk.length);
    yield chunk;
  }
}

/** Frames that are whole in so many bytes of the file are read without a stream each, which costs a millisecond. */
const AHEAD = 2 ** 18;
/** Longer ones are read as a stream: a few bytes may stand for a disk full. */
const LONGEST_AT_ONCE = 2 ** 23;

async function* frames(path: string, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let start = 0; start < size; ) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(AHEAD), 0, AHEAD, start);
      const before = start;
      for (let at = 0, frame = wholeFrame(buffer.subarray(0, bytesRead)); frame; ) {
        yield frame.bytes;
        passed(frame.length);
        at += frame.length;
        start += frame.length;
        frame = wholeFrame(buffer.subarray(at, bytesRead));
      }
      if (start === before) start += yield* longFrame(path, start, passed);
    }
  } finally {
    await file.close();
  }
}

/** The first frame of bytes, and how many of them it takes; undefined where it is not whole, too long, or none. */
function wholeFrame(from: Buffer): { readonly bytes: Buffer; readonly length: number } | undefined {
  if (from.length === 0) return undefined;
  try {
    const options = { info: true, maxOutputLength: LONGEST_AT_ONCE };
    const { buffer, engine } = zstdDecompressSync(from, options) as unknown as Unpacked;
    return engine.bytesWritten === 0 ? undefined : { bytes: buffer, length: engine.bytesWritten };
  } catch {
    return undefined;
  }
}

/** What `info` makes of the answer (Node, "zlib"). */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Node's decompressor ends with the first frame. Returns the bytes that it takes. */
async function* longFrame(
  path: string,
  start: number,
  passed: (bytes: number) => void,
): AsyncGenerator<Buffer, number> {
  const frame = createZstdDecompress();
  let told = 0;
  const tell = (): void => {
    passed(frame.bytesWritten - told);
    told = frame.bytesWritten;
  };
  for await (const part of unpackedBy(frame, chunks(path, start, tell))) yield part;
  tell();
  if (frame.bytesWritten === 0) throw new Error('no frame');
  return frame.bytesWritten;
}

const unpackedBy = <T extends NodeJS.ReadWriteStream>(
  decompress: T,
  raw: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> => pipeline(Readable.from(raw), decompress, () => {}) as unknown as AsyncIterable<Buffer>; // an error reaches the reader of `decompress`
