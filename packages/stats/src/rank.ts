import { tabulate } from './vector.ts';

/** Number of entries of an ascending array below x (or, with `orEqual`, not above it). */
function countBelow(ascending: Float64Array, x: number, orEqual = false): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = ascending[middle] as number;
    if (value < x || (orEqual && value === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranks from 1, ties share the mean of their ranks. Same order and length as `values`. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const ascending = Float64Array.from(values).sort();
  return tabulate(values.length, (i) => {
    const x = values[i] ?? Number.NaN;
    return (countBelow(ascending, x) + countBelow(ascending, x, true) + 1) / 2;
  });
}
