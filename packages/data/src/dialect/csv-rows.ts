import { inputProblem, type Problem } from '@ml-actions/core/error';
import { firstInvalid } from '../utf8.ts';
import {
  AT_FIELD,
  AT_ROW,
  BLANK_LINE,
  CR,
  FIRST_EVENT,
  IN_PLAIN,
  IN_QUOTES,
  KIND_BITS,
  kindsOf,
  LF,
  LINE_IN_QUOTES,
  NEXT_FIELD,
  NUL_BYTE,
  OTHER,
  QUOTE_AFTER_SPACES,
  STEPS,
  STEPS_BEHIND_SPACES,
  TEXT_AFTER_QUOTE,
} from './csv-grammar.ts';
import { type PlainForm, passPlainRows } from './plain-rows.ts';
import type { Counter } from './second-reader.ts';

/** How every row of a file has to be. */
export interface RowForm {
  /** one character of ASCII */
  readonly delimiter: string;
  /** the first row names the columns */
  readonly header: boolean;
  /** fields of a row */
  readonly width: number;
  readonly blankLines: BlankLines;
  /** spaces before a value belong to none */
  readonly skipInitialSpace: boolean;
}

/** What a line without a byte is: damage between rows, nothing, or in a file of one column a row whose value is missing. */
export const BLANK_LINES = ['refuse', 'skip', 'missing'] as const;
export type BlankLines = (typeof BLANK_LINES)[number];

/** Bytes of a row that the engine reads at most (`max_line_size` of read_csv); beyond, its errors tell other stories. */
export const LONGEST_ROW = 2_000_000;

type Words = Omit<Problem, 'where'>;
type LineEnd = 'LF' | 'CRLF' | 'CR';

/** Damage inside of a row, by its event. */
const DAMAGE: Readonly<Record<number, Words>> = {
  [NUL_BYTE]: { what: 'there is a NUL byte', next: 'Check that the file is what its name says, and whole.' },
  [QUOTE_AFTER_SPACES]: {
    what: 'a value begins with spaces and a quote, which readers take for different values',
    next: 'Remove the spaces, or set `read: { csv: { skip_initial_space: true } }` in the contract where they belong to no value.',
  },
  [TEXT_AFTER_QUOTE]: {
    what: 'a quoted value goes on behind its closing quote',
    next: 'Write a quote inside of quotes twice, and nothing between a closing quote and the delimiter.',
  },
};

/**
 * Counts the rows of one CSV file without the engine, which passes over fields beyond the header and blank lines without a
 * word, and proves that each row has its number of fields. It keeps no row, however long one is.
 */
export class RowCounter implements Counter {
  /** of data, so far */
  rows = 0;
  /** lines between rows, so far */
  blankLines = 0;

  private readonly form: RowForm;
  private readonly place: (line: number) => string;
  private readonly delimiter: number;
  private readonly kinds: Uint8Array;
  private readonly steps: Uint8Array;
  /** every byte above it is like any other */
  private readonly highest: number;
  private state = AT_ROW;
  private isHeaderNext: boolean;
  private fields = 1;
  private line = 1;
  private rowLine = 1;
  private lineEnd: LineEnd | undefined;
  /** in quotes of the first row: the engine takes the first one that it meets for that of lines */
  private quotedEnd: LineEnd | undefined;
  /** bytes before the piece at hand, and before the row at hand */
  private passed = 0;
  private rowStart = 0;
  /** blank lines since the last row: behind all rows they are none */
  private blank = 0;

  /** @param place says where a line is, for messages */
  constructor(form: RowForm, place: (line: number) => string) {
    this.form = form;
    this.place = place;
    this.isHeaderNext = form.header;
    this.delimiter = form.delimiter.charCodeAt(0);
    this.kinds = kindsOf(form.delimiter);
    this.steps = form.skipInitialSpace ? STEPS_BEHIND_SPACES : STEPS;
    this.highest = this.kinds.findLastIndex((kind) => kind !== OTHER);
  }

  push(piece: Buffer): void {
    const invalid = firstInvalid(piece);
    this.read(invalid < 0 ? piece : piece.subarray(0, invalid));
    this.passed += piece.length;
    if (invalid >= 0) this.refuse({ what: 'the text is not valid UTF-8' });
  }

  end(): void {
    if (this.state === IN_QUOTES) this.refuse({ what: 'a quoted value is never closed' }, this.rowLine);
    this.proveLength(this.passed);
    if (this.state !== AT_ROW) this.endRow();
  }

  private read(bytes: Buffer): void {
    for (let [at, plain] = [0, 0]; at < bytes.length; at++) {
      if (at >= plain) [at, plain] = this.passPlain(bytes, at);
      at = this.pass(bytes, at);
      if (at === bytes.length) break;
      const step = this.state;
      at = this.lineOrDamage(step, bytes, at);
      this.state = step === LINE_IN_QUOTES ? IN_QUOTES : AT_ROW;
    }
  }

