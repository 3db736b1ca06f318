import { readFileSync } from 'node:fs';
import { gateRowSchema } from '@ml-actions/core/record/predicate/evaluate-gate';
import { describe, expect, test } from 'vitest';
import { atLeast, slack } from './allowance.ts';
import { type Baseline, type Comparison, compare } from './compare.ts';
import { type Metrics, type MetricValue, metricValue } from './metric.ts';
import { parsePolicy } from './policy.ts';
import type { Predictions } from './predictions.ts';
import { oriented } from './rule/evidence.ts';
import { prove } from './rule/prove.ts';

const golden = JSON.parse(readFileSync(new URL('../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'));

const metrics = (values: Record<string, unknown>): Metrics =>
  new Map(Object.entries(values).map(([name, value]) => [name, metricValue(value)] as [string, MetricValue]));
const found = (values: Record<string, unknown>, predictions?: Predictions): Baseline => ({
  kind: 'found',
  metrics: metrics(values),
  ...(predictions && { predictions }),
});

/** Compares metric files under these checks. */
function files(
  checks: Record<string, unknown>,
  candidate: Record<string, unknown>,
  baseline: Record<string, unknown> | Baseline,
  rest = {},
): Comparison {
  const policy = parsePolicy({ ...rest, checks }, 'policy');
  const side = 'kind' in baseline ? (baseline as Baseline) : found(baseline);
  return compare({ policy, candidate: { metrics: metrics(candidate) }, baseline: side });
}

/** Compares predictions under these checks. */
function predicted(
  checks: Record<string, unknown>,
  candidate: Predictions,
  baseline: Predictions,
  rest = {},
): Comparison {
  const policy = parsePolicy({ ...rest, checks }, 'policy');
  return compare({ policy, candidate: { metrics: new Map(), predictions: candidate }, baseline: found({}, baseline) });
}

/** n rows of truth 1; `right` says which labels are right. */
const labels = (right: readonly boolean[], ids = true): Predictions => ({
  ids: ids ? right.map((_, i) => `row ${i}`) : null,
  truth: Float64Array.from(right, (_, i) => i % 2),
  predicted: Float64Array.from(right, (ok, i) => (ok ? i % 2 : 1 - (i % 2))),
});

/** Both right, only the baseline right, only the candidate right, both wrong. */
function sides(both: number, losses: number, gains: number, neither: number): [Predictions, Predictions] {
  const repeat = (count: number, value: boolean) => new Array<boolean>(count).fill(value);
  const candidate = [
    ...repeat(both, true),
    ...repeat(losses, false),
    ...repeat(gains, true),
    ...repeat(neither, false),
  ];
  const baseline = [...repeat(both, true), ...repeat(losses, true), ...repeat(gains, false), ...repeat(neither, false)];
  return [labels(candidate), labels(baseline)];
}

interface PolicyCase {
  case: string;
  direction: 'higher' | 'lower';
  candidate?: unknown;
  baseline?: unknown;
  rule: Record<string, number>;
  expected: string;
  delta_ci?: [number, number];
}

describe('policy cases of the reference file', () => {
  const cases = golden.policy_cases as PolicyCase[];
  test.each(cases.filter((row) => !row.delta_ci))('$case', ({ direction, candidate, baseline, rule, expected }) => {
    const side =
      baseline === 'no baseline at all' ? ({ kind: 'none' } as const) : found(baseline === null ? {} : { m: baseline });
    const result = files({ m: { direction, ...rule } }, candidate === null ? {} : { m: candidate }, side);
    expect(expected === 'no-baseline' ? result.verdict : result.checks[0]?.status).toBe(expected.replace('_', '-'));
  });
  test.each(cases.filter((row) => row.delta_ci))(
    '$case',
    ({ direction, delta_ci: [low, high] = [0, 0], rule, expected }) => {
      const margin = rule.max_regression ?? 0;
      expect(prove({ change: 0, tolerance: 0, margin, ...oriented(low, high, direction) })).toBe(expected);
    },
  );
  test('there are 20', () => expect(cases).toHaveLength(20));
});

describe('the edge table, metric files', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, string]>([
    ['0.95 -> 0.50 accuracy on defaults', { accuracy: {} }, { accuracy: 0.5 }, { accuracy: 0.95 }, 'fail'],
    ['R2 0.2 -> -0.5 on defaults', { r2: {} }, { r2: -0.5 }, { r2: 0.2 }, 'fail'],
    ['R2 0.0 -> -0.5 on defaults', { r2: {} }, { r2: -0.5 }, { r2: 0 }, 'fail'],
    ['R2 0.0 -> -0.5, absolute', { r2: { max_regression: 0.1 } }, { r2: -0.5 }, { r2: 0 }, 'fail'],
    ['R2 -0.10 -> -0.20, relative', { r2: { max_regression: '50%' } }, { r2: -0.2 }, { r2: -0.1 }, 'fail'],
    ['R2 -0.10 -> -0.05, relative', { r2: { max_regression: '1%' } }, { r2: -0.05 }, { r2: -0.1 }, 'pass'],
    ['doubled latency', { latency_p95_ms: {} }, { latency_p95_ms: 80 }, { latency_p95_ms: 40 }, 'fail'],
    ['doubled ECE', { ece_10: {} }, { ece_10: 0.08 }, { ece_10: 0.04 }, 'fail'],
    ['doubled FPR', { fpr: {} }, { fpr: 0.2 }, { fpr: 0.1 }, 'fail'],
    [
      '0.85 is not below 0.80 + 0.05',
      { accuracy: { min_improvement: 0.05 } },
      { accuracy: 0.85 },
      { accuracy: 0.8 },
      'pass',
    ],
    ['0.849 is', { accuracy: { min_improvement: 0.05 } }, { accuracy: 0.849 }, { accuracy: 0.8 }, 'fail'],
    [
      '0.80 - 0.05 is not below 0.75',
      { accuracy: { max_regression: 0.05 } },
      { accuracy: 0.75 },
      { accuracy: 0.8 },
      'pass',
    ],
    ['loss 0.30 -> 0.20 is better', { loss: {} }, { loss: 0.2 }, { loss: 0.3 }, 'pass'],
    ['loss 0.20 -> 0.30 is worse', { loss: {} }, { loss: 0.3 }, { loss: 0.2 }, 'fail'],
    ['zero baseline, relative, unequal', { loss: { max_regression: '10%' } }, { loss: 0.1 }, { loss: 0 }, 'error'],
    ['zero baseline, relative, better', { r2: { max_regression: '10%' } }, { r2: 0.1 }, { r2: 0 }, 'error'],
    ['zero baseline, relative, equal', { loss: { max_regression: '10%' } }, { loss: 0 }, { loss: 0 }, 'pass'],
    ['NaN candidate', { accuracy: {} }, { accuracy: Number.NaN }, { accuracy: 0.9 }, 'error'],
    ['NaN baseline', { accuracy: {} }, { accuracy: 0.9 }, { accuracy: Number.NaN }, 'error'],
    ['NaN baseline, bounds only', { accuracy: { min: 0.5 } }, { accuracy: 0.9 }, { accuracy: 'nan' }, 'error'],
    ['infinite candidate', { loss: { max: 1 } }, { loss: Number.POSITIVE_INFINITY }, { loss: 0.9 }, 'error'],
    ['null candidate', { accuracy: {} }, { accuracy: null }, { accuracy: 0.9 }, 'error'],
    ['text candidate', { accuracy: {} }, { accuracy: '0.95' }, { accuracy: 0.9 }, 'error'],
    ['folds against one number: by their mean', { accuracy: {} }, { accuracy: [0.5, 0.5] }, { accuracy: 0.9 }, 'fail'],
    ['two folds decide nothing', { accuracy: {} }, { accuracy: [0.5, 0.5] }, { accuracy: [0.9, 0.8] }, 'inconclusive'],
    [
      'a collapse over five folds',
      { accuracy: {} },
      { accuracy: [0.5, 0.52, 0.48, 0.51, 0.5] },
      { accuracy: [0.9, 0.91, 0.89, 0.9, 0.9] },
      'fail',
    ],
    ['a list with a word in it', { accuracy: {} }, { accuracy: [0.5, 'x'] }, { accuracy: 0.9 }, 'error'],
    ['checked metric missing', { accuracy: {} }, { acuracy: 0.9 }, { accuracy: 0.9 }, 'error'],
    [
      'checked metric missing, optional',
      { accuracy: { optional: true } },
      { f1: 0.9 },
      { accuracy: 0.9, f1: 0.9 },
      'skipped',
    ],
    ['missing in the baseline only', { accuracy: {} }, { accuracy: 0.9 }, { f1: 0.9 }, 'no-baseline'],
    [
      'missing in the baseline, bound fails',
      { accuracy: { min: 0.95, max_regression: 0 } },
      { accuracy: 0.9 },
      {},
      'fail',
    ],
    ['equal within', { s: { equal_within: 0.02 } }, { s: 0.52 }, { s: 0.5 }, 'pass'],
    ['moved too far, upwards', { s: { equal_within: 0.02 } }, { s: 0.53 }, { s: 0.5 }, 'fail'],
    [
      'an allowance that allows everything',
      { accuracy: { max_regression: 1 } },
      { accuracy: 0.2 },
      { accuracy: 0.9 },
      'error',
    ],
    ['one point of a percentage', { accuracy: { max_regression: 1 } }, { accuracy: 89.5 }, { accuracy: 90 }, 'pass'],
    [
      'explicit guard without predictions',
      { accuracy: { rule: 'guard' } },
      { accuracy: 0.9 },
      { accuracy: 0.9 },
      'error',
    ],
    ['bound without predictions', { fpr: { max: 0.2, bound: 'upper' } }, { fpr: 0.1 }, { fpr: 0.1 }, 'error'],
    [
      'severity warn softens a failure',
      { accuracy: { severity: 'warn' } },
      { accuracy: 0.5 },
      { accuracy: 0.9 },
      'warn',
    ],
    [
      'severity warn does not soften an error',
      { accuracy: { severity: 'warn' } },
      { accuracy: Number.NaN },
      { accuracy: 0.9 },
      'error',
    ],
    ['other spelling of the name', { roc_auc: {} }, { AUC: 0.9 }, { 'ROC-AUC': 0.9 }, 'pass'],
  ])('%s', (_, checks, candidate, baseline, status) => {
    expect(files(checks, candidate, baseline).checks[0]?.status).toBe(status);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'default allowance is stated',
      { accuracy: {} },
      { accuracy: 0.5 },
      { accuracy: 0.95 },
      '-45.00 pp, allowed -2 % (1.9 pp, default); no interval without paired predictions',
    ],
    [
      'zero baseline',
      { loss: { max_regression: '10%' } },
      { loss: 0.1 },
      { loss: 0 },
      'the baseline is 0, so a relative allowance means nothing (add abs)',
    ],
    [
      'text never contradicts the verdict',
      { accuracy: { min: 0.935 } },
      { accuracy: 0.93496 },
      {},
      '0.93496 is below the minimum 0.935',
    ],
    [
      'nor in the seventh digit',
      { accuracy: { min: 0.935 } },
      { accuracy: 0.93499996 },
      {},
      '0.93499996 is below the minimum 0.935',
    ],
    [
      'nearest name',
      { accuracy: {} },
      { acuracy: 0.9 },
      {},
      'the candidate does not report it. Did you mean "acuracy"?',
    ],
    ['NaN', { accuracy: {} }, { accuracy: 'nan' }, {}, 'the candidate holds NaN instead of a number'],
  ])('reason: %s', (_, checks, candidate, baseline, reason) => {
    expect(files(checks, candidate, baseline).checks[0]?.reason).toBe(reason);
  });
});

