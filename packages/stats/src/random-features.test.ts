import { expect, test } from 'vitest';
import { xoshiro128 } from './prng.ts';
import { FEATURES, featureProduct, featuresOn } from './random-features.ts';

const { next } = xoshiro128(3);
const vectorOf = (dimension: number): Float64Array => Float64Array.from({ length: dimension }, () => next() / 2 ** 32);
const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, x, at) => sum + (x - (b[at] as number)) ** 2, 0));

function featuresOf(vector: ArrayLike<number>, bandwidth = 1): Float64Array {
  const sums = new Float64Array(FEATURES);
  featuresOn({ dimension: vector.length, bandwidth, seed: 1 })(vector, 0, sums);
  return sums;
}

test.each([1, 2, 5, 64, 300, 1000])('in %d dimensions products are the Gaussian kernel', (dimension) => {
  const pairs = Array.from({ length: 30 }, () => [vectorOf(dimension), vectorOf(dimension)] as const);
  const errors = pairs.map(([a, b]) => {
    const bandwidth = 0.7 * distance(a, b);
    const product = featureProduct(featuresOf(a, bandwidth), featuresOf(b, bandwidth));
    return product - Math.exp(-1 / (2 * 0.7 ** 2));
  });
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  expect(rms).toBeLessThan(1 / Math.sqrt(FEATURES / 2));
});

test('features are whole numbers of norm 1, the same on every machine', () => {
  const features = featuresOf([0.25, -1, 3]);
  expect(features.every(Number.isInteger)).toBe(true);
  expect(featureProduct(features, features)).toBeCloseTo(1, 4);
  expect([...features.slice(0, 6), ...features.slice(-6)]).toMatchInlineSnapshot(`
    [
      3861,
      -675,
      4040,
      4016,
      4053,
      -426,
      -2656,
      182,
      4070,
      706,
      2603,
      3026,
    ]
  `);
});

test.each([
  ['NaN', Number.NaN, false],
  ['infinity', Number.NEGATIVE_INFINITY, false],
  ['the largest double', Number.MAX_VALUE, true],
  ['the smallest double', Number.MIN_VALUE, true],
])('%s in a vector', (_, value, counted) => {
  const sums = new Float64Array(FEATURES);
  for (const bandwidth of [2 ** -1022, 1, 2 ** 1022])
    expect(featuresOn({ dimension: 3, bandwidth, seed: 1 })([0, value, 1], 0, sums)).toBe(counted);
  expect(sums.every(Number.isInteger)).toBe(true);
  expect(sums.some((sum) => sum !== 0)).toBe(counted);
});

test('far values keep apart however far they are', () => {
  for (const far of [1e6, 1e12, 1e100, 1e300])
    expect(Math.abs(featureProduct(featuresOf([far, 0]), featuresOf([0, 0])))).toBeLessThan(0.3);
});
