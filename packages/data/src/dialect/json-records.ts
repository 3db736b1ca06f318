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

  push(piece: Buffer): void {
    for (let at = 0; at < piece.length; at++)
      at = this.inString ? this.passString(piece, at) : this.passPlain(piece, at);
  }

  /** @throws InputError for text that ends inside of a record or of the array */
  end(): void {
    if (this.depth === 0 && !this.inString) return;
    throw inputProblem({
      where: this.place(),
      what: 'the text ends in the middle of its JSON: a bracket or a quote is not closed',
    });
  }

  /** Returns the last byte that it passed: a quote that opens a string, or the last of all. */
  private passPlain(bytes: Buffer, from: number): number {
    let { depth, rows } = this;
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte === BRACE && depth === this.recordDepth) rows++;
      if (byte === BRACE || byte === BRACKET) depth++;
      else if (byte === END_BRACE || byte === END_BRACKET) depth--;
    }
    this.depth = depth;
    this.rows = rows;
    this.inString = at < bytes.length;
    return at;
  }

  /** Returns the last byte that it passed: the quote that closes the string, or the last of all. */
  private passString(bytes: Buffer, from: number): number {
    let at = from;
    if (this.isEscaped) at++;
    this.isEscaped = false;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        this.inString = false;
        return at;
      }
    }
    this.isEscaped = at > bytes.length;
    return bytes.length;
  }
}