describe('the verdict', () => {
  const good = { accuracy: 0.9, f1: 0.9 };
  test.each<[string, Comparison, string, string]>([
    ['pass', files({ accuracy: {} }, good, good), 'pass', 'accuracy 0.00 pp, allowed -2 % (1.8 pp, default)'],
    [
      'pass of several: the largest move by its allowance speaks',
      files(
        { accuracy: { max_regression: 0.02 }, f1: { min: 0.5, max_regression: 0.01 } },
        { accuracy: 0.91, f1: 0.93 },
        good,
      ),
      'pass',
      'f1 +3.00 pp, allowed -1 pp; 2 of 2 checks hold',
    ],
    [
      'pass of bounds alone',
      files({ accuracy: { min: 0.5 }, f1: { min: 0.5, max: 0.95 } }, good, good),
      'pass',
      'accuracy 0.9 is at least 0.5; 2 of 2 checks hold',
    ],
    [
      'several fail',
      files({ accuracy: { min: 0.95 }, f1: { min: 0.95 } }, good, good),
      'fail',
      'accuracy 0.9 is below the minimum 0.95; 2 of 2 checks fail',
    ],
    [
      'a vanished unchecked metric is a warning',
      files({ accuracy: {} }, { accuracy: 0.9 }, good),
      'warn',
      'disappeared since the baseline: f1',
    ],
    [
      'a NaN nobody checks is a warning',
      files({ accuracy: {} }, { ...good, loss: Number.NaN }, good),
      'warn',
      'the candidate reports loss as NaN',
    ],
    [
      'error beats fail',
      files({ accuracy: {}, f1: {} }, { accuracy: 0.1, f1: 'nan' }, good),
      'error',
      'f1: the candidate holds NaN instead of a number',
    ],
    [
      'fail beats warn',
      files({ accuracy: { severity: 'warn' }, f1: {} }, { accuracy: 0.1, f1: 0.1 }, good),
      'fail',
      'f1 -80.00 pp, allowed -2 % (1.8 pp, default); no interval without paired predictions',
    ],
    [
      'first run, bounds hold',
      files({ accuracy: { min: 0.5, max_regression: 0 }, f1: {} }, good, { kind: 'none' }),
      'no-baseline',
      '1 check holds its bounds, 1 has nothing to compare with',
    ],
    [
      'first run, a bound fails',
      files({ accuracy: { min: 0.95 } }, good, { kind: 'none' }),
      'fail',
      'accuracy 0.9 is below the minimum 0.95',
    ],
    [
      'first run, nothing to verify',
      files({ accuracy: {} }, good, { kind: 'none' }),
      'no-baseline',
      'nothing verified: no baseline yet, and the policy has no bounds',
    ],
    [
      'first run refused by the policy',
      files({ accuracy: { min: 0.5 } }, good, { kind: 'none' }, { when: { no_baseline: 'fail' } }),
      'fail',
      'there is no baseline, and the policy demands one (when.no_baseline: fail)',
    ],
    [
      'look-up failed',
      files({ accuracy: { min: 0.5 } }, good, { kind: 'failed', reason: '403' }),
      'error',
      'the baseline could not be looked up: 403',
    ],
    [
      'look-up failed, counted as fail',
      files({ accuracy: {} }, good, { kind: 'failed', reason: '403' }, { when: { baseline_lookup_error: 'fail' } }),
      'fail',
      'the baseline could not be looked up: 403',
    ],
    [
      'new metric only',
      files({ accuracy: {} }, good, {}),
      'warn',
      'nothing verified: the baseline does not report it, nothing to compare with',
    ],
    [
      'all optional and absent',
      files({ mae: { optional: true } }, good, good),
      'skipped',
      'nothing verified: not reported, and optional',
    ],
    [
      'any: one pass carries',
      files({ accuracy: {}, f1: {} }, { accuracy: 0.9, f1: 0.1 }, good, { logic: 'any' }),
      'warn',
      'f1 -80.00 pp, allowed -2 % (1.8 pp, default); no interval without paired predictions',
    ],
    [
      'any: errors stay',
      files({ accuracy: {}, f1: {} }, { accuracy: 0.9, f1: 'nan' }, good, { logic: 'any' }),
      'error',
      'f1: the candidate holds NaN instead of a number',
    ],
    [
      'any: a mere warning carries nothing',
      files({ accuracy: { severity: 'warn' }, f1: {} }, { accuracy: 0.9, f1: 0.1 }, good, { logic: 'any' }),
      'fail',
      'f1 -80.00 pp, allowed -2 % (1.8 pp, default); no interval without paired predictions',
    ],
  ])('%s', (_, comparison, verdict, fact) => {
    expect([comparison.verdict, comparison.fact]).toEqual([verdict, fact]);
  });

  test('different fingerprints are incomparable, which is an error', () => {
    const policy = parsePolicy({ checks: { accuracy: { min: 0.5, max_regression: 0.1 } } }, 'p');
    const side = { metrics: metrics(good) };
    const result = compare({
      policy,
      candidate: { ...side, testSet: 'a' },
      baseline: { kind: 'found', ...side, testSet: 'b' },
    });
    expect([result.verdict, result.checks[0]?.status, result.checks[0]?.reason]).toEqual([
      'error',
      'incomparable',
      'different test sets: their fingerprints differ',
    ]);
    expect(result.failedChecks).toEqual(['accuracy']);
  });

  test('without a policy everything is reported, nothing decided, a policy suggested', () => {
    const result = compare({
      policy: null,
      candidate: { metrics: metrics({ ...good, epoch: 3, loss: 2 }) },
      baseline: found({ accuracy: 0.95 }),
    });
    expect([result.verdict, result.reportOnly, result.checks]).toEqual(['skipped', true, []]);
    expect(result.metrics[0]).toEqual({
      metric: 'accuracy',
      baseline: 0.95,
      candidate: 0.9,
      change: expect.closeTo(-0.05),
      checked: false,
    });
    expect(result.suggested).toEqual({
      version: 1,
      checks: { accuracy: { max_regression: 0.01 }, f1: { max_regression: 0.01 }, loss: { max_regression: '2%' } },
    });
  });

  test('without a policy a failed look-up is still an error', () => {
    const result = compare({
      policy: null,
      candidate: { metrics: metrics(good) },
      baseline: { kind: 'failed', reason: '500' },
    });
    expect(result.verdict).toBe('error');
  });
});

