import { type Measure, ratio } from './measure.ts';
import { ascendingOrder } from './order.ts';

/**
 * Kendall's tau-b: concordant minus discordant pairs over the geometric mean of the pairs untied on each side (Kendall
 * 1945), counted by merge sort (Knight 1966). O(n log n).
 */
export function kendallTauB(a: Float64Array, b: Float64Array): Measure {
  const byB = ascendingOrder(b);
  const within = ascendingOrder(Float64Array.from(byB, (row) => a[row] ?? 0));
  const order = within.map((place) => byB[place] ?? 0);
  const x = Float64Array.from(order, (row) => a[row] ?? 0);
  const y = Float64Array.from(order, (row) => b[row] ?? 0);
  const pairs = (a.length * (a.length - 1)) / 2;
  const tiedX = tiedPairs(x, () => true);
  const tiedBoth = tiedPairs(x, (at) => y[at] === y[at - 1]);
  const tiedY = tiedPairs(Float64Array.from(y).sort(), () => true);
  const discordant = inversions(y);
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * discordant;
  return ratio(difference, Math.sqrt(pairs - tiedX) * Math.sqrt(pairs - tiedY), 'a side is constant');
}

/** Pairs within runs of equal neighbours; `also` may end a run. */
function tiedPairs(values: Float64Array, also: (at: number) => boolean): number {
  let [pairs, run] = [0, 1];
  for (let at = 1; at <= values.length; at++) {
    if (at < values.length && values[at] === values[at - 1] && also(at)) run++;
    else {
      pairs += (run * (run - 1)) / 2;
      run = 1;
    }
  }
  return pairs;
}

/** Pairs that stand in the wrong order; sorts a copy by merging. */
function inversions(values: Float64Array): number {
  let from = Float64Array.from(values);
  let to = new Float64Array(values.length);
  let count = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) count += merge(from, to, start, width);
    [from, to] = [to, from];
  }
  return count;
}

function merge(from: Float64Array, to: Float64Array, start: number, width: number): number {
  const [middle, end] = [Math.min(start + width, from.length), Math.min(start + 2 * width, from.length)];
  let [left, right, count] = [start, middle, 0];
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || (from[left] ?? 0) <= (from[right] ?? 0));
    if (!takeLeft) count += middle - left;
    to[at] = from[takeLeft ? left++ : right++] ?? 0;
  }
  return count;
}
