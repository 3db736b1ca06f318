import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { andersonDarling } from './anderson-darling.ts';
import { besselK } from './bessel.ts';
import { doaneEdges, equalFrequencyEdges, leftClosedCounts, sturgesEdges } from './bin-edges.ts';
import { expectedPerformance } from './cbpe.ts';
import { cramerVonMises, limitCdf } from './cramer-von-mises.ts';
import { domainAuc } from './domain-auc.ts';
import { type Binned, binnedKs, binnedWasserstein } from './drift-bins.ts';
import { binCounts } from './histogram.ts';
import { isotonicAt, isotonicFit } from './isotonic.ts';
import { mannWhitney } from './mann-whitney.ts';
import { gaussianKernel, medianDistance, mmdSquared, mmdTest } from './mmd.ts';
import { benjaminiYekutieli, holm } from './multiplicity.ts';
import { pageHinkley } from './page-hinkley.ts';
import {
  evidentlyZeros,
  floored,
  hellinger,
  kullbackLeibler,
  largestChange,
  stabilityIndex,
  totalVariationDistance,
} from './share-distance.ts';
import { energyDistance, ksStatistic, wasserstein } from './two-sample.ts';
import { chiSquareFit, cramersV, gTest, jensenShannonDistance } from './two-sample-counts.ts';
import { proportionsZ, studentT, welchMeans } from './two-sample-means.ts';

// biome-ignore lint/suspicious/noExplicitAny: the file is data of many shapes
type Golden = any;
const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/fixture/golden-drift.json', import.meta.url), 'utf8'),
);

/** Within 1e-9, relative to the larger of 1 and the value. */
function agrees(got: number, expected: number, tolerance = 1e-9): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected));
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(allowed);
}
const ascending = (values: number[]): Float64Array => Float64Array.from(values).sort();
const named = (cases: Golden[]): [string, Golden][] => cases.map((each) => [each.name, each]);

describe('numbers against scipy', () => {
  test.each(named(golden.numeric))('%s', (_, { reference: a, current: b, expected }) => {
    const [reference, current] = [ascending(a), ascending(b)];
    agrees(energyDistance(reference, current), expected.energy_distance);
    const cvm = cramerVonMises(reference, current);
    agrees(cvm.statistic, expected.cramervonmises_2samp.statistic);
    agrees(cvm.p, expected.cramervonmises_2samp.pvalue);
    const ad = andersonDarling(reference, current);
    agrees(ad.statistic, expected.anderson_ksamp_midrank.statistic);
    agrees(ad.p, expected.anderson_ksamp_midrank.pvalue);
    for (const side of ['two-sided', 'less', 'greater'] as const) {
      const { u, p } = mannWhitney(reference, current, side);
      agrees(u, expected[`mannwhitneyu_${side}`].statistic_U1);
      agrees(p, expected[`mannwhitneyu_${side}`].pvalue);
    }
    agrees(studentT(reference, current).statistic, expected.ttest_student.statistic);
    agrees(studentT(reference, current).p, expected.ttest_student.pvalue);
    agrees(welchMeans(reference, current).statistic, expected.ttest_welch.statistic);
    agrees(welchMeans(reference, current).p, expected.ttest_welch.pvalue);
  });

  test.each(named(golden.numeric_generated))('%s', (_, { reference: a, current: b, expected }) => {
    const generated = ({ n, a, m, scale = 1, shift = 0 }: Golden): Float64Array =>
      Float64Array.from({ length: n }, (_, i) => ((((i + 1) * a) % m) / m) * scale + shift).sort();
    const [reference, current] = [generated(a), generated(b)];
    agrees(energyDistance(reference, current), expected.energy_distance);
    agrees(cramerVonMises(reference, current).p, expected.cramervonmises_2samp.pvalue);
    agrees(andersonDarling(reference, current).statistic, expected.anderson_ksamp_midrank.statistic);
    agrees(andersonDarling(reference, current).p, expected.anderson_ksamp_midrank.pvalue);
    agrees(mannWhitney(reference, current).u, expected['mannwhitneyu_two-sided'].statistic_U1);
    agrees(mannWhitney(reference, current).p, expected['mannwhitneyu_two-sided'].pvalue);
  });
});

