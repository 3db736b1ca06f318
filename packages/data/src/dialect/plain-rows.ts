/** Rows that were passed over. */
export interface PlainRows {
  readonly rows: number;
  /** the index behind the last of them */
  readonly end: number;
  /** an index that is not before `end`, from which on there may be more of them */
  readonly again: number;
}

/** Bytes that are looked through at once, and those behind a byte that is not plain that had better be read one by one. */
const [WINDOW, BEHIND_OTHERS] = [2 ** 16, 2 ** 10];

const [LF, CR] = [0x0a, 0x0d];
/** A quote and NUL, and a carriage return where lines end without: what they mean depends on what is before them. */
const OTHERS = { LF: [0x22, 0, CR], CRLF: [0x22, 0] };

/** How all rows of a file are alike. */
export interface PlainForm {
  /** its byte */
  readonly delimiter: number;
  /** fields of a row */
  readonly width: number;
  readonly lineEnd: keyof typeof OTHERS;
}

/**
 * Passes over rows of CSV without `OTHERS`, up to the first that is empty, or has another number of fields or line end.
 * @param from where a row begins
 */
export function passPlainRows(bytes: Buffer, from: number, form: PlainForm): PlainRows {
  const window = bytes.subarray(from, from + WINDOW);
  const plain = OTHERS[form.lineEnd].reduce((before, other) => {
    const at = before.indexOf(other);
    return at < 0 ? before : before.subarray(0, at);
  }, window);
  const whole = plain.subarray(0, plain.lastIndexOf(LF) + 1);
  const { rows, end } = countRows(whole, form);
  const isAllPlain = plain.length === window.length && end === whole.length;
  const again = isAllPlain ? (end === 0 ? window.length : end) : end + BEHIND_OTHERS;
  return { rows, end: from + end, again: from + again };
}

const WORD = 4;
/** The same bits in each byte of a word. */
const ONES = 0x01010101;
const TOPS = 0x80808080 | 0;
const LOWS = 0x7f7f7f7f;
/** Bits of a byte above its lowest, and of a word below its highest byte. */
const [ABOVE_LOWEST, BELOW_HIGHEST] = [7, 24];
/** So many words have at most 252 bytes that count, and a byte holds 255. */
const MOST_WORDS = 63;

/** Whether a byte of a word is zero (Warren, Hacker's Delight, section 6-1). */
const hasZero = (word: number): boolean => (((word - ONES) | 0) & ~word & TOPS) !== 0;

/** One in each byte of a word that is zero, zero in the others. */
const zeros = (word: number): number => ~(((word & LOWS) + LOWS) | 0 | word | LOWS) >>> ABOVE_LOWEST;

const sumOfBytes = (word: number): number => Math.imul(word, ONES) >>> BELOW_HIGHEST;

/** Counts rows, and their fields four bytes at a time. */
function countRows(bytes: Buffer, { delimiter, width, lineEnd }: PlainForm): Pick<PlainRows, 'rows' | 'end'> {
  const returns = lineEnd === 'CRLF' ? 1 : 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [lineFeeds, delimiters] = [Math.imul(LF, ONES), Math.imul(delimiter, ONES)];
  const lastWord = bytes.length - WORD;
  let rows = 0;
  let start = 0;
  while (start < bytes.length) {
    let at = start;
    let fields = 1;
    let stop: number;
    do {
      let counts = 0;
      stop = Math.min(at + MOST_WORDS * WORD, lastWord + 1);
      for (; at < stop; at += WORD) {
        const word = view.getInt32(at, true);
        if (hasZero(word ^ lineFeeds)) break;
        counts = (counts + zeros(word ^ delimiters)) | 0;
      }
      fields += sumOfBytes(counts);
    } while (at >= stop && at <= lastWord);
    for (; bytes[at] !== LF; at++) if (bytes[at] === delimiter) fields++;
    if (fields !== width || at - returns <= start) break;
    if (returns > 0 && bytes.indexOf(CR, start) !== at - returns) break;
    rows++;
    start = at + 1;
  }
  return { rows, end: start };
}
