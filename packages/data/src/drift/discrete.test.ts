import { xoshiro128 } from '@ml-actions/stats/prng';
import { expect, test } from 'vitest';
import { numericEffect } from './effect.ts';
import { counted, framed } from './fixture/samples.ts';
import { DEFAULT_RULE } from './rule.ts';

const { next } = xoshiro128(13);
/** Whole numbers below `values`, each as likely; `shift` of the rows are the last of them. */
const few = (rows: number, values: number, shift = 0): Float64Array =>
  Float64Array.from({ length: rows }, () => {
    const u = next() / 2 ** 32;
    return u < shift ? values - 1 : Math.floor(((u - shift) / (1 - shift)) * values);
  }).sort();
const RUNS = 200;
const rejecting = (p: () => number): number =>
  Array.from({ length: RUNS }, p).filter((each) => each <= 0.05).length / RUNS;

test.each([2, 3, 10])(
  'numbers of %d values: equal populations are told apart in 5 %%, others as a table tells',
  async (values) => {
    const reference = await framed('x', few(20_000, values));
    const p = (shift: number) => numericEffect(reference, counted(reference, few(200, values, shift)), DEFAULT_RULE).p;
    const rate = rejecting(() => p(0));
    expect(rate).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS));
    expect(rate).toBeGreaterThan(0.01); // Kolmogorov's law has less
    expect(rejecting(() => p(0.2))).toBeGreaterThan(0.75);
  },
);
