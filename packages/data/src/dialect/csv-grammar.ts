/**
 * The grammar of CSV (RFC 4180, with any delimiter and line end) as a machine over bytes. Where quotes stand decides which
 * line ends end a row, so whoever counts rows must know them; nothing else of a value matters.
 */

/** Where the next byte stands. */
export const AT_ROW = 0;
export const AT_FIELD = 1;
const IN_SPACES = 2;
const AFTER_QUOTE = 3;
/** From here on, other bytes change nothing. */
export const IN_PLAIN = 4;
export const IN_QUOTES = 5;
const PLACES = 6;

/** What happens instead of a step to another place. */
export const FIRST_EVENT = 8;
export const NEXT_FIELD = 8;
export const END_OF_ROW = 9;
export const BLANK_LINE = 10;
export const LINE_IN_QUOTES = 11;
export const NUL_BYTE = 12;
export const QUOTE_AFTER_SPACES = 13;
export const TEXT_AFTER_QUOTE = 14;

/** Kinds of bytes, the columns of the table below. */
export const OTHER = 0;
const SPACE = 1;
const DELIMITER = 2;
const QUOTE = 3;
const CARRIAGE_RETURN = 4;
const LINE_FEED = 5;
const NUL = 6;

/** Kinds fit into so many bits of an index of STEPS. */
export const KIND_BITS = 3;

/** The next place, or an event, by place and kind of byte. */
export const STEPS = new Uint8Array(PLACES << KIND_BITS);
const from = (place: number, ofKinds: readonly number[], steps = STEPS): void => steps.set(ofKinds, place << KIND_BITS);
from(AT_ROW, [IN_PLAIN, IN_SPACES, NEXT_FIELD, IN_QUOTES, BLANK_LINE, BLANK_LINE, NUL_BYTE]);
from(AT_FIELD, [IN_PLAIN, IN_SPACES, NEXT_FIELD, IN_QUOTES, END_OF_ROW, END_OF_ROW, NUL_BYTE]);
from(IN_SPACES, [IN_PLAIN, IN_SPACES, NEXT_FIELD, QUOTE_AFTER_SPACES, END_OF_ROW, END_OF_ROW, NUL_BYTE]);
from(IN_PLAIN, [IN_PLAIN, IN_PLAIN, NEXT_FIELD, IN_PLAIN, END_OF_ROW, END_OF_ROW, NUL_BYTE]);
from(IN_QUOTES, [IN_QUOTES, IN_QUOTES, IN_QUOTES, AFTER_QUOTE, IN_QUOTES, LINE_IN_QUOTES, NUL_BYTE]);
from(AFTER_QUOTE, [TEXT_AFTER_QUOTE, TEXT_AFTER_QUOTE, NEXT_FIELD, IN_QUOTES, END_OF_ROW, END_OF_ROW, NUL_BYTE]);

/** The same where spaces before a value belong to none. */
export const STEPS_BEHIND_SPACES = STEPS.slice();
from(AT_ROW, [IN_PLAIN, AT_ROW], STEPS_BEHIND_SPACES);
from(AT_FIELD, [IN_PLAIN, AT_FIELD], STEPS_BEHIND_SPACES);

export const CR = 0x0d;
export const LF = 0x0a;

/** The kind of each byte. */
export function kindsOf(delimiter: string): Uint8Array {
  const kinds = new Uint8Array(256).fill(OTHER);
  kinds[0] = NUL;
  kinds[LF] = LINE_FEED;
  kinds[CR] = CARRIAGE_RETURN;
  kinds[0x20] = SPACE;
  kinds[0x22] = QUOTE;
  kinds[delimiter.charCodeAt(0)] = DELIMITER;
  return kinds;
}
