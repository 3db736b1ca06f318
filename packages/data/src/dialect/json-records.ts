import { inputProblem } from '@ml-actions/core/error';
import type { JsonLayout } from './json.ts';
import type { Counter } from './second-reader.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const END_BRACE = 0x7d;
const END_BRACKET = 0x5d;

/** Objects of lines are not inside of anything, those of an array are inside of it. */
const DEPTH: Readonly<Record<JsonLayout, number>> = { newline_delimited: 0, array: 1 };

/** Counts the records of one JSON file without the engine, which takes compressed text that is cut off for all of it. */
export class RecordCounter implements Counter {
  rows = 0;
  readonly blankLines = 0;

  private readonly recordDepth: number;
  private readonly place: (line?: number) => string;
  private depth = 0;
  private inString = false;
  private isEscaped = false;

  constructor(layout: JsonLayout, place: (line?: number) => string) {
    this.recordDepth = DEPTH[layout];
    this.place = place;
  }

  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at++) at = this.inString ? this.passString(piece, at) : this.passOne(piece, at);
  }

  /** @throws InputError for text that ends inside of a record or of the array */
  end(): void {
    if (this.depth === 0 && !this.inString) return;
    throw inputProblem({
      where: this.place(),
      what: 'the text ends in the middle of its JSON: a bracket or a quote is not closed',
    });
  }

  private passOne(bytes: Uint8Array, at: number): number {
    const byte = bytes[at];
    if (byte === QUOTE) this.inString = true;
    else if (byte === BRACE) {
      if (this.depth === this.recordDepth) this.rows++;
      this.depth++;
    } else if (byte === BRACKET) this.depth++;
    else if (byte === END_BRACE || byte === END_BRACKET) this.depth--;
    return at;
  }

  /** Returns the last byte that it passed. */
  private passString(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) {
        this.inString = false;
        return at;
      }
    }
    return bytes.length;
  }
}