describe('histograms against numpy', () => {
  test.each(named(golden.numeric))('%s', (_, { reference: a, current: b, expected }) => {
    const [reference, current] = [ascending(a), ascending(b)];
    const check = (edges: Float64Array, golden: Golden): void => {
      golden.edges.forEach((edge: number, at: number) => {
        agrees(edges[at] ?? Number.NaN, edge);
      });
      expect(leftClosedCounts(edges, reference)).toEqual(golden.ref_counts);
      expect(leftClosedCounts(edges, current)).toEqual(golden.cur_counts);
    };
    check(sturgesEdges(ascending([...a, ...b])), expected.sturges_combined);
    const doane = doaneEdges(reference);
    expect(doane).toHaveLength(expected.doane_reference.edges.length);
    doane.forEach((edge, at) => {
      agrees(edge, expected.doane_reference.edges[at]);
    });
  });

  test.each(named(golden.numeric))('deciles of %s', (_, { reference: a, current: b, expected }) => {
    const [reference, current] = [ascending(a), ascending(b)];
    const { decile_right_closed: deciles } = expected;
    const edges = equalFrequencyEdges(reference, 10);
    edges.forEach((edge, at) => {
      agrees(edge, deciles.interior_edges_unique[at]);
    });
    const [n, m] = [binCounts(edges, reference), binCounts(edges, current)];
    expect([n, m]).toEqual([deciles.ref_counts, deciles.cur_counts]);
    agrees(stabilityIndex(n, m, floored(1e-4)), deciles['psi_floor_1e-4']);
    agrees(stabilityIndex(n, m, floored(0.01)), deciles['psi_floor_0.01']);
    agrees(stabilityIndex(n, m, evidentlyZeros), deciles.psi_evidently_zero_rule);
    const binned = (counts: number[], sums: number[], values: Float64Array): Binned => ({
      counts,
      sums,
      min: values[0] ?? 0,
      max: values.at(-1) ?? 0,
    });
    const sides = [binned(n, deciles.ref_bin_sums, reference), binned(m, deciles.cur_bin_sums, current)] as const;
    agrees(binnedKs(edges, ...sides), deciles.ks_lower_bound);
    agrees(binnedWasserstein(edges, ...sides), deciles.w1_lower_bound_from_bin_sums);
    expect(binnedKs(edges, ...sides)).toBeLessThanOrEqual(ksStatistic(reference, current) + 1e-12);
    const exact = wasserstein(reference, current);
    expect(binnedWasserstein(edges, ...sides)).toBeLessThanOrEqual(exact * (1 + 1e-9) + 1e-12);
  });

  test('whole numbers get bins of at least 1', () => {
    const { x, sturges_edges_int64, sturges_edges_float64 } = golden.numpy_integer_bins;
    const close = (edges: Float64Array, expected: number[]): void => {
      expect(edges).toHaveLength(expected.length);
      edges.forEach((edge, at) => {
        agrees(edge, expected[at] ?? Number.NaN);
      });
    };
    close(sturgesEdges(Float64Array.from(x), true), sturges_edges_int64);
    close(sturgesEdges(Float64Array.from(x)), sturges_edges_float64);
  });
});

describe('categories', () => {
  test.each(named(golden.categorical))('%s', (_, { reference, current, keys_in_order: keys, expected }) => {
    const [a, b] = [reference, current].map((side) => keys.map((key: string) => side[key] ?? 0)) as [
      number[],
      number[],
    ];
    const pairs: [number, Golden][] = [
      [gTest(a, b).statistic, expected.g_test_contingency?.statistic],
      [gTest(a, b).p, expected.g_test_contingency?.pvalue],
      [cramersV(a, b), expected.cramers_v],
      [cramersV(a, b, true), expected.cramers_v_bias_corrected],
      [hellinger(a, b), expected.hellinger],
      [totalVariationDistance(a, b), expected.total_variation],
      [largestChange(a, b).value, expected.l_infinity],
      [jensenShannonDistance(a, b) * Math.sqrt(Math.LN2), expected.jensenshannon_distance_base_e],
      [stabilityIndex(a, b, floored(0.01)), expected['psi_floor_0.01']],
      [stabilityIndex(a, b, evidentlyZeros), expected.psi_evidently_zero_rule],
      [stabilityIndex(a, b, evidentlyZeros), expected.evidently_psi],
      [kullbackLeibler(a, b, evidentlyZeros), expected.evidently_kl],
      [chiSquareFit(a, b).p, expected.evidently_chisquare_goodness_of_fit_pvalue],
    ];
    const known = pairs.filter(([, value]) => typeof value === 'number');
    expect(known.length).toBeGreaterThan(5);
    for (const [got, value] of known) agrees(got, value);
  });

  test.each([
    ['psi_floor_1e-4', floored(1e-4)],
    ['psi_floor_0.01', floored(0.01)],
    ['psi_float_min', floored(2.2250738585072014e-308)],
    ['psi_evidently_zero_rule', evidentlyZeros],
  ])('one table, %s', (name, rule) => {
    const { ref_counts, cur_counts, [name]: value } = golden.psi_zero_handling_example;
    agrees(stabilityIndex(ref_counts, cur_counts, rule), value);
  });

  test('two proportions', () => {
    expect(proportionsZ(50, 100, 50, 100).p).toBe(1);
    expect(proportionsZ(0, 100, 0, 100).p).toBe(1);
    agrees(proportionsZ(60, 100, 40, 100).statistic, 2.8284271247461903);
    agrees(proportionsZ(60, 100, 40, 100).p, 0.004677734981047177);
  });
});