describe('the edge table, predictions', () => {
  test.each<[string, Parameters<typeof sides>, Record<string, unknown>, string]>([
    ['n=50, 80 % -> 62 % is not noise', [31, 9, 0, 10], {}, 'fail'],
    ['a small drop nobody can tell', [850, 22, 15, 113], {}, 'inconclusive'],
    ['a clear drop', [800, 70, 20, 110], {}, 'fail'],
    ['a clear gain', [800, 20, 70, 110], {}, 'pass'],
    ['a drop within a wide margin', [850, 22, 15, 113], { max_regression: 0.05 }, 'pass'],
    ['prove: straddling', [850, 22, 15, 113], { max_regression: 0.01, rule: 'prove' }, 'inconclusive'],
    ['prove: clearly below', [800, 70, 20, 110], { max_regression: 0.01, rule: 'prove' }, 'fail'],
    ['improve: proven', [800, 20, 70, 110], { rule: 'improve', min_improvement: 0.01 }, 'pass'],
    ['improve: not proven', [800, 40, 50, 110], { rule: 'improve' }, 'inconclusive'],
    ['improve: disproven', [800, 70, 20, 110], { rule: 'improve' }, 'fail'],
    ['equivalence: proven', [9800, 10, 10, 180], { equal_within: 0.01, rule: 'prove' }, 'pass'],
    ['fewer than min_n rows', [20, 9, 0, 1], {}, 'inconclusive'],
    ['fewer than min_n rows, point', [20, 9, 0, 1], { rule: 'point' }, 'fail'],
    ['the lower end of the interval misses the bound', [900, 0, 1, 99], { min: 0.9, bound: 'lower' }, 'fail'],
    ['the value itself does not', [900, 0, 1, 99], { min: 0.9 }, 'pass'],
  ])('%s', (_, counts, check, status) => {
    expect(predicted({ accuracy: check }, ...sides(...counts)).checks[0]?.status).toBe(status);
  });

  test('the row says what was measured', () => {
    expect(predicted({ accuracy: {} }, ...sides(800, 70, 20, 110)).checks[0]).toMatchInlineSnapshot(`
      {
        "allowed": "-1 pp (default)",
        "baseline": 0.87,
        "candidate": 0.82,
        "change": -0.05,
        "compensable": true,
        "confidence": 0.9,
        "detectable": 0.023588771712019656,
        "direction": "higher",
        "found": {
          "baseline": null,
          "candidate": null,
        },
        "gains": 20,
        "interval": [
          -0.06543061812329305,
          -0.034369781078303754,
        ],
        "losses": 70,
        "margin": 0.01,
        "method": "mid-p McNemar, Bonett-Price interval",
        "metric": "accuracy",
        "n": 1000,
        "name": "accuracy",
        "pValue": 3.622686840394609e-8,
        "proportion": true,
        "reason": "-5.00 pp (-6.54 .. -3.44), allowed -1 pp (default)",
        "rows": 1000,
        "rule": "guard",
        "scope": "",
        "severity": "block",
        "status": "fail",
        "unit": "rows",
      }
    `);
  });

  test('identical predictions are noticed and pass, however small the margin', () => {
    const [candidate] = sides(80, 0, 0, 20);
    const result = predicted({ accuracy: { max_regression: 0 } }, candidate, candidate);
    expect(result.verdict).toBe('pass');
    expect(result.notices.map(({ text }) => text)).toEqual([
      '0 changed predictions in 100 rows: is it the same model?',
    ]);
  });

  const [candidate, baseline] = sides(80, 5, 5, 10);
  const ids = candidate.ids ?? [];
  test.each<[string, Predictions, Predictions, string, string]>([
    [
      'other ids',
      { ...candidate, ids: ids.map((id) => `new ${id}`) },
      baseline,
      'incomparable',
      'different test sets: 0 ids in common of 100 in the baseline and 100 in the candidate',
    ],
    [
      'duplicate ids',
      { ...candidate, ids: ids.map((id, i) => (i === 7 ? 'row 0' : id)) },
      baseline,
      'error',
      'the candidate predictions: 1 duplicate ids',
    ],
    [
      'other truth for an id',
      {
        ...candidate,
        truth: Float64Array.from({ length: 100 }, (_, i) => (i === 3 ? 0 : i % 2)),
      },
      baseline,
      'error',
      'the truth of 1 ids differs between baseline and candidate',
    ],
    [
      'no ids, other truth',
      { ...candidate, ids: null, truth: new Float64Array(100).fill(1) },
      baseline,
      'incomparable',
      'different test sets: without ids, the truth of 50 of 100 rows differs',
    ],
    [
      'no ids, other length',
      { ...labels([true, false], false) },
      baseline,
      'incomparable',
      'different test sets: 100 and 2 rows, no ids',
    ],
    [
      'NaN score',
      { ...candidate, score: new Float64Array(100).fill(Number.NaN) },
      baseline,
      'error',
      'the candidate predictions: 100 of 100 score are NaN or infinite',
    ],
    ['no rows', { ids: [], truth: [], predicted: [] }, baseline, 'error', 'the candidate predictions have no rows'],
  ])('%s', (_, c, b, status, reason) => {
    const policy = parsePolicy({ checks: { accuracy: {} } }, 'p');
    const result = compare({
      policy,
      candidate: { metrics: metrics({ accuracy: 0.85 }), predictions: c },
      baseline: found({ accuracy: 0.85 }, b),
    });
    expect([result.verdict, result.checks[0]?.status, result.checks[0]?.reason]).toEqual(['error', status, reason]);
  });

  test('no ids and the same truth pair by row order', () => {
    const result = predicted({ accuracy: {} }, { ...candidate, ids: null }, { ...baseline, ids: null });
    expect(result.pairing).toEqual({
      kind: 'paired',
      by: 'row order',
      n: 100,
      changed: 10,
      unmatched: { candidate: 0, baseline: 0 },
    });
  });

  test('a stale metrics file is reported and the predictions decide', () => {
    const policy = parsePolicy({ checks: { accuracy: { min: 0.9 } } }, 'p');
    const result = compare({
      policy,
      candidate: { metrics: metrics({ accuracy: 0.99 }), predictions: candidate },
      baseline: { kind: 'none' },
    });
    expect([result.verdict, result.checks[0]?.candidate]).toEqual(['fail', 0.85]);
    expect(result.notices.map(({ level, text }) => [level, text])).toEqual([
      ['warn', "the candidate's metrics file says accuracy is 0.99, its predictions give 0.85; the predictions decide"],
    ]);
  });

  test('one class only: the AUC is undefined, never 0', () => {
    const oneClass = {
      ids: null,
      truth: new Float64Array(60).fill(1),
      score: Float64Array.from({ length: 60 }, (_, i) => i / 60),
    };
    const result = predicted({ roc_auc: { min: 0.1 } }, oneClass, oneClass);
    expect([result.verdict, result.checks[0]?.reason]).toEqual([
      'error',
      'undefined in the candidate: one class only in the truth',
    ]);
  });

  test('churn and harmful flips can be bounded', () => {
    const result = predicted({ churn: { max: 0.09 }, harmful_flips: { max: 0.05 } }, candidate, baseline);
    expect(result.checks.map(({ metric, status, candidate: value }) => [metric, status, value])).toEqual([
      ['churn', 'fail', 0.1],
      ['harmful_flips', 'pass', 0.05],
    ]);
  });

  test('Holm: a drop that blocks alone does not block among four checks', () => {
    const both = predicted({ accuracy: {}, error_rate: {}, recall: {}, specificity: {} }, ...sides(850, 28, 14, 108));
    const alone = predicted({ accuracy: {} }, ...sides(850, 28, 14, 108));
    expect([alone.verdict, both.verdict]).toEqual(['fail', 'inconclusive']);
  });

  test('task and positive have to be told where they are not obvious', () => {
    const cats = { ids: null, truth: ['cat', 'dog'], score: Float64Array.of(0.2, 0.7) };
    expect(() => predicted({ roc_auc: {} }, cats, cats)).toThrow(
      'candidate predictions: the positive label is not known (got 2 labels, expected 0 and 1). Set `positive` in the policy.',
    );
    const numbers = { ids: null, truth: Float64Array.of(1, 2, 3), predicted: Float64Array.of(1, 2, 2) };
    expect(() => predicted({ accuracy: {} }, numbers, numbers)).toThrow(
      'candidate predictions: whole numbers can be classes or amounts. Set `task: multiclass` or `task: regression` in the policy.',
    );
  });
});

