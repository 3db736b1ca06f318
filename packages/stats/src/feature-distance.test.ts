import { describe, expect, test } from 'vitest';
import { chiSquareSf } from './distribution.ts';
import { changedVectors, concentrationOf, featureDistance } from './feature-distance.ts';
import { medianDistance } from './mmd.ts';
import { xoshiro128 } from './prng.ts';
import { FEATURES, featuresOn } from './random-features.ts';

const { next } = xoshiro128(11);
const uniform = (): number => next() / 2 ** 32;
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

type Draw = () => Float64Array;
const isotropic =
  (dimension: number, shift = 0, scale = 1): Draw =>
  () =>
    Float64Array.from({ length: dimension }, () => shift + scale * normal());
/** Two hidden directions behind twelve numbers, as embeddings have few behind many. */
const mixing = Array.from({ length: 12 }, () => [normal(), normal()] as const);
const hidden =
  (shift = 0): Draw =>
  () => {
    const [a, b] = [shift + normal(), normal()];
    return Float64Array.from(mixing, ([x, y]) => x * a + y * b + 0.1 * normal());
  };
/** Empty texts have one vector. */
const withAtom =
  (share: number): Draw =>
  () =>
    uniform() < share ? new Float64Array(8) : isotropic(8)();

const rowsOf = (draw: Draw, n: number): Float64Array[] => Array.from({ length: n }, draw);

function framed(reference: readonly Float64Array[]) {
  const dimension = reference[0]?.length ?? 0;
  const sample = reference.slice(0, 150);
  const add = featuresOn({ dimension, bandwidth: medianDistance(sample), seed: 1 });
  const sumsOf = (rows: readonly Float64Array[]) => {
    const sums = new Float64Array(FEATURES);
    for (const row of rows) add(row, 0, sums);
    return { n: rows.length, sums };
  };
  return {
    sumsOf,
    reference: sumsOf(reference),
    concentration: concentrationOf(sample.map((row) => sumsOf([row]).sums)),
  };
}

/** Shares of small p-values over draws against two references. */
function ratesOf(draw: Draw, other: Draw, rows: number, runs: number) {
  const [references, found] = [2, [] as ReturnType<typeof featureDistance>[]];
  for (let at = 0; at < references; at++) {
    const { sumsOf, reference, concentration } = framed(rowsOf(draw, 400));
    for (let run = 0; run < runs / references; run++)
      found.push(featureDistance(reference, sumsOf(rowsOf(other, rows)), concentration));
  }
  const mean = (of: (each: (typeof found)[number]) => number) => found.reduce((sum, each) => sum + of(each), 0) / runs;
  return {
    rate: mean(({ p }) => Number(p <= 0.05)),
    value: mean(({ value }) => value),
    noise: mean(({ noise }) => noise),
  };
}

describe.each([
  ['one dimension', isotropic(1)],
  ['eight dimensions', isotropic(8)],
  ['two hidden directions in twelve', hidden()],
  ['a third of the vectors equal', withAtom(0.33)],
])('equal populations, %s', (_, draw) => {
  test.each([50, 200])('%d rows: false alarms as alpha says, and the noise that was told', (rows) => {
    const runs = 100;
    const { rate, value, noise } = ratesOf(draw, draw, rows, runs);
    expect(Math.abs(rate - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(Math.abs(value / noise - 1)).toBeLessThan(0.1);
  });
});

test.each<[string, Draw, Draw, number]>([
  ['every coordinate by 0.3', isotropic(8), isotropic(8, 0.3), 100],
  ['a hidden direction by 0.5', hidden(), hidden(0.5), 250],
  ['a fifth wider', isotropic(8), isotropic(8, 0, 1.2), 200],
  ['a third of one vector, then half', withAtom(0.33), withAtom(0.55), 200],
])('%s is found in 90 % of the samples', (_, draw, other, rows) => {
  expect(ratesOf(draw, other, rows, 20).rate).toBeGreaterThanOrEqual(0.9);
});

test.each([1, 2, 5, 50])('in %d equal directions the law is chi-squared', (k) => {
  const [a, b] = [isotropic(4), isotropic(4, 0.1)];
  const { sumsOf, reference } = framed(rowsOf(a, 300));
  const current = sumsOf(rowsOf(b, 200));
  const { value, p } = featureDistance(reference, current, { second: 1 / k, third: 1 / k ** 2 });
  expect(p).toBeCloseTo(chiSquareSf((k * value ** 2) / (1 / 300 + 1 / 200), k), 10);
});

test.each([1, 3, 10])('variance in %d equal directions has that concentration', (k) => {
  const axis = (): Float64Array => {
    const features = new Float64Array(FEATURES);
    for (let at = 0; at < k; at++) features[at] = 4096 * normal();
    return features;
  };
  const { second, third } = concentrationOf(rowsOf(axis, 400));
  expect(Math.abs(second * k - 1)).toBeLessThan(0.05);
  expect(Math.abs(third * k ** 2 - 1)).toBeLessThan(0.05);
});

test('too few vectors, or one, are concentrated', () => {
  expect(concentrationOf([])).toEqual({ second: 1, third: 1 });
  expect(concentrationOf(rowsOf(() => new Float64Array(FEATURES).fill(1), 5))).toEqual({ second: 1, third: 1 });
});

test('clusters make noise and p larger, not the distance', () => {
  const { sumsOf, reference, concentration } = framed(rowsOf(isotropic(3), 300));
  const current = sumsOf(rowsOf(isotropic(3, 0.2), 300));
  const alone = featureDistance(reference, current, concentration);
  const tied = featureDistance({ ...reference, independent: 30 }, { ...current, independent: 30 }, concentration);
  expect(tied.value).toBe(alone.value);
  expect(tied.noise).toBeCloseTo(alone.noise * Math.sqrt(10), 10);
  expect(tied.p).toBeGreaterThan(alone.p);
});

test('of one vector, the share of other ones', () => {
  const add = featuresOn({ dimension: 2, bandwidth: 2 ** -20, seed: 1 });
  const sumsOf = (rows: readonly (readonly number[])[]) => {
    const sums = new Float64Array(FEATURES);
    for (const row of rows) add(row, 0, sums);
    return { n: rows.length, sums };
  };
  const same = Array.from({ length: 80 }, () => [1, 2]);
  const others = Array.from({ length: 20 }, (_, at) => [1, 2 + at + 1]);
  const [one, some] = [sumsOf(same), sumsOf([...same, ...others])];
  for (const [a, b, shares] of [
    [one, one, [0, 0]],
    [one, some, [0, 0.2]],
    [some, some, [0.2, 0.2]],
    [some, one, [0.2, 0]],
  ] as const) {
    const { reference, current } = changedVectors(a, b);
    expect(Math.abs(reference - shares[0])).toBeLessThan(0.005);
    expect(Math.abs(current - shares[1])).toBeLessThan(0.005);
  }
});