test('K 1/4 and the law of the Cramér-von Mises criterion', () => {
  for (const [x, value] of golden.bessel_k_quarter_x_y) agrees(besselK(0.25, x) / value, 1);
  for (const [x, p] of golden.cvm_limit_cdf_x_p) agrees(limitCdf(x), p);
});

test('several tests', () => {
  for (const { p, by, holm: expected } of golden.multiple_testing) {
    benjaminiYekutieli(p).forEach((q, at) => {
      agrees(q, by[at]);
    });
    holm(p).forEach((q, at) => {
      agrees(q, expected[at]);
    });
  }
});

describe('maximum mean discrepancy', () => {
  const { reference, current, permutations_of_pooled_row_indices_0_to_21: orders, cases } = golden.mmd;
  const pooled = [...reference, ...current];
  test.each(named(cases.map((each: Golden) => ({ name: each.bandwidth, ...each }))))('%s', (_, each) => {
    const kernel = gaussianKernel(pooled, each.sigma);
    const { mmdSquared: observed, p } = mmdTest(kernel, reference.length, orders);
    agrees(observed, each.mmd2_unbiased);
    agrees(p, each['p_k+1_over_B+1']);
    each.first_5_permuted_unbiased.forEach((value: number, at: number) => {
      agrees(mmdSquared(kernel, orders[at], reference.length), value);
    });
  });
  test('bandwidth', () => agrees(medianDistance(pooled), cases[0].sigma));
});

test.each(named(golden.roc_auc))(
  'AUC of the domain: %s',
  (_, { label, score, auc, drift_score_2auc_minus_1_floor0 }) => {
    const found = domainAuc(score, label);
    agrees(found.auc, auc);
    agrees(found.drift, drift_score_2auc_minus_1_floor0);
    expect(found.lowerBound).toBeLessThan(found.auc);
  },
);

test('the bound of an AUC of 0.5 with 100 rows on each side is 0.067 away', () => {
  const scores = Array.from({ length: 200 }, () => 1);
  const isCurrent = scores.map((_, at) => at % 2);
  expect(0.5 - domainAuc(scores, isCurrent).lowerBound).toBeCloseTo(0.0673, 4);
});

test('performance without labels', () => {
  const { calibrated_probability, threshold, expected } = golden.cbpe_binary;
  const estimating = expectedPerformance();
  const all: readonly number[] = calibrated_probability;
  const falling = [...new Set(all)].sort((one, other) => other - one);
  for (const probability of falling) {
    const count = all.filter((each) => each === probability).length;
    const said = probability >= threshold ? { positive: count, negative: 0 } : { positive: 0, negative: count };
    estimating.add({ probability, ...said });
  }
  const estimate = estimating.result();
  const { roc_auc, ...rest } = expected;
  agrees(estimate.auc as number, roc_auc);
  for (const [name, value] of Object.entries(rest))
    agrees(estimate[name as keyof typeof estimate] as number, value as number);
});

test('the fit of adjacent violators', () => {
  const fit = isotonicFit([3, 1, 2, 4, 4, 5], [0, 1, 2, 3, 5, 6]);
  expect(fit).toEqual({ x: [1, 3, 4, 5], y: [1, 1, 4, 6] });
  expect([0, 1, 2, 3.5, 4.5, 9].map((x) => isotonicAt(fit, x))).toEqual([1, 1, 1, 2.5, 5, 6]);
});

test('a stream whose mean rises', () => {
  const { stream, params, detections_zero_based } = golden.page_hinkley;
  const settings = {
    minInstances: params.min_instances,
    delta: params.delta,
    threshold: params.threshold,
    alpha: params.alpha,
  };
  expect(pageHinkley(stream, settings)).toEqual(detections_zero_based);
});
