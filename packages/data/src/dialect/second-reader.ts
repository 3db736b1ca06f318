import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { pieces } from '../pieces.ts';
import type { Compression, SourceFile } from '../source-files.ts';
import { unpacked } from '../unpacked.ts';

export interface CountedRows {
  readonly rows: number;
  /** between rows of CSV */
  readonly blankLines: number;
}

/** Reads one file from its first byte to its last, and keeps nothing but counts. */
export interface Counter extends CountedRows {
  /**
   * @param piece of the file, as `pieces` cuts it
   * @throws InputError for the first damage
   */
  push(piece: Buffer): void;
  /** @throws InputError where the file ends too early */
  end(): void;
}

/**
 * Reads every file to its end without the engine, and counts its rows.
 * @param where the input, for messages
 * @param counterOf one file; `place` says for messages where a line of it, or the file, is
 * @throws InputError as the counters, and for a compressed file that is damaged or not whole
 */
export async function countRows(
  files: readonly SourceFile[],
  compression: Compression,
  where: string,
  counterOf: (place: (line?: number) => string) => Counter,
): Promise<CountedRows> {
  let [rows, blankLines] = [0, 0];
  for (const { path, real } of files) {
    const place = (line?: number): string =>
      line === undefined ? `${where}, ${quoted(path)}` : `${where}, line ${line} of ${quoted(path)}`;
    const counter = counterOf(place);
    for await (const piece of pieces(readable(real, compression, place()))) counter.push(piece);
    counter.end();
    rows += counter.rows;
    blankLines += counter.blankLines;
  }
  return { rows, blankLines };
}

async function* readable(path: string, compression: Compression, where: string): AsyncGenerator<Buffer> {
  try {
    yield* unpacked(path, compression);
  } catch {
    const isPlain = compression === 'none';
    throw inputProblem({
      where,
      what: isPlain ? 'the file cannot be read to its end' : 'the compressed file is damaged or cut off',
    });
  }
}
