import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { pieces } from '../pieces.ts';
import type { Compression, SourceFile } from '../source-files.ts';
import { unpacked } from '../unpacked.ts';
import { RowCounter, type RowForm } from './csv-rows.ts';

export interface CountedRows {
  readonly rows: number;
  readonly blankLines: number;
}

/**
 * Reads every file to its end without the engine, and counts its rows.
 * @param where the input, for messages
 * @throws InputError for the first row of the first file that is damaged, and for a compressed file that is
 */
export async function countRows(
  files: readonly SourceFile[],
  compression: Compression,
  form: RowForm,
  where: string,
): Promise<CountedRows> {
  let [rows, blankLines] = [0, 0];
  for (const { path, real } of files) {
    const counter = new RowCounter(form, (line) => `${where}, line ${line} of ${quoted(path)}`);
    for await (const piece of pieces(readable(real, compression, `${where}, ${quoted(path)}`))) counter.push(piece);
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
    const what =
      compression === 'none' ? 'the file cannot be read to its end' : 'the compressed file is damaged or cut off';
    throw inputProblem({ where, what });
  }
}
