/** Digits of 16 bits: four passes sort 64. */
const DIGITS = 4;
const BITS = 16;
const SIZE = 1 << BITS;
const MASK = SIZE - 1;
const SIGN = 0x80000000;

/**
 * Row numbers in ascending order of their values (length n, no NaN); equal values keep row order. A radix sort over the
 * bits of the doubles: a comparator's sort of a million rows takes ten times as long.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const keys = sortableKeys(values);
  let order = Uint32Array.from(values, (_, row) => row);
  let spare = new Uint32Array(order.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    if (pass(keys, digit, order, spare)) [order, spare] = [spare, order];
  }
  return order;
}

/** Row numbers in descending order of their values; equal values keep row order. */
export const descendingOrder = (values: Float64Array): Uint32Array => ascendingOrder(values.map((value) => -value));

/** Bits of each double, low and high word in turn, such that unsigned order is numeric order; -0 and 0 are one. */
function sortableKeys(values: Float64Array): Uint32Array {
  const words = new Uint32Array(values.map((value) => value + 0).buffer);
  for (let at = 0; at < words.length; at += 2) {
    const [low, high] = [words[at] ?? 0, words[at + 1] ?? 0];
    const negative = high >= SIGN;
    words[at] = negative ? ~low : low;
    words[at + 1] = negative ? ~high : high ^ SIGN;
  }
  return words;
}

/** One stable counting pass; false where every row has the same digit and nothing moves. */
function pass(keys: Uint32Array, digit: number, from: Uint32Array, to: Uint32Array): boolean {
  const [word, shift] = [digit >> 1, (digit & 1) * BITS];
  const starts = new Uint32Array(SIZE);
  const digitOf = (row: number) => ((keys[2 * row + word] ?? 0) >>> shift) & MASK;
  for (let at = 0; at < from.length; at++) {
    const own = digitOf(from[at] ?? 0);
    starts[own] = (starts[own] ?? 0) + 1;
  }
  if (starts[digitOf(from[0] ?? 0)] === from.length) return false;
  let sum = 0;
  for (let own = 0; own < SIZE; own++) {
    const count = starts[own] ?? 0;
    starts[own] = sum;
    sum += count;
  }
  for (let at = 0; at < from.length; at++) {
    const row = from[at] ?? 0;
    const own = digitOf(row);
    const place = starts[own] ?? 0;
    to[place] = row;
    starts[own] = place + 1;
  }
  return true;
}
