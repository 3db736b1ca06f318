import type { Bound, Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { ofValues } from './of-values.ts';

export interface Range {
  readonly min?: Bound;
  readonly max?: Bound;
  readonly exclusiveMin: boolean;
  readonly exclusiveMax: boolean;
}

/** Values lie between bounds of their type. NaN sorts above everything in the engine; `finite` counts it, not this. */
export const range = (column: string, type: LogicalType, bounds: Range, limit: Limit): Check => ({
  kind: 'range',
  expected: rangeText(bounds),
  measure: ofValues(
    column,
    type,
    limit,
    (value, { bound, isNan }) => {
      const outside = [
        ...(bounds.min === undefined ? [] : [`${value} ${below(bounds)} ${bound(bounds.min, type)}`]),
        ...(bounds.max === undefined ? [] : [`${value} ${above(bounds)} ${bound(bounds.max, type)}`]),
      ].join(' OR ');
      return type === 'number' ? `NOT ${isNan(value)} AND (${outside})` : outside;
    },
    (least, greatest, { bound }) =>
      [
        ...(bounds.min === undefined ? [] : [`NOT ${least} ${below(bounds)} ${bound(bounds.min, type)}`]),
        ...(bounds.max === undefined ? [] : [`NOT ${greatest} ${above(bounds)} ${bound(bounds.max, type)}`]),
      ].join(' AND '),
  ),
});

const below = ({ exclusiveMin }: Range): string => (exclusiveMin ? '<=' : '<');
const above = ({ exclusiveMax }: Range): string => (exclusiveMax ? '>=' : '>');

function rangeText({ min, max, exclusiveMin, exclusiveMax }: Range): string {
  const low = min === undefined ? '' : `${exclusiveMin ? 'above' : 'at least'} ${min}`;
  const high = max === undefined ? '' : `${exclusiveMax ? 'below' : 'at most'} ${max}`;
  if (low && high && !exclusiveMin && !exclusiveMax) return `${min} to ${max}`;
  return [low, high].filter(Boolean).join(', ');
}
