import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accelerationOf, bca, quantile } from './bootstrap.ts';
import { delong } from './delong.ts';
import * as distribution from './distribution.ts';
import { jaccardOfTop, totalVariation } from './importance.ts';
import type { Measure } from './measure.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import { bonettPrice, clusteredT, discordant, mcnemar, pairedT, welchT } from './paired.ts';
import { minimumDetectableDrop, rowsNeeded } from './power.ts';
import { xoshiro128 } from './prng.ts';
import { clopperPearson, wilson } from './proportion.ts';
import { sliceLineScore } from './slice-line.ts';

/** The reference file's own tolerance: absolute 1e-9. */
const TOLERANCE = 1e-9;
const golden = JSON.parse(readFileSync(new URL('../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'));

function agrees(got: Measure | undefined, expected: number | null): void {
  if (expected === null) {
    expect(got).toHaveProperty('undefined');
    return;
  }
  expect(got).toBeTypeOf('number');
  expect(Math.abs((got as number) - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(expected)));
}

// biome-ignore lint/suspicious/noExplicitAny: rows of the reference file, checked value by value
type Row = any;
type Pairs = [number, number][];
type Triples = [number, number, number][];
type Quadruples = [number, number, number, number][];
const special = golden.special_functions;
describe('distributions', () => {
  test.each(special.norm_ppf as Pairs)('normal quantile of %d', (p, z) => agrees(distribution.normalQuantile(p), z));
  test.each(special.norm_cdf as Pairs)('normal cdf at %d', (z, p) => agrees(distribution.normalCdf(z), p));
  test.each(special.t_ppf as Triples)('t quantile of %d, df %d', (p, df, t) =>
    agrees(distribution.studentTQuantile(p, df), t),
  );
  test.each(special.t_cdf as Triples)('t cdf at %d, df %d', (t, df, p) => agrees(distribution.studentTCdf(t, df), p));
  test.each(special.chi2_sf_1df as Pairs)('chi-squared tail at %d', (x, p) =>
    agrees(distribution.chiSquareSf(x, 1), p),
  );
  test.each(special.binom_cdf_half as Triples)('binomial %d of %d', (k, n, p) =>
    agrees(distribution.binomialCdf(k, n, 0.5), p),
  );
  test.each(special.beta_ppf as Quadruples)('beta quantile %d (%d, %d)', (p, a, b, x) =>
    agrees(distribution.betaQuantile(p, a, b), x),
  );
});

const binary = golden.binary;
test.each(golden.mcnemar_cases as Row[])('McNemar with $losses losses and $gains gains', (row) => {
  const result = mcnemar(row);
  agrees(result.exactTwoSided, row.exact_two_sided);
  agrees(result.midTwoSided, row.mid_p_two_sided);
  agrees(result.exactWorse, row.one_sided_worse_exact);
  agrees(result.midWorse, row.one_sided_worse_mid);
});

test.each(golden.paired_proportion_intervals as Row[])('Bonett-Price $losses/$gains of $n', (row) => {
  for (const level of [90, 95]) {
    const { low, high } = bonettPrice(row, row.n, level / 100);
    agrees(low, row[`bonett_price_${level}`][0]);
    agrees(high, row[`bonett_price_${level}`][1]);
  }
});

test.each(golden.proportion_intervals as Row[])('Wilson and Clopper-Pearson $k of $n', (row) => {
  agrees(wilson(row.k, row.n).low, row.wilson_95[0]);
  agrees(wilson(row.k, row.n).high, row.wilson_95[1]);
  agrees(clopperPearson(row.k, row.n).low, row.clopper_pearson_95[0]);
  agrees(clopperPearson(row.k, row.n).high, row.clopper_pearson_95[1]);
});

test('discordant pairs of the binary data', () => {
  const right = (labels: number[]) => labels.map((l, i) => Number(l === binary.y_true[i]));
  expect(discordant(right(binary.label_base), right(binary.label_cand))).toEqual({ losses: 4, gains: 15 });
});

test('DeLong', () => {
  const expected = golden.delong_binary;
  const result = delong(binary.y_true, Float64Array.from(binary.score_base), Float64Array.from(binary.score_cand));
  agrees(result.baseline, expected.auc_base);
  agrees(result.candidate, expected.auc_cand);
  agrees(result.varianceBaseline, expected.var_base);
  agrees(result.varianceCandidate, expected.var_cand);
  agrees(result.covariance, expected.cov);
  agrees(result.standardError, expected.se_delta);
  agrees(result.twoSided, expected.p_two_sided);
  agrees(result.worse, expected.p_one_sided_cand_worse);
  agrees(result.interval(0.95).low, expected.ci95_delta[0]);
  agrees(result.interval(0.95).high, expected.ci95_delta[1]);
});

test('paired t', () => {
  const { y_true, pred_base, pred_cand, paired_abs_error_delta: expected } = golden.regression;
  const errors = (p: number[]) => p.map((value, i) => Math.abs(value - y_true[i]));
  const before = errors(pred_base);
  const result = pairedT(errors(pred_cand).map((e, i) => e - (before[i] ?? 0)));
  agrees(result.mean, expected.mean);
  agrees(result.t, expected.t);
  agrees(result.twoSided, expected.p_two_sided_t);
  agrees(result.interval(0.95).low, expected.ci95_t[0]);
  agrees(result.interval(0.95).high, expected.ci95_t[1]);
});

test('Holm and Benjamini-Hochberg', () => {
  const { p, holm: expectedHolm, bh } = golden.multiplicity;
  holm(p).forEach((value, i) => {
    agrees(value, expectedHolm[i]);
  });
  benjaminiHochberg(p).forEach((value, i) => {
    agrees(value, bh[i]);
  });
});

describe('power', () => {
  test.each(golden.sample_size['paired_normal (one-sided alpha .05, power .8)'] as Row[])(
    'rows for churn $churn, margin $margin',
    (row) => expect(rowsNeeded(row.churn, row.margin)).toBe(row.n),
  );
  test('10 % churn on 200 rows hides 5.6 pp', () => expect(minimumDetectableDrop(0.1, 200)).toBeCloseTo(0.056, 3));
});

test('clustered standard errors of accuracy and of its change', () => {
  const { y_true, label_base, label_cand, cluster } = golden.binary;
  const right = (labels: number[]) => labels.map((l, i) => Number(l === y_true[i]));
  const [before, after] = [right(label_base), right(label_cand)];
  const delta = after.map((value, i) => value - (before[i] ?? 0));
  agrees(clusteredT(after, cluster).standardError, golden.clustered.se_accuracy_cand_clustered);
  agrees(clusteredT(delta, cluster).standardError, golden.clustered.se_delta_clustered);
  expect(clusteredT(delta, cluster).df).toBe(golden.clustered.clusters - 1);
});

test('seeds, paired and apart', () => {
  const { base, cand, paired, welch } = golden.seeds;
  const together = pairedT(cand.map((value: number, i: number) => value - base[i]));
  const apart = welchT(base, cand);
  for (const [got, expected] of [
    [together, paired],
    [apart, welch],
  ] as const) {
    agrees(got.t, expected.t);
    agrees(got.df, expected.df);
    agrees(got.twoSided, expected.p_two_sided);
    agrees(got.interval(0.95).low, expected.ci95[0]);
    agrees(got.interval(0.95).high, expected.ci95[1]);
  }
});

test('importance shift', () => {
  const { base, cand, total_variation, top3_jaccard } = golden.importance_shift;
  agrees(totalVariation(base, cand), total_variation);
  agrees(jaccardOfTop(base, cand, 3), top3_jaccard);
});

test('SliceLine', () => {
  const whole = { size: 120, error: 7 / 120 };
  for (const row of Object.values(golden.sliceline_scores_candidate_error) as Row[]) {
    agrees(sliceLineScore({ size: row.size, error: row.error_rate }, whole, 0.6), row['alpha_0.6']);
    agrees(sliceLineScore({ size: row.size, error: row.error_rate }, whole, 0.95), row['alpha_0.95']);
  }
});

describe('pinned generator', () => {
  const { seed_12345_first_8_u32: words, seed_12345_first_10_indices_n120: indices } = golden.prng;
  test('first words', () => {
    const { next } = xoshiro128(12345);
    expect(words.map(() => next())).toEqual(words);
  });
  test('first indices', () => {
    const { next } = xoshiro128(12345);
    expect(indices.map(() => Math.floor((next() * 120) / 2 ** 32))).toEqual(indices);
  });
  test('skipping n numbers is drawing them', () => {
    const [a, b] = [xoshiro128(7), xoshiro128(7)];
    a.skip(5);
    for (let i = 0; i < 5; i++) b.next();
    expect(a.next()).toBe(b.next());
  });
});

test('percentiles and BCa of the exact bootstrap of five values', () => {
  const { values, percentile_90, percentile_95, bca_95 } = golden.exact_bootstrap_n5;
  const mean = (row: readonly number[]) => row.reduce((sum, value) => sum + value, 0) / row.length;
  const replicates = new Float64Array(5 ** 5);
  for (let code = 0; code < replicates.length; code++)
    replicates[code] = mean([0, 1, 2, 3, 4].map((place) => values[Math.floor(code / 5 ** place) % 5]));
  const jackknife = Float64Array.from(values, (_, left) => mean(values.filter((_: number, i: number) => i !== left)));
  const drawn = { value: mean(values), replicates, acceleration: accelerationOf(jackknife) };
  agrees(drawn.acceleration ?? 0, bca_95.a);
  const ascending = Float64Array.from(replicates).sort();
  for (const [level, expected] of [
    [0.9, percentile_90],
    [0.95, percentile_95],
  ] as const) {
    agrees(quantile(ascending, (1 - level) / 2), expected[0]);
    agrees(quantile(ascending, (1 + level) / 2), expected[1]);
  }
  agrees(bca(drawn, 0.95).low, bca_95.ci[0]);
  agrees(bca(drawn, 0.95).high, bca_95.ci[1]);
});
