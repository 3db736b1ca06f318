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

/** One flat loop without calls that allocate: it runs for every value of every column. */
export function tallyOn(frame: Frame): Tally {
  const edges = Float64Array.from(frame.edges);
  const multipleOf = multiplesOn(frame);
  const counts = new Float64Array(edges.length + 1);
  const running = new Float64Array(edges.length + 1);
  const carried = new Array<bigint>(edges.length + 1).fill(0n);
  const [high, cross, low] = [exactSum(), exactSum(), exactSum()];
  let largeSquares = 0n;
  const addLarge = (bin: number, multiple: number): void => {
    carried[bin] = (carried[bin] as bigint) + BigInt(multiple);
    largeSquares += BigInt(multiple) ** 2n;
  };
  const add = (value: number): void => {
    const bin = binOf(edges, value);
    const multiple = multipleOf(value);
    counts[bin] = (counts[bin] as number) + 1;
    if (Math.abs(multiple) > SPLITTABLE) {
      addLarge(bin, multiple);
      return;
    }
    const sum = (running[bin] as number) + multiple;
    const isFull = Math.abs(sum) > SAFE;
    running[bin] = isFull ? 0 : sum;
    if (isFull) carried[bin] = (carried[bin] as bigint) + BigInt(sum);
    const upper = Math.trunc(multiple / SPLIT);
    const lower = multiple - upper * SPLIT;
    high.add(upper * upper);
    cross.add(upper * lower);
    low.add(lower * lower);
  };
  return {
    add(values) {
      for (let at = 0; at < values.length; at++) {
        const value = values[at] as number;
        if (value - value === 0) add(value); // finite
      }
    },
    result() {
      const split = BigInt(SPLIT);
      const squares = largeSquares + high.value() * split * split + 2n * cross.value() * split + low.value();
      return { counts: [...counts], sums: carried.map((sum, bin) => sum + BigInt(running[bin] ?? 0)), squares };
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
