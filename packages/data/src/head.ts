import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Compression, SourceFile } from './source-files.ts';
import { unpacked } from './unpacked.ts';

/** Enough for a header of thousands of columns and a few hundred rows behind it. */
const HEAD_BYTES = 256 * 1024;

export interface Head {
  readonly text: string;
  /** the whole file is in `text` */
  readonly whole: boolean;
}

/**
 * The first 256 KiB of a text file, or `most` bytes, decompressed, without byte-order mark.
 * @throws InputError when it is not UTF-8 text or the compression is damaged
 */
export async function readHead(
  file: SourceFile,
  compression: Compression,
  where: string,
  most = HEAD_BYTES,
): Promise<Head> {
  const { bytes, whole } = await firstBytes(file, compression, where, most);
  try {
    if (bytes.includes(0)) throw new TypeError('NUL');
    // `stream` keeps a character that the cut splits from counting as damage
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole }), whole };
  } catch {
    throw inputProblem({
      where,
      what: `${quoted(file.path)} is not UTF-8 text`,
      next: 'Check that the file is what its name says, and convert other encodings to UTF-8.',
    });
  }
}

async function firstBytes(file: SourceFile, compression: Compression, where: string, most: number) {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of unpacked(file.real, compression)) {
      parts.push(part);
      size += part.length;
      if (size >= most) break;
    }
  } catch {
    throw inputProblem({
      where,
      what: `${quoted(file.path)} cannot be read`,
      expected: compression === 'none' ? 'a readable file' : `${compression} data`,
    });
  }
  return { bytes: Buffer.concat(parts).subarray(0, most), whole: size < most };
}
