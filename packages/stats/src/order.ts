/** Digits of 11 bits: their counts stay in the processor's nearest cache. */
const BITS = 11;
const SIZE = 1 << BITS;
const MASK = SIZE - 1;
const SHIFTS = [0, BITS, 2 * BITS];
const SIGN = 0x80000000;
/** Rows that the first half of their bits cannot tell apart: from here on a comparator's sort is faster than insertion. */
const LONG_RUN = 32;

/** Row numbers in ascending order of their values (length n, no NaN); equal values keep row order. */
export const ascendingOrder = (values: Float64Array): Uint32Array => order(values, 1);

/** Row numbers in descending order of their values (length n, no NaN); equal values keep row order. */
export const descendingOrder = (values: Float64Array): Uint32Array => order(values, -1);

/**
 * A radix sort over the upper halves of the doubles, then the few rows that those leave equal by their values: a
 * comparator's sort of a million rows takes ten times as long.
 */
function order(values: Float64Array, sign: 1 | -1): Uint32Array {
  const n = values.length;
  let from: Keys = sortable(values, sign);
  let to: Keys = { high: new Uint32Array(n), row: new Uint32Array(n) };
  for (const shift of SHIFTS) {
    if (pass(shift, from, to)) [from, to] = [to, from];
  }
  for (let start = 0; start < n; ) {
    const end = endOfRun(from.high, start);
    if (end - start > 1) settle(from.row, start, end, values, sign);
    start = end;
  }
  return from.row;
}

interface Keys {
  /** upper word of each double, such that unsigned order is the wanted order; -0 and 0 are one */
  readonly high: Uint32Array;
  readonly row: Uint32Array;
}

function sortable(values: Float64Array, sign: 1 | -1): Keys {
  const n = values.length;
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  const keys = { high: new Uint32Array(n), row: new Uint32Array(n) };
  const flip = sign === 1 ? 0 : -1;
  for (let row = 0; row < n; row++) {
    const word = values[row] === 0 ? 0 : (words[2 * row + 1] as number);
    keys.high[row] = (word >= SIGN ? ~word : word ^ SIGN) ^ flip;
    keys.row[row] = row;
  }
  return keys;
}

/** One stable counting pass; false where every row has the same digit and nothing moves. */
function pass(shift: number, from: Keys, to: Keys): boolean {
  const { high, row } = from;
  const n = high.length;
  const starts = new Uint32Array(SIZE);
  for (let at = 0; at < n; at++) {
    const digit = ((high[at] as number) >>> shift) & MASK;
    starts[digit] = (starts[digit] as number) + 1;
  }
  if (n === 0 || starts[((high[0] as number) >>> shift) & MASK] === n) return false;
  let sum = 0;
  for (let digit = 0; digit < SIZE; digit++) {
    const count = starts[digit] as number;
    starts[digit] = sum;
    sum += count;
  }
  for (let at = 0; at < n; at++) {
    const word = high[at] as number;
    const digit = (word >>> shift) & MASK;
    const place = starts[digit] as number;
    starts[digit] = place + 1;
    to.high[place] = word;
    to.row[place] = row[at] as number;
  }
  return true;
}

function endOfRun(high: Uint32Array, start: number): number {
  let end = start + 1;
  while (end < high.length && high[end] === high[start]) end++;
  return end;
}

/** Rows of equal upper halves (those from `start` to `end`, in row order), by their values. */
function settle(rows: Uint32Array, start: number, end: number, values: Float64Array, sign: 1 | -1): void {
  if (end - start > LONG_RUN) {
    const run = rows.subarray(start, end);
    const first = values[run[0] as number];
    if (run.some((row) => values[row] !== first))
      run.sort((a, b) => sign * ((values[a] as number) - (values[b] as number)) || a - b);
    return;
  }
  for (let at = start + 1; at < end; at++) {
    const row = rows[at] as number;
    const value = sign * (values[row] as number);
    let place = at;
    for (; place > start && sign * (values[rows[place - 1] as number] as number) > value; place--)
      rows[place] = rows[place - 1] as number;
    rows[place] = row;
  }
}
