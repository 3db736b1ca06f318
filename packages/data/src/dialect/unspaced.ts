import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fullDisk } from '@ml-actions/core/path/full-disk';
import type { Engine } from '../engine.ts';
import { pieces } from '../pieces.ts';
import type { FileKind, SourceFile } from '../source-files.ts';
import { unpacked } from '../unpacked.ts';
import {
  AT_FIELD,
  AT_ROW,
  FIRST_EVENT,
  IN_QUOTES,
  KIND_BITS,
  kindsOf,
  LINE_IN_QUOTES,
  NEXT_FIELD,
  STEPS_BEHIND_SPACES,
} from './csv-grammar.ts';

const SPACE = 0x20;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

let made = 0;

/**
 * Copies of CSV files, not compressed, without the spaces before values: of those the engine skips one before a quote and
 * no other. They go with its scratch directory.
 * @param files proven to be whole and without damage
 * @returns what to read in place of each file
 */
export async function unspaced(
  { scratch }: Pick<Engine, 'scratch'>,
  files: readonly SourceFile[],
  { compression }: FileKind,
  delimiter: string,
  where: string,
): Promise<ReadonlyMap<SourceFile, SourceFile>> {
  const copies = new Map<SourceFile, SourceFile>();
  for (const file of files) {
    const real = join(scratch, `unspaced-${made++}.csv`);
    const text = withoutSpaces(pieces(unpacked(file.real, compression)), delimiter);
    await pipeline(text, createWriteStream(real)).catch((error: unknown) => {
      throw fullDisk(error, where) ?? error;
    });
    copies.set(file, { ...file, real });
  }
  return copies;
}

async function* withoutSpaces(text: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<Buffer> {
  const kinds = kindsOf(delimiter);
  let place = AT_ROW;
  yield BYTE_ORDER_MARK; // the engine takes the first one for no text, and spaces may have stood before one that is
  for await (const piece of text) {
    const kept = Buffer.allocUnsafe(piece.length);
    let length = 0;
    for (const byte of piece) {
      const step = STEPS_BEHIND_SPACES[(place << KIND_BITS) | (kinds[byte] as number)] as number;
      place = step < FIRST_EVENT ? step : (PLACE_AFTER[step] ?? AT_ROW);
      if (byte !== SPACE || step >= FIRST_EVENT || (step !== AT_ROW && step !== AT_FIELD)) kept[length++] = byte;
    }
    yield kept.subarray(0, length);
  }
}

/** Behind every other event a row begins. */
const PLACE_AFTER: Readonly<Record<number, number>> = { [NEXT_FIELD]: AT_FIELD, [LINE_IN_QUOTES]: IN_QUOTES };