  /** How rows are alike, where one begins behind another and all spaces belong to values. */
  private plainForm(): PlainForm | undefined {
    const { state, blank, lineEnd, delimiter, form } = this;
    const isAtRow = state === AT_ROW && blank === 0 && !form.skipInitialSpace;
    return isAtRow && (lineEnd === 'LF' || lineEnd === 'CRLF') ? { delimiter, width: form.width, lineEnd } : undefined;
  }

  /** Returns where the machine goes on, and from where on it need not. */
  private passPlain(bytes: Buffer, from: number): [at: number, again: number] {
    const form = this.plainForm();
    if (form === undefined) return [from, from];
    const { rows, end, again } = passPlainRows(bytes, from, form);
    this.rows += rows;
    this.line += rows;
    this.rowLine = this.line;
    this.rowStart = this.passed + end;
    return [end, again];
  }

  /** Passes over bytes up to a line end or damage. Most of a file are bytes that change nothing: they cost a comparison. */
  private pass(bytes: Uint8Array, from: number): number {
    const { kinds, steps, highest } = this;
    let { state, fields } = this;
    let at = from;
    for (; at < bytes.length; at++) {
      if (state >= IN_PLAIN) while (at < bytes.length && (bytes[at] as number) > highest) at++;
      if (at === bytes.length) break;
      state = steps[(state << KIND_BITS) | (kinds[bytes[at] as number] as number)] as number;
      if (state < FIRST_EVENT) continue;
      if (state !== NEXT_FIELD) break;
      fields++;
      state = AT_FIELD;
    }
    this.state = state;
    this.fields = fields;
    return at;
  }

  /** Returns the last byte of the event. */
  private lineOrDamage(event: number, bytes: Uint8Array, at: number): number {
    const damage = event < NUL_BYTE ? undefined : DAMAGE[event];
    if (damage) this.refuse(damage);
    const end = bytes[at] === LF ? 'LF' : bytes[at + 1] === LF ? 'CRLF' : 'CR';
    if (event === LINE_IN_QUOTES && this.lineEnd === undefined) this.quotedEnd ??= bytes[at - 1] === CR ? 'CRLF' : 'LF';
    if (event !== LINE_IN_QUOTES) {
      if (event === BLANK_LINE) this.endBlank();
      else this.endRow();
      this.proveLineEnd(end);
      this.proveLength(this.passed + at);
      this.rowStart = this.passed + at + 1;
      this.rowLine = this.line + 1;
    }
    this.line++;
    return end === 'CRLF' ? at + 1 : at;
  }

  private endBlank(): void {
    if (this.line === 1) this.refuse({ what: 'the file begins with a blank line' });
    if (this.form.blankLines === 'missing') this.endRow();
    else this.blank++;
  }

  private endRow(): void {
    const { width, blankLines } = this.form;
    if (this.blank > 0 && blankLines === 'refuse') this.refuse(blankLine(width), this.rowLine - this.blank);
    if (this.fields !== width) this.refuse(otherWidth(this.fields, this.form), this.rowLine);
    if (this.isHeaderNext) this.isHeaderNext = false;
    else this.rows++;
    this.blankLines += this.blank;
    this.blank = 0;
    this.fields = 1;
  }

  private proveLength(end: number): void {
    const length = end - this.rowStart;
    if (length <= LONGEST_ROW) return;
    const got = { got: `${length} bytes`, expected: `at most ${LONGEST_ROW}` };
    this.refuse(
      { what: 'a row is longer than the reader accepts', ...got, next: 'Write the data as Parquet.' },
      this.rowLine,
    );
  }

  private proveLineEnd(end: LineEnd): void {
    if (this.lineEnd === undefined && this.quotedEnd !== undefined && this.quotedEnd !== end) {
      this.refuse({ ...OTHER_END_IN_QUOTES, got: this.quotedEnd, expected: end }, this.rowLine);
    }
    this.lineEnd ??= end;
    if (end === this.lineEnd) return;
    const next = 'Write one kind of line end, and put values with line ends into quotes.';
    this.refuse({ what: 'a line does not end as the first one does', got: end, expected: this.lineEnd, next });
  }

  private refuse(words: Words, line = this.line): never {
    throw inputProblem({ where: this.place(line), ...words });
  }
}

const OTHER_END_IN_QUOTES: Words = {
  what: 'a value of the first row holds a line end that is not the one that ends lines, which the engine takes for that',
  next: 'Take line ends out of the first row, or write the data as Parquet.',
};

const blankLine = (width: number): Words => ({
  what: 'a line between rows is blank',
  next: `Remove it, or set \`read: { csv: { blank_lines: skip } }\` in the contract${width === 1 ? ', or list "" under `null` where it is a missing value' : ''}.`,
});

const otherWidth = (fields: number, { width, header }: RowForm): Words => ({
  what: `a row has another number of columns than the ${header ? 'header' : 'contract'}`,
  got: `${fields} columns`,
  expected: `${width}`,
  ...(fields === width + 1 && { next: 'A delimiter at the end of a line is one field more.' }),
});
