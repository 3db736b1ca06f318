import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { ProgressOptions } from '../engine.ts';
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
 * @param where the input, for messages and for who is told how far it is
 * @param counterOf one file; `place` says for messages where a line of it, or the file, is
 * @throws InputError as the counters, and for a compressed file that is damaged or not whole
 */
export async function countRows(
  files: readonly SourceFile[],
  compression: Compression,
  where: string,
  counterOf: (place: (line?: number) => string) => Counter,
  progress?: ProgressOptions,
): Promise<CountedRows> {
  let [rows, blankLines] = [0, 0];
  const passed = told(files, where, progress);
  for (const { path, real } of files) {
    const place = (line?: number): string =>
      line === undefined ? `${where}, ${quoted(path)}` : `${where}, line ${line} of ${quoted(path)}`;
    const counter = counterOf(place);
    for await (const piece of pieces(readable(real, compression, place(), passed))) counter.push(piece);
    counter.end();
    rows += counter.rows;
    blankLines += counter.blankLines;
  }
  return { rows, blankLines };
}

/** What to call with the bytes of the files that are read; it tells the share of all no oftener than is wished. */
function told(files: readonly SourceFile[], where: string, progress?: ProgressOptions): (bytes: number) => void {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let [read, last] = [0, performance.now()];
  return (bytes) => {
    read += bytes;
    const now = performance.now();
    if (!progress || now - last < progress.every) return;
    last = now;
    progress.tell(`${where}, counting rows`, Math.min(WHOLE, Math.ceil((WHOLE * read) / all)));
  };
}

const WHOLE = 100;

async function* readable(
  path: string,
  compression: Compression,
  where: string,
  passed: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* unpacked(path, compression, passed);
  } catch {
    const isPlain = compression === 'none';
    throw inputProblem({
      where,
      what: isPlain ? 'the file cannot be read to its end' : 'the compressed file is damaged or cut off',
    });
  }
}
