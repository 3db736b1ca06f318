import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectedCalibrationError, maximumCalibrationError } from './calibration.ts';
import * as label from './classification.ts';
import { delong } from './delong.ts';
import * as distribution from './distribution.ts';
import type { Measure } from './measure.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import { bonettPrice, discordant, mcnemar, pairedT } from './paired.ts';
import { minimumDetectableDrop, rowsNeeded } from './power.ts';
import { clopperPearson, wilson } from './proportion.ts';
import { ndcg } from './ranking.ts';
import * as regression from './regression.ts';
import * as scoring from './scoring.ts';

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
type EdgeCase = { case: string; input: Record<string, number[]>; expected: number | 'undefined' };
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
const fromLabels: Record<string, (matrix: label.Confusion) => Measure> = {
  accuracy: label.accuracy,
  balanced_accuracy: label.balancedAccuracy,
  precision: (m) => label.precision(label.oneAgainstRest(m, 1)),
  recall: (m) => label.recall(label.oneAgainstRest(m, 1)),
  specificity: (m) => label.specificity(label.oneAgainstRest(m, 1)),
  npv: (m) => label.negativePredictiveValue(label.oneAgainstRest(m, 1)),
  fpr: (m) => label.falsePositiveRate(label.oneAgainstRest(m, 1)),
  fnr: (m) => label.falseNegativeRate(label.oneAgainstRest(m, 1)),
  f1: (m) => label.fBeta(label.oneAgainstRest(m, 1)),
  'fbeta_0.5': (m) => label.fBeta(label.oneAgainstRest(m, 1), 0.5),
  fbeta_2: (m) => label.fBeta(label.oneAgainstRest(m, 1), 2),
  precision_macro: (m) => label.macro(m, label.precision),
  recall_macro: (m) => label.macro(m, label.recall),
  f1_macro: (m) => label.macro(m, label.fBeta),
  precision_weighted: (m) => label.weighted(m, label.precision),
  recall_weighted: (m) => label.weighted(m, label.recall),
  f1_weighted: (m) => label.weighted(m, label.fBeta),
  jaccard: (m) => label.jaccard(label.oneAgainstRest(m, 1)),
  mcc: label.mcc,
  cohen_kappa: label.cohenKappa,
};
const fromScores: Record<string, (truth: number[], score: number[]) => Measure> = {
  roc_auc: scoring.rocAuc,
  average_precision: scoring.averagePrecision,
  log_loss: (y, s) => scoring.mean(scoring.logLosses(y, s)),
  brier: (y, s) => scoring.mean(scoring.brierLosses(y, s)),
  ks: scoring.kolmogorovSmirnov,
  ece_10: (y, s) => expectedCalibrationError(y, s, 10),
  ece_15: (y, s) => expectedCalibrationError(y, s, 15),
  mce_10: (y, s) => maximumCalibrationError(y, s, 10),
};

describe.each(['base', 'cand'])('binary, %s', (side) => {
  const expected = binary[`metrics_${side}`];
  const matrix = label.confusion(binary.y_true, binary[`label_${side}`], 2);
  test('confusion', () => expect(label.oneAgainstRest(matrix, 1)).toEqual(expected.confusion));
  test.each(Object.entries(fromLabels))('%s', (name, measure) => agrees(measure(matrix), expected[name]));
  test.each(Object.entries(fromScores))('%s', (name, measure) =>
    agrees(measure(binary.y_true, binary[`score_${side}`]), expected[name]),
  );
});

describe.each(['base', 'cand'])('multiclass, %s', (side) => {
  const { classes, y_true, [`proba_${side}`]: rows, [`metrics_${side}`]: expected } = golden.multiclass;
  const truth = y_true.map((name: string) => classes.indexOf(name));
  const matrix = label.confusion(
    truth,
    rows.map((row: number[]) => row.indexOf(Math.max(...row))),
    classes.length,
  );
  test('confusion', () => expect(matrix).toEqual(expected.confusion_rows_true));
  test.each(['accuracy', 'balanced_accuracy', 'precision_macro', 'f1_macro', 'f1_weighted', 'mcc', 'cohen_kappa'])(
    '%s',
    (name) => agrees(fromLabels[name]?.(matrix), expected[name]),
  );
  test.each(classes as string[])('f1 of %s', (name) =>
    agrees(label.fBeta(label.oneAgainstRest(matrix, classes.indexOf(name))), expected[`f1[${name}]`]),
  );
});