describe('recomputed metrics agree with the reference file', () => {
  const binary = golden.binary;
  const side = (name: string): Predictions => ({
    ids: null,
    truth: Float64Array.from(binary.y_true),
    score: Float64Array.from(binary[`score_${name}`]),
  });
  const checks = [
    'accuracy',
    'f1',
    'mcc',
    'roc_auc',
    'average_precision',
    'log_loss',
    'brier',
    'ece_10',
    'fpr',
    'f1_macro',
    'ks',
    'gini',
  ];

  test.each(checks)('%s', (name) => {
    const direction = ['log_loss', 'brier', 'ece_10', 'fpr'].includes(name) ? 'lower' : 'higher';
    const [row] = predicted({ [name]: { direction } }, side('cand'), side('base')).checks;
    expect(row?.candidate).toBeCloseTo(binary.metrics_cand[name], 9);
    expect(row?.baseline).toBeCloseTo(binary.metrics_base[name], 9);
  });

  test('accuracy and AUC are tested pairwise', () => {
    const [accuracy, auc] = predicted({ accuracy: {}, roc_auc: {} }, side('cand'), side('base')).checks;
    expect([accuracy?.losses, accuracy?.gains, accuracy?.method]).toEqual([
      4,
      15,
      'mid-p McNemar, Bonett-Price interval',
    ]);
    expect([auc?.method, auc?.status]).toEqual(['DeLong', 'pass']);
    expect(auc?.pValue).toBeGreaterThan(0.9);
  });

  test('regression', () => {
    const { y_true, pred_base, pred_cand, metrics_cand } = golden.regression;
    const predictions = (predicted: number[]): Predictions => ({
      ids: null,
      truth: Float64Array.from(y_true),
      predicted: Float64Array.from(predicted),
    });
    const result = predicted({ mae: {}, rmse: {}, r2: {} }, predictions(pred_cand), predictions(pred_base));
    expect(result.task).toBe('regression');
    expect(result.checks.map(({ metric, status, rule }) => [metric, status, rule])).toEqual([
      ['mae', 'pass', 'guard'],
      ['r2', 'pass', 'guard'],
      ['rmse', 'pass', 'guard'],
    ]);
    expect(result.checks[0]?.candidate).toBeCloseTo(metrics_cand.mae, 9);
  });
});

