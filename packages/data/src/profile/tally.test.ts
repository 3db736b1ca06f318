import { binOf } from '@ml-actions/stats/histogram';
import { expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { frameOf } from './frame.ts';
import { FRACTION_BITS, tallyOn } from './tally.ts';

async function* once(values: Float64Array): AsyncGenerator<Float64Array> {
  yield values;
}

const plain = fc.double({ noDefaultInfinity: true, noNaN: true });
const near = fc.double({ min: -3, max: 3, noNaN: true });
const samples = fc.oneof(fc.array(near, { minLength: 1 }), fc.array(plain, { minLength: 1 }));

test('every value is counted in the bin that a search finds, and sums are those of exact integers', async () => {
  await fc.assert(
    fc.asyncProperty(samples, samples, async (reference, extra) => {
      const frame = await frameOf(once(Float64Array.from(reference).sort()), reference.length);
      const values = [...extra, ...frame.edges, ...reference, Number.NaN, Number.POSITIVE_INFINITY];
      const tally = tallyOn(frame);
      tally.add(Float64Array.from(values));
      const counts = new Array<number>(frame.edges.length + 1).fill(0);
      const sums = counts.map(() => 0n);
      let squares = 0n;
      for (const value of values.filter(Number.isFinite)) {
        const bin = binOf(frame.edges, value);
        const scaled = Math.round(
          ((value * 0.5 - frame.center * 0.5) / 2 ** (frame.exponent - 1)) * 2 ** FRACTION_BITS,
        );
        const multiple = BigInt(Math.min(2 ** 200, Math.max(-(2 ** 200), scaled)));
        counts[bin] = (counts[bin] ?? 0) + 1;
        sums[bin] = (sums[bin] ?? 0n) + multiple;
        squares += multiple ** 2n;
      }
      const finite = values.filter(Number.isFinite);
      const [min, max] = [Math.min(...finite) + 0, Math.max(...finite) + 0];
      expect(tally.result()).toEqual({ counts, sums, squares, finite: finite.length, min, max });
    }),
  );
});

test('a million of the largest multiples lose nothing', async () => {
  const frame = await frameOf(once(Float64Array.of(0, 1)), 2);
  const tally = tallyOn(frame);
  for (let block = 0; block < 100; block++) tally.add(new Float64Array(10_000).fill(3.999999));
  const one = tallyOn(frame);
  one.add(Float64Array.of(3.999999));
  const [many, single] = [tally.result(), one.result()];
  expect(many.squares).toBe(single.squares * 1_000_000n);
  expect(many.sums).toEqual(single.sums.map((sum) => sum * 1_000_000n));
});
