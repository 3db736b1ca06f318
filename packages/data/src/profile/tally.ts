import type { Frame } from './frame.ts';

/** Values are summed as whole multiples of scale/2^40: exact, so that any order and any split gives the same bytes. */
export const FRACTION_BITS = 40;
const FRACTION = 2 ** FRACTION_BITS;
/** Whole doubles below this add without loss to others below it. */
const SAFE = 2 ** 52;
/** A multiple whose square splits into exact halves of this size. */
const SPLIT = 2 ** 21;
const SPLITTABLE = SPLIT ** 2;
/** Far outside any reference; keeps values like 1e308 against a scale of 1e-300 finite. */
export const LARGEST_MULTIPLE = 2 ** 200;

/** So many values at most meet in one sum of squares before it is carried over: their halves' products stay below 2^53. */
const BLOCK = 1024;

/** Counts and exact sums of a stream of values on a frame. */
export interface Tally {
  /** Non-finite values are passed over; they are counted elsewhere. */
  add(values: Float64Array): void;
  result(): TallyResult;
}

export interface TallyResult {
  readonly counts: number[];
  readonly sums: bigint[];
  readonly squares: bigint;
  readonly finite: number;
  /** null without a finite value */
  readonly min: number | null;
  readonly max: number | null;
}

export function tallyOn(frame: Frame): Tally {
  const edges = Float64Array.from(frame.edges);
  const cells = cellsOn(edges, frame);
  const state: State = {
    counts: new Float64Array(edges.length + 1),
    running: new Float64Array(edges.length + 1),
    carried: new Array<bigint>(edges.length + 1).fill(0n),
    squares: 0n,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  };
  return {
    add(values) {
      for (let start = 0; start < values.length; start += BLOCK)
        addBlock(values.subarray(start, start + BLOCK), frame, edges, cells, state);
    },
    result() {
      const { counts, running, carried, squares, min, max } = state;
      const sums = carried.map((sum, bin) => sum + BigInt(running[bin] ?? 0));
      const finite = counts.reduce((sum, count) => sum + count, 0);
      const extremes = finite > 0 ? { min: min + 0, max: max + 0 } : { min: null, max: null }; // -0 is 0
      return { counts: [...counts], sums, squares, finite, ...extremes };
    },
  };
}

interface State {
  readonly counts: Float64Array;
  /** sums that still fit a double, and what was carried over from them */
  readonly running: Float64Array;
  readonly carried: bigint[];
  squares: bigint;
  min: number;
  max: number;
}

/**
 * One flat loop over locals: it runs for every value of every column. A square is summed in the halves of its root, and
 * leaves the loop once per block.
 */
function addBlock(values: Float64Array, { center, exponent }: Frame, edges: Float64Array, cells: Cells, state: State) {
  const { counts, running } = state;
  const { first, base, perMultiple } = cells;
  const halfCenter = center * 0.5;
  const inverse = 2 ** (1 - exponent);
  let [high, cross, low] = [0, 0, 0];
  let { min, max } = state;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value - value !== 0) continue; // not finite
    if (value < min) min = value;
    if (value > max) max = value;
    const multiple = Math.round((value * 0.5 - halfCenter) * inverse * FRACTION);
    const place = (multiple - base) * perMultiple;
    const cell = place <= 0 ? 0 : place >= LAST_CELL ? LAST_CELL : place | 0;
    let bin = first[cell] as number;
    let end = first[cell + 1] as number;
    while (bin < end) {
      const middle = (bin + end) >>> 1;
      if ((edges[middle] as number) < value) bin = middle + 1;
      else end = middle;
    }
    counts[bin] = (counts[bin] as number) + 1;
    if (multiple > SPLITTABLE || multiple < -SPLITTABLE) {
      addLarge(state, bin, multiple);
      continue;
    }
    const sum = (running[bin] as number) + multiple;
    running[bin] = sum;
    if (sum > SAFE || sum < -SAFE) carryOver(state, bin);
    const upper = Math.trunc(multiple / SPLIT);
    const lower = multiple - upper * SPLIT;
    high += upper * upper;
    cross += upper * lower;
    low += lower * lower;
  }
  state.min = min;
  state.max = max;
  const split = BigInt(SPLIT);
  state.squares += BigInt(high) * split * split + 2n * BigInt(cross) * split + BigInt(low);
}

function carryOver({ running, carried }: State, bin: number): void {
  carried[bin] = (carried[bin] as bigint) + BigInt(running[bin] as number);
  running[bin] = 0;
}

function addLarge(state: State, bin: number, multiple: number): void {
  const bounded = BigInt(Math.min(LARGEST_MULTIPLE, Math.max(-LARGEST_MULTIPLE, multiple)));
  state.carried[bin] = (state.carried[bin] as bigint) + bounded;
  state.squares += bounded ** 2n;
}

/** Equal stretches between the outer edges, so that a value is compared with the few edges of its own only. */
const CELLS = 1024;
const LAST_CELL = CELLS - 1;

interface Cells {
  /** edges in the cells before each cell, and their number in the end */
  readonly first: Uint32Array;
  readonly base: number;
  readonly perMultiple: number;
}

function cellsOn(edges: Float64Array, { center, exponent }: Frame): Cells {
  const multipleOf = (value: number): number =>
    Math.round((value * 0.5 - center * 0.5) * 2 ** (1 - exponent) * FRACTION);
  const [base, top] = [multipleOf(edges[0] ?? 0), multipleOf(edges.at(-1) ?? 0)];
  const perMultiple = top > base ? CELLS / (top - base) : 0;
  const first = new Uint32Array(CELLS + 1);
  for (const edge of edges) {
    const place = (multipleOf(edge) - base) * perMultiple;
    const cell = place <= 0 ? 0 : place >= LAST_CELL ? LAST_CELL : place | 0;
    first[cell + 1] = (first[cell + 1] as number) + 1;
  }
  for (let at = 1; at <= CELLS; at++) first[at] = (first[at] as number) + (first[at - 1] as number);
  return { first, base, perMultiple };
}

/** Population standard deviation in the frame's units, from exact sums: no cancellation whatever the offset. */
export function deviationInUnits(counts: readonly number[], sums: readonly bigint[], squares: bigint): number {
  const n = BigInt(counts.reduce((a, b) => a + b, 0));
  if (n === 0n) return 0;
  const sum = sums.reduce((a, b) => a + b, 0n);
  const scaled = n * squares - sum * sum; // n^2 times the variance, in squared multiples
  return Math.sqrt(Number(scaled)) / Number(n) / FRACTION;
}