const fromNumbers: Record<string, (truth: number[], predicted: number[]) => Measure> = {
  mae: regression.mae,
  mse: regression.mse,
  rmse: regression.rmse,
  r2: regression.r2,
  explained_variance: regression.explainedVariance,
  median_ae: regression.medianAbsoluteError,
  max_error: regression.maxError,
  mape: regression.mape,
  smape: regression.smape,
  wape: regression.wape,
  msle: regression.msle,
  rmsle: regression.rmsle,
  'pinball_0.1': (y, p) => regression.pinball(y, p, 0.1),
  'pinball_0.9': (y, p) => regression.pinball(y, p, 0.9),
  bias_mean_error: regression.meanError,
  pearson: regression.pearson,
  spearman: regression.spearman,
};
describe.each(['base', 'cand'])('regression, %s', (side) => {
  const { y_true, [`pred_${side}`]: predicted, [`metrics_${side}`]: expected } = golden.regression;
  test.each(Object.entries(fromNumbers))('%s', (name, measure) => agrees(measure(y_true, predicted), expected[name]));
});

test.each([0, 1, 2, 3, 4])('ndcg, query %i', (i) => {
  const row = golden.ranking.per_query[i];
  for (const k of [3, 5]) {
    const at = (gain: 'linear' | 'exponential') => ndcg(golden.ranking.relevance[i], golden.ranking.scores[i], k, gain);
    agrees(at('linear'), row[`ndcg@${k}_linear`]);
    agrees(at('exponential'), row[`ndcg@${k}_exp`]);
  }
});

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
  const result = delong(binary.y_true, binary.score_base, binary.score_cand);
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
  const errors = (p: number[]) => regression.losses(y_true, p, regression.absoluteError);
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

const edge: Record<string, (input: Record<string, number[]>) => Measure> = {
  'roc_auc, one class only in y_true': ({ y = [], score = [] }) => scoring.rocAuc(y, score),
  'average_precision, no positive': ({ y = [], score = [] }) => scoring.averagePrecision(y, score),
  'precision, nothing predicted positive': (i) => fromLabels.precision?.(codes(i)) ?? 0,
  'recall, no positive in y_true': (i) => fromLabels.recall?.(codes(i)) ?? 0,
  'f1, tp=fp=fn=0': (i) => fromLabels.f1?.(codes(i)) ?? 0,
  'f1, tp=0 but fp>0': (i) => fromLabels.f1?.(codes(i)) ?? 1,
  'mcc, constant prediction': (i) => label.mcc(codes(i)),
  'r2, n=1': ({ y = [], pred = [] }) => regression.r2(y, pred),
  'r2, constant y, imperfect': ({ y = [], pred = [] }) => regression.r2(y, pred),
  'mape with y=0': ({ y = [], pred = [] }) => regression.mape(y, pred),
  'log_loss with p=0 for the true class': ({ y = [], score = [] }) => scoring.mean(scoring.logLosses(y, score)),
  'msle with negative prediction': ({ y = [], pred = [] }) => regression.msle(y, pred),
  'macro f1 with a label that occurs only in the predictions': (i) => label.macro(codes(i, 3), label.fBeta),
  'cohen kappa, both raters constant and equal': (i) => label.cohenKappa(codes(i)),
  'r2, constant y, perfect prediction': ({ y = [], pred = [] }) => regression.r2(y, pred),
  'ndcg, query without relevant document': ({ rel = [], score = [] }) => ndcg(rel, score, 3, 'linear'),
};
const codes = ({ y = [], label: predicted = [] }: Record<string, number[]>, labels = 2) =>
  label.confusion(y, predicted, labels);

test('macro F1 over pinned labels counts the unpinned prediction as an error only', () => {
  const row = golden.edge_cases.find((c: EdgeCase) => c.case.startsWith('macro f1'));
  agrees(label.macro(codes(row.input, 3), label.fBeta, 2), row.pinned_labels_value);
});

describe('edge cases of the reference file', () => {
  test('all 16 are covered', () =>
    expect(Object.keys(edge)).toEqual(golden.edge_cases.map((c: { case: string }) => c.case)));
  test.each(golden.edge_cases as EdgeCase[])('$case', (row) => {
    agrees(edge[row.case]?.(row.input), row.expected === 'undefined' ? null : row.expected);
  });
});
