import type { Direction } from './direction.ts';

const DIGITS = 6;
const ALL_DIGITS = 17;
export const POINT_DIGITS = 3;
const HUNDRED = 100;

/** A number in at most six significant digits, never in a locale's spelling. */
export const shown = (value: number, digits = DIGITS): string => String(Number(value.toPrecision(digits)));

/** The fewest significant digits, from `least` on, that tell two numbers apart. */
export function digitsApart(a: number, b: number, least = DIGITS): number {
  let digits = least;
  while (digits < ALL_DIGITS && a !== b && shown(a, digits) === shown(b, digits)) digits++;
  return digits;
}

/** Two numbers in as many digits as it takes to tell them apart, so that text never contradicts a verdict. */
export function shownApart(a: number, b: number): [string, string] {
  const digits = digitsApart(a, b);
  return [shown(a, digits), shown(b, digits)];
}

/** A change in the metric's unit: percentage points for proportions. Signed unless `sign` is false. */
export function shownChange(change: number, proportion: boolean, { sign = true, digits = POINT_DIGITS } = {}): string {
  const plus = sign && change > 0 ? '+' : '';
  return proportion ? `${plus}${shown(HUNDRED * change, digits)} pp` : `${plus}${shown(change, digits)}`;
}

/** A fraction as percent. */
export const shownPercent = (fraction: number): string => `${shown(HUNDRED * fraction)} %`;

/** The allowed change with the sign of the bad direction. */
export const badSign = (direction: Direction): string =>
  direction === 'higher' ? '-' : direction === 'lower' ? '+' : '±';