test('every row fits the record of the gate', () => {
  const rows = [
    ...predicted({ accuracy: {}, f1: { min: 0.1 } }, ...sides(800, 70, 20, 110)).checks,
    ...files({ accuracy: {}, loss: {}, f1: { optional: true } }, { accuracy: 'nan' }, { kind: 'none' }).checks,
  ];
  for (const row of rows) expect(gateRowSchema.parse(row)).toEqual(row);
});

describe('hostile names', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a metric called %s is a metric like any other',
    (name) => {
      const values = new Map<string, MetricValue>([[name, 0.9]]);
      const result = compare({
        policy: null,
        candidate: { metrics: values },
        baseline: { kind: 'found', metrics: values },
      });
      expect(result.metrics).toEqual([{ metric: name, baseline: 0.9, candidate: 0.9, change: 0, checked: false }]);
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    },
  );

  test.each(['constructor', 'toString'])('a check called %s needs a direction like any other', (name) => {
    expect(() => files({ [name]: {} }, {}, {})).toThrow('the name does not tell which way is better');
    expect(files({ [name]: { direction: 'higher' } }, { [name]: 1 }, { [name]: 1 }).verdict).toBe('pass');
  });
});

describe('what changes nothing', () => {
  const [candidate, baseline] = sides(800, 70, 20, 110);

  test('row order and the order of keys', () => {
    const reversed: Predictions = {
      ids: [...(candidate.ids ?? [])].reverse(),
      truth: Float64Array.from(candidate.truth as Float64Array).reverse(),
      predicted: Float64Array.from(candidate.predicted as Float64Array).reverse(),
    };
    const checks = { accuracy: {}, recall: { min: 0.5 }, f1: {} };
    const again = Object.fromEntries(Object.entries(checks).reverse());
    expect(JSON.stringify(predicted(again, reversed, baseline))).toBe(
      JSON.stringify(predicted(checks, candidate, baseline)),
    );
  });

  test('the order of keys in a metrics file, notices included', () => {
    const values = { accuracy: 0.9, b: Number.NaN, a: Number.NaN, z: 1, y: 1 };
    const reversed = Object.fromEntries(Object.entries(values).reverse());
    const [there, back] = [values, reversed].map((each) => files({ accuracy: {} }, each, { ...each, x: 1, w: 1 }));
    expect(JSON.stringify(back)).toBe(JSON.stringify(there));
  });

  test('swapping the sides mirrors the verdict and negates change and interval', () => {
    const [there] = predicted({ accuracy: {} }, candidate, baseline).checks;
    const [back] = predicted({ accuracy: {} }, baseline, candidate).checks;
    expect([there?.status, back?.status]).toEqual(['fail', 'pass']);
    expect(back?.change).toBeCloseTo(-(there?.change ?? 0), 12);
    expect(back?.interval?.[0]).toBeCloseTo(-(there?.interval?.[1] ?? 0), 12);
  });
});

test('the slack is relative above 1 and absolute below', () => {
  expect(atLeast(0.85, 0.8 + 0.05, slack(0.85, 0.8))).toBe(true);
  expect([slack(0.5, 0.1), slack(-4096, 3) / 4096]).toEqual([1e-9, 1e-9]);
});
