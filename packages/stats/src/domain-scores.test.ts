import { expect, test } from 'vitest';
import { domainAuc } from './domain-auc.ts';
import { domainScores } from './domain-scores.ts';
import { xoshiro128 } from './prng.ts';

const { next } = xoshiro128(5);
const uniform = (): number => next() / 2 ** 32;
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
/** Rows of forty numbers, of which the first may be elsewhere or wider. */
const rowsOf = (n: number, shift = 0, scale = 1): Float64Array[] =>
  Array.from({ length: n }, () =>
    Float64Array.from({ length: 40 }, (_, at) => (at ? normal() : shift + scale * normal())),
  );

function found(reference: readonly Float64Array[], current: readonly Float64Array[]) {
  const scores = domainScores(reference, current);
  return domainAuc(
    scores,
    scores.map((_, at) => Number(at >= reference.length)),
  );
}

test('equal populations: the lower bound passes 0.5 in about one of twenty samples', () => {
  const runs = 60;
  const passed = Array.from({ length: runs }, () => found(rowsOf(80), rowsOf(60)).lowerBound > 0.5);
  expect(passed.filter(Boolean).length).toBeLessThanOrEqual(0.05 * runs + 3 * Math.sqrt(0.05 * 0.95 * runs));
});

test.each([
  ['one coordinate of forty moved', rowsOf(300, 1.5)],
  ['one coordinate of forty wider', rowsOf(300, 0, 3)],
  ['all of them moved by 1e300', rowsOf(300).map((row) => row.map((x) => x + 1e300))],
  ['all of them moved by 1e-3 at 1e-300', rowsOf(300).map((row) => row.map((x) => x * 1e-300))],
])('%s', (_, current) => {
  expect(found(rowsOf(300), current).lowerBound).toBeGreaterThan(0.6);
});

test('what never varies tells nothing', () => {
  const same = Array.from({ length: 20 }, () => Float64Array.of(3, 0));
  expect(found(same, same)).toMatchObject({ auc: 0.5, drift: 0 });
  expect(
    found(
      same,
      same.map((row) => row.map((x) => x + 1)),
    ).auc,
  ).toBe(1);
});
