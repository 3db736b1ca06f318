import type { Check, Limit } from '../rule.ts';
import { ofValues } from './of-values.ts';

/** Numbers are neither NaN nor infinite. */
export const finite = (column: string, limit: Limit): Check => ({
  kind: 'finite',
  expected: 'finite',
  measure: ofValues(
    column,
    'number',
    limit,
    (value, { isFinite }) => `NOT ${isFinite(value)}`,
    (least, greatest, { isFinite }) => `${isFinite(least)} AND ${isFinite(greatest)}`,
  ),
});
