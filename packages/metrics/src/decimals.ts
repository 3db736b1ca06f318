import { shown } from './format.ts';

const mostDecimals = 12;
/** Beyond this size fixed decimals say nothing. */
const largest = 1e9;

/** Decimals that show the largest number in so many digits; numbers below 1 have as many decimals as digits. */
export function decimalsOf(numbers: readonly number[], digits: number): number {
  const size = Math.max(...numbers.map(Math.abs), 0);
  if (size === 0) return 0;
  const whole = Math.max(0, Math.floor(Math.log10(size)) + 1);
  const leadingZeros = size < 1 ? -Math.floor(Math.log10(size)) - 1 : 0;
  return Math.min(mostDecimals, Math.max(0, digits - whole + leadingZeros));
}

/** Whether two numbers read the same in so many decimals, though more, up to the most there are, would tell them apart. */
export const isAlike = ([a, b]: readonly number[], decimals: number): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.toFixed(mostDecimals) !== b.toFixed(mostDecimals) &&
  a.toFixed(decimals) === b.toFixed(decimals);

/** A number in so many decimals; one that they cannot hold in significant digits. */
export const fixed = (value: number, decimals: number): string =>
  Math.abs(value) >= largest || (value !== 0 && Math.abs(value) < 10 ** -mostDecimals)
    ? shown(value)
    : value.toFixed(decimals);
