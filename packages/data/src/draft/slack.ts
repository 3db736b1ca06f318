import { wilson } from '@ml-actions/stats/proportion';

/** How far beyond what was seen later values may lie, as a share of the span of those seen. */
const BEYOND = 0.1;
/** Later data may have half or twice as many rows. */
const ROWS_FACTOR = 2;
const DIGITS = 2;
const PERCENT = 100;

/** Rounded to two digits, away from what was seen. */
function outward(value: number, span: number, direction: 'down' | 'up', least: number): number {
  const unit = Math.max(least, 10 ** (Math.floor(Math.log10(span)) - DIGITS + 1));
  const count = value / unit;
  const rounded = (direction === 'down' ? Math.floor(count) : Math.ceil(count)) * unit;
  return Number(rounded.toPrecision(12));
}

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Bounds around the numbers seen. What was never negative stays so, shares stay between 0 and 1; one value alone tells
 * nothing of its neighbours but its sign.
 */
export function boundsAround(low: number, high: number, whole: boolean): Bounds {
  if (![low, high].every((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return {};
  const span = high - low;
  const sign = low >= 0 ? { min: 0 } : high <= 0 ? { max: 0 } : {};
  if (span === 0) return sign;
  if (!whole && low >= 0 && high <= 1) return { min: 0, max: 1 };
  const least = whole ? 1 : 0;
  const min = outward(low - span * BEYOND, span, 'down', least);
  const max = outward(high + span * BEYOND, span, 'up', least);
  return { min: low >= 0 ? Math.max(0, min) : min, max: high <= 0 ? Math.min(0, max) : max };
}

/** The share of missing values that the true one does not exceed with 97.5 % (Wilson 1927), in percent, rounded up. */
export function missingLimit(missing: number, rows: number): string {
  const share = wilson(missing, rows).high * PERCENT;
  const unit = 10 ** (Math.floor(Math.log10(share)) - DIGITS + 1);
  const rounded = Number((Math.ceil(share / unit) * unit).toPrecision(DIGITS + 1));
  return `<= ${Math.min(PERCENT, rounded)}%`;
}

/** Rows of later data, from the smallest and the largest table. */
export const rowsAround = (least: number, most: number): readonly [number, number] => [
  Math.max(1, outward(least / ROWS_FACTOR, least, 'down', 1)),
  outward(most * ROWS_FACTOR, most, 'up', 1),
];

/** Texts may be twice as long as the longest. */
export const lengthAbove = (longest: number): number => outward(longest * 2, longest, 'up', 1);
