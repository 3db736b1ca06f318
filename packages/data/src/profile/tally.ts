import { binOf } from '@ml-actions/stats/histogram';
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
const LARGEST_MULTIPLE = 2 ** 200;

/** Counts and exact sums of a stream of values on a frame. */
export interface Tally {
  /** Non-finite values are passed over; they are counted elsewhere. */
  add(values: Float64Array): void;
  result(): { counts: number[]; sums: bigint[]; squares: bigint };
}

export function tallyOn(frame: Frame): Tally {
  const edges = Float64Array.from(frame.edges);
  const multipleOf = multiplesOn(frame);
  const counts = new Array<number>(edges.length + 1).fill(0);
  const sums = counts.map(() => exactSum());
  const [high, cross, low] = [exactSum(), exactSum(), exactSum()];
  let largeSquares = 0n;
  const addSquare = (multiple: number): void => {
    if (Math.abs(multiple) > SPLITTABLE) {
      largeSquares += BigInt(multiple) ** 2n;
      return;
    }
    const upper = Math.trunc(multiple / SPLIT);
    const lower = multiple - upper * SPLIT;
    high.add(upper * upper);
    cross.add(upper * lower);
    low.add(lower * lower);
  };
  const add = (value: number): void => {
    const bin = binOf(edges, value);
    const multiple = multipleOf(value);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin]?.add(multiple);
    addSquare(multiple);
  };
  return {
    add(values) {
      for (const value of values) if (Number.isFinite(value)) add(value);
    },
    result() {
      const split = BigInt(SPLIT);
      const squares = largeSquares + high.value() * split * split + 2n * cross.value() * split + low.value();
      return { counts, sums: sums.map((sum) => sum.value()), squares };
    },
  };
}

/** `inUnits` times the fraction, with the power taken once: this runs for every value. */
function multiplesOn({ center, exponent }: Frame): (value: number) => number {
  const halfCenter = center * 0.5;
  const scale = 2 ** (exponent - 1);
  return (value) => {
    const multiple = Math.round(((value * 0.5 - halfCenter) / scale) * FRACTION);
    return Math.min(LARGEST_MULTIPLE, Math.max(-LARGEST_MULTIPLE, multiple));
  };
}

/** A sum of whole doubles without rounding: in a double while it fits, carried over to a bigint before it does not. */
function exactSum() {
  let carried = 0n;
  let running = 0;
  return {
    add(whole: number): void {
      if (Math.abs(whole) > SAFE) {
        carried += BigInt(whole);
        return;
      }
      running += whole;
      if (Math.abs(running) > SAFE) {
        carried += BigInt(running);
        running = 0;
      }
    },
    value: (): bigint => carried + BigInt(running),
  };
}

/** Population standard deviation in the frame's units, from exact sums: no cancellation whatever the offset. */
export function deviationInUnits(counts: readonly number[], sums: readonly bigint[], squares: bigint): number {
  const n = BigInt(counts.reduce((a, b) => a + b, 0));
  if (n === 0n) return 0;
  const sum = sums.reduce((a, b) => a + b, 0n);
  const scaled = n * squares - sum * sum; // n^2 times the variance, in squared multiples
  return Math.sqrt(Number(scaled)) / Number(n) / FRACTION;
}
