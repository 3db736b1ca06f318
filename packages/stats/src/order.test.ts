import { expect, it } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { ascendingOrder, descendingOrder } from './order.ts';

const finite = fc.double({ noNaN: true });
/** Values that differ in their last bits only, ties, both zeros, infinities. */
const value = fc.oneof(
  finite,
  fc.integer({ min: 0, max: 40 }).map((steps) => 1 + steps * Number.EPSILON),
  fc.constantFrom(0, -0, 1, -1),
);

it('sorts as a stable comparator does, both ways', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), (list) => {
      const values = Float64Array.from(list);
      const by = (sign: number) =>
        [...values.keys()].sort((a, b) => compare(sign * (values[a] ?? 0), sign * (values[b] ?? 0)) || a - b);
      expect([...ascendingOrder(values)]).toEqual(by(1));
      expect([...descendingOrder(values)]).toEqual(by(-1));
    }),
    { numRuns: 500 },
  );
});

it('reads a part of a larger buffer', () => {
  expect([...ascendingOrder(new Float64Array([9, 3, 2, 1]).subarray(1))]).toEqual([2, 1, 0]);
});

const compare = (a: number, b: number): number => (a < b ? -1 : Number(a > b));
