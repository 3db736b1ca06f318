import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { expectedMaximum } from './extreme.ts';
import { releases } from './ladder.ts';
import {
  type Adaptivity,
  changeSize,
  differenceSize,
  evaluationsSupported,
  type Guarantee,
  singleSize,
} from './sample-size.ts';

interface Size {
  readonly eps: number;
  readonly delta: number;
  readonly H: number;
  readonly adaptivity?: Adaptivity;
  readonly n: number;
  readonly p: number;
  readonly active_labels_per_commit_exact?: number;
}
interface Submission {
  readonly submission: string;
  readonly raw_error: number;
  readonly paired_sd: number;
  readonly released: boolean;
  readonly displayed_error: number;
}
const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'),
) as unknown as {
  readonly sample_size: Readonly<Record<string, readonly Size[]>>;
  readonly ladder: { readonly sequence: readonly Submission[] };
  readonly binary: { readonly n: number };
};
const sizes = (name: string): Size[] =>
  Object.entries(golden.sample_size)
    .filter(([key]) => key.startsWith(name))
    .flatMap(([, rows]) => rows)
    .filter(({ adaptivity }) => adaptivity !== undefined);
const guaranteeOf = ({ eps, delta, adaptivity = 'none' }: Size): Guarantee => ({ tolerance: eps, delta, adaptivity });

describe('sizes of ease.ml/ci', () => {
  test.each(sizes('hoeffding_single'))('one accuracy: $n rows', (size) => {
    expect(singleSize(size.H, guaranteeOf(size))).toBe(size.n);
  });
  test.each(sizes('hoeffding_difference'))('a difference: $n rows', (size) => {
    expect(differenceSize(size.H, guaranteeOf(size))).toBe(size.n);
  });
  test.each(sizes('bennett_difference'))('few changed predictions: $n rows', (size) => {
    expect(changeSize(size.H, guaranteeOf(size), size.p)).toBe(size.n);
  });
  test('figures of the paper', () => {
    const guarantee: Guarantee = { tolerance: 0.02, delta: 0.002, adaptivity: 'none' };
    expect(differenceSize(7, guarantee)).toBe(44_269); // the paper rounds down: 44,268
    expect(differenceSize(7, { ...guarantee, adaptivity: 'full' })).toBeCloseTo(58_800, -2);
  });

  const guarantees = fc.record({
    delta: fc.double({ min: 1e-6, max: 0.2, noNaN: true }),
    tolerance: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
    adaptivity: fc.constantFrom<Adaptivity>('none', 'first-change', 'full'),
  });
  test('a set of the size that H evaluations need supports H, and one row less does not', () => {
    fc.assert(
      fc.property(guarantees, fc.integer({ min: 1, max: 500 }), (guarantee, evaluations) => {
        const rows = differenceSize(evaluations, guarantee);
        // H comes from a logarithm: one part in 1e9 is rounding
        expect(evaluationsSupported(rows + 1, guarantee, null)).toBeGreaterThanOrEqual(evaluations);
        expect(evaluationsSupported(rows - 2, guarantee, null)).toBeLessThanOrEqual(evaluations);
      }),
    );
  });
  test('known churn never supports less', () => {
    fc.assert(
      fc.property(
        guarantees,
        fc.integer({ min: 1, max: 200_000 }),
        fc.double({ min: 0.01, max: 1 }),
        (one, n, churn) => {
          expect(evaluationsSupported(n, one, churn)).toBeGreaterThanOrEqual(evaluationsSupported(n, one, null));
        },
      ),
    );
  });
  test('a small set supports nothing', () => {
    expect(evaluationsSupported(100, { tolerance: 0.01, delta: 0.01, adaptivity: 'full' }, null)).toBe(0);
  });
});

test.each(golden.ladder.sequence)('ladder: $submission', ({ raw_error, paired_sd, released, submission }) => {
  const before = golden.ladder.sequence.slice(
    0,
    golden.ladder.sequence.findIndex((one) => one.submission === submission),
  );
  const displayed = before.at(-1)?.displayed_error ?? Number.POSITIVE_INFINITY;
  expect(releases(displayed, raw_error, paired_sd, golden.binary.n)).toBe(released);
});

describe('luck of the best of k', () => {
  test.each([
    [1, 0],
    [2, 1 / Math.sqrt(Math.PI)],
    [3, 1.5 / Math.sqrt(Math.PI)],
    [5, 1.1629644736],
    [10, 1.5387527308],
    [20, 1.8674750598],
    [100, 2.5075936364],
  ])('k = %d', (k, expected) => {
    expect(expectedMaximum(k)).toBeCloseTo(expected, 8);
  });
});
