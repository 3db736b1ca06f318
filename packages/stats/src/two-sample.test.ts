import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { binCounts, binOf, nextBelow } from './histogram.ts';
import { benjaminiHochberg } from './multiplicity.ts';
import { floored, stabilityIndex } from './share-distance.ts';
import { ksStatistic, wasserstein } from './two-sample.ts';
import { chiSquareTwoSample, jensenShannonDistance, poolRare } from './two-sample-counts.ts';
import { ksAsymptoticP, ksExactP, ksPValue, kstwoSf } from './two-sample-ks.ts';

interface Test {
  readonly statistic: number;
  readonly pvalue: number;
}
interface NumericCase {
  readonly name: string;
  readonly reference: number[];
  readonly current: number[];
  readonly expected: Readonly<Record<'ks_exact' | 'ks_asymp' | 'ks_auto', Test>> & {
    readonly wasserstein_distance: number;
  };
}
interface Formula {
  readonly n: number;
  readonly a: number;
  readonly m: number;
  readonly scale?: number;
  readonly shift?: number;
}
interface GeneratedCase extends Pick<NumericCase, 'name' | 'expected'> {
  readonly reference: Formula;
  readonly current: Formula;
}
type ByName = Readonly<Record<string, number>>;
interface CategoricalCase {
  readonly name: string;
  readonly reference: ByName;
  readonly current: ByName;
  readonly keys_in_order: string[];
  readonly expected: {
    readonly chi2_contingency_correction_false?: Test;
    readonly 'psi_floor_1e-4': number;
    readonly jensenshannon_distance_base_2: number;
  };
}
interface Golden {
  readonly numeric: NumericCase[];
  readonly numeric_generated: GeneratedCase[];
  readonly kstwo_sf_n_d_p: [n: number, d: number, p: number][];
  readonly categorical: CategoricalCase[];
  readonly rare_category_pooling: {
    readonly input: { readonly ref: ByName; readonly cur: ByName };
    readonly pooled: { readonly ref: ByName };
    readonly expected: Test;
  };
  readonly multiple_testing: { readonly p: number[]; readonly bh: number[] }[];
}

const file = new URL('../../../test/fixture/golden-drift.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));

/** Relative to the value; p-values below 1e-300 are floored before any use. */
function close(got: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(expected), 1e-290),
  );
}
const sorted = (values: number[]): Float64Array => Float64Array.from(values).sort();

describe('golden values (scipy)', () => {
  test.each(golden.numeric.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const [reference, current] = [sorted(each.reference), sorted(each.current)];
    const [n, m] = [reference.length, current.length];
    const { expected } = each;
    const d = ksStatistic(reference, current);
    close(d, expected.ks_exact.statistic);
    close(ksExactP(d, n, m), expected.ks_exact.pvalue);
    close(ksAsymptoticP(d, n, m), expected.ks_asymp.pvalue);
    close(ksPValue(d, n, m), expected.ks_auto.pvalue);
    close(wasserstein(reference, current), expected.wasserstein_distance, 1e-9);
  });

  test('kstwo over every branch', () => {
    for (const [n, d, p] of golden.kstwo_sf_n_d_p) close(kstwoSf(d, n), p);
  });

  test.each(golden.categorical.map((each) => [each.name, each] as const))('categories %s', (_, each) => {
    const counts = (side: ByName): number[] => each.keys_in_order.map((key) => side[key] ?? 0);
    const [reference, current] = [counts(each.reference), counts(each.current)];
    const { expected } = each;
    const chi = chiSquareTwoSample(reference, current);
    if (expected.chi2_contingency_correction_false) {
      close(chi.statistic, expected.chi2_contingency_correction_false.statistic);
      close(chi.p, expected.chi2_contingency_correction_false.pvalue);
    }
    close(stabilityIndex(reference, current, floored(1e-4)), expected['psi_floor_1e-4']);
    expect(jensenShannonDistance(reference, current)).toBeCloseTo(expected.jensenshannon_distance_base_2, 9);
  });

  test('rare categories are pooled symmetrically', () => {
    const { input, pooled, expected } = golden.rare_category_pooling;
    const keys = [...new Set([...Object.keys(input.ref), ...Object.keys(input.cur)])];
    const result = poolRare(
      keys.map((key) => input.ref[key] ?? 0),
      keys.map((key) => input.cur[key] ?? 0),
    );
    expect([...result.reference].sort()).toEqual(Object.values(pooled.ref).sort());
    const chi = chiSquareTwoSample(result.reference, result.current);
    close(chi.statistic, expected.statistic);
    close(chi.p, expected.pvalue);
  });

  test('Benjamini-Hochberg', () => {
    for (const { p, bh } of golden.multiple_testing)
      benjaminiHochberg(p).forEach((q, at) => {
        close(q, bh[at] ?? Number.NaN);
      });
  });
});

describe('golden values of large generated samples', () => {
  const generated = ({ n, a, m, scale = 1, shift = 0 }: Formula): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => ((((i + 1) * a) % m) / m) * scale + shift).sort();

  test.each(golden.numeric_generated.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const [reference, current] = [generated(each.reference), generated(each.current)];
    const d = ksStatistic(reference, current);
    close(d, each.expected.ks_auto.statistic);
    close(ksPValue(d, reference.length, current.length), each.expected.ks_auto.pvalue, 2e-9);
    close(wasserstein(reference, current), each.expected.wasserstein_distance);
  });
});

describe('histogram', () => {
  test('bins are right-closed with open ends', () => {
    expect([-5, 1, 1.5, 2, 3, 9].map((value) => binOf([1, 2, 3], value))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(binCounts([1, 2], [0, 1, 2, 2, 3])).toEqual([2, 2, 1]);
    expect(binOf([], 5)).toBe(0);
  });

  test.each([
    [1, 1 - Number.EPSILON / 2],
    [-1, -1 - Number.EPSILON],
    [0, -Number.MIN_VALUE],
    [Number.MIN_VALUE, 0],
    [Number.MAX_VALUE, 1.7976931348623155e308],
  ])('the double below %d is %d', (x, below) => {
    expect(nextBelow(x)).toBe(below);
  });
});
