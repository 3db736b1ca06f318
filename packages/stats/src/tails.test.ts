import { describe, expect, test } from 'vitest';
import { andersonDarling } from './anderson-darling.ts';
import { normalCdf } from './distribution.ts';
import { gaussianKernel, mmdTest } from './mmd.ts';
import { xoshiro128 } from './prng.ts';

const { next } = xoshiro128(7);
const uniform = (): number => (next() + 0.5) / 2 ** 32;
const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const sample = (n: number, shift = 0): Float64Array => Float64Array.from({ length: n }, () => normal() + shift).sort();

describe('Anderson and Darling beyond the table', () => {
  /** P(A^2 > x) for its sum of weighted squares, given all of them but the first, whose law is known. */
  const weights = Array.from({ length: 50 }, (_, at) => 1 / ((at + 1) * (at + 2)));
  const given = Array.from({ length: 20_000 }, () =>
    weights.slice(1).reduce((sum, weight) => sum + weight * normal() ** 2, 1 / 51),
  );
  const simulated = (x: number): number =>
    given.reduce((sum, rest) => sum + 2 * normalCdf(-Math.sqrt(Math.max(0, x - rest) * 2)), 0) / given.length;
  /** of the law of large samples (Anderson and Darling 1952) */
  const deviation = Math.sqrt((2 * (Math.PI ** 2 - 9)) / 3);

  test.each([0.25, 0.3, 0.4])('%d sigma in 1,000 rows of each side', (shift) => {
    const { statistic, p, tail } = andersonDarling(sample(1000), sample(1000, shift));
    const truth = simulated(1 + statistic * deviation);
    expect([p, truth < 0.001]).toEqual([0.001, true]);
    expect(Math.abs(Math.log(tail / truth))).toBeLessThan(0.1);
  });

  test('where the table reaches it says what the table does', () => {
    const { p, tail } = andersonDarling(sample(1000), sample(1000, 0.1));
    expect([p > 0.001, tail]).toEqual([true, p]);
  });
});

describe('permutations of the maximum mean discrepancy', () => {
  const rows = 20;
  const cloud = (shift: number) => Array.from({ length: rows }, () => [normal() + shift, normal(), normal()]);
  function* orders(count: number): Generator<Uint32Array> {
    const order = Uint32Array.from({ length: 2 * rows }, (_, at) => at);
    for (let drawn = 0; drawn < count; drawn++) {
      for (let at = order.length - 1; at > 0; at--) {
        const other = Math.floor(uniform() * (at + 1));
        [order[at], order[other]] = [order[other] as number, order[at] as number];
      }
      yield order;
    }
  }
  const testOf = (shift: number) => mmdTest(gaussianKernel([...cloud(0), ...cloud(shift)], 2), rows, orders(9999));

  test('are drawn until it is clear: few where they reach the distance, all where none does', () => {
    expect(testOf(0).drawn).toBeLessThan(1000);
    expect(testOf(3)).toMatchObject({ drawn: 9999, p: 1 / 10_000 });
  });

  test('reject equal clouds no more often than they say', () => {
    const runs = 300;
    const p = Array.from({ length: runs }, () => testOf(0).p);
    for (const level of [0.05, 0.2, 0.5]) {
      const rejected = p.filter((each) => each <= level).length / runs;
      expect(rejected).toBeLessThanOrEqual(level + 3 * Math.sqrt((level * (1 - level)) / runs));
    }
  });
});
