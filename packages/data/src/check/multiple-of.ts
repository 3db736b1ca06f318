import type { Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { ofValues } from './of-values.ts';

/** What doubles lose of a decimal step: 0.3 / 0.1 is 2.9999999999999996. */
const SLACK = 1e-9;

/** Values are whole multiples of a step: exactly of integers, of other numbers to within 1e-9 of one. */
export const multipleOf = (column: string, type: LogicalType, step: number, limit: Limit): Check => ({
  kind: 'multiple_of',
  expected: `multiples of ${step}`,
  measure: ofValues(column, type, limit, (value, { bound, double, isFinite }) => {
    if (type === 'integer' && Number.isSafeInteger(step)) return `${value} % ${bound(step, type)} <> 0`;
    const times = `CAST(${value} AS DOUBLE) / ${double(step)}`;
    return `NOT ${isFinite(times)} OR abs(${times} - round(${times})) > ${double(SLACK)}`;
  }),
});
