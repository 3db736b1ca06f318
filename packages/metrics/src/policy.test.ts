import { expect, test } from 'vitest';
import { parsePolicy } from './policy.ts';

const check = (shape: unknown, metric = 'accuracy') =>
  parsePolicy({ version: 1, checks: { [metric]: shape } }, 'policy.yml').checks[0];

test.each<[unknown, unknown]>([
  [0.01, { abs: 0.01 }],
  ['2%', { rel: 0.02 }],
  ['0.5pp', { abs: 0.005 }],
  ['250 %', { rel: 2.5 }],
  [{ abs: 0.01 }, { abs: 0.01 }],
  [{ rel: 0.02 }, { rel: 0.02 }],
  [
    { abs: '1pp', rel: '2%' },
    { abs: 0.01, rel: 0.02 },
  ],
  [0, { abs: 0 }],
])('allowance %j is %j', (written, read) => {
  expect(check({ max_regression: written })?.demand?.allowance).toEqual(read);
});

test.each<[string, unknown, unknown]>([
  ['no numbers', {}, { kind: 'max_regression', allowance: null, rule: null }],
  ['null', null, { kind: 'max_regression', allowance: null, rule: null }],
  ['bounds only', { min: 0.8 }, null],
  ['bounds and a rule', { min: 0.8, rule: 'prove' }, { kind: 'max_regression', allowance: null, rule: 'prove' }],
  ['improve', { rule: 'improve' }, { kind: 'min_improvement', allowance: { abs: 0 }, rule: 'improve' }],
  ['min_improvement', { min_improvement: 0 }, { kind: 'min_improvement', allowance: { abs: 0 }, rule: 'point' }],
  [
    'equal_within',
    { equal_within: 1, direction: 'none' },
    { kind: 'equal_within', allowance: { abs: 1 }, rule: 'point' },
  ],
])('demand of a check: %s', (_, shape, demand) => expect(check(shape)?.demand).toEqual(demand));

test('defaults are inherited where they can judge', () => {
  const checks = { accuracy: {}, f1: { min_improvement: 0, severity: 'block' } };
  const policy = parsePolicy({ defaults: { rule: 'prove', severity: 'warn' }, checks }, 'p');
  expect(policy.checks.map(({ demand, severity }) => [demand?.rule, severity])).toEqual([
    ['prove', 'warn'],
    ['point', 'block'],
  ]);
});

test.each<[unknown, string]>([
  [[], 'p: is not a policy (expected a mapping with `checks`).'],
  [{ checks: {} }, 'p: `checks` is empty. Add a check, or remove the policy to report only.'],
  [{ version: 1 }, 'p: checks: is not valid (got nothing, expected record).'],
  [{ version: 2, checks: { accuracy: {} } }, 'p: version: is not valid (got 2, expected 1).'],
  [{ cheks: {}, checks: { accuracy: {} } }, 'p: unknown key "cheks". Did you mean "checks"?'],
  [
    { checks: { accuracy: { max_regresion: 1 } } },
    'p: checks.accuracy: unknown key "max_regresion". Did you mean "max_regression"?',
  ],
  [{ stats: { alfa: 1 }, checks: { accuracy: {} } }, 'p: stats: unknown key "alfa". Did you mean "alpha"?'],
  [
    { baseline: 'auto', checks: { accuracy: {} } },
    'p: "baseline" is an input of the action, not part of the policy. Move it beside `policy`.',
  ],
  [{ checks: { accuracy: { min: 'high' } } }, 'p: checks.accuracy.min: is not valid (got "high", expected number).'],
  [{ checks: { accuracy: { min: Number.NaN } } }, 'p: checks.accuracy.min: is not valid (got NaN, expected number).'],
  [
    { checks: { accuracy: { max_regression: '2' } } },
    'p: checks.accuracy.max_regression: is not valid (got "2", expected a number (absolute), "2%" (relative), "0.5pp" (0.005) or {abs, rel}).',
  ],
  [
    { checks: { accuracy: { max_regression: -1 } } },
    'p: checks.accuracy.max_regression: is not valid (got -1, expected a number (absolute), "2%" (relative), "0.5pp" (0.005) or {abs, rel}).',
  ],
  [
    { checks: { accuracy: { max_regression: { rel: 2 } } } },
    'p: checks.accuracy.max_regression.rel: is not valid (got 2, expected a fraction such as 0.02; write "200%" for more than 1).',
  ],
  [
    { checks: { accuracy: { max_regression: {} } } },
    'p: checks.accuracy.max_regression: is not valid (got {}, expected abs, rel or both).',
  ],
  [
    { checks: { accuracy: { rule: 'gaurd' } } },
    'p: checks.accuracy.rule: is not valid (got "gaurd", expected guard | prove | improve | point).',
  ],
  [{ checks: { accuracy: { min: 2, max: 1 } } }, 'p: checks.accuracy: `min` is above `max`. Nothing can pass.'],
  [
    { checks: { accuracy: { max_regression: 0, min_improvement: 0 } } },
    'p: checks.accuracy: max_regression and min_improvement contradict each other. Keep one.',
  ],
  [
    { checks: { accuracy: { max_regression: 0, rule: 'improve' } } },
    'p: checks.accuracy: the rule improve cannot judge max_regression. Use guard or prove or point.',
  ],
  [
    { checks: { banana: {} } },
    'p: checks.banana: the name does not tell which way is better. Add `direction: higher` or `direction: lower`.',
  ],
  [
    { checks: { support: { max_regression: 1 } } },
    'p: checks.support: the name tells a figure without better or worse. Add `direction: higher` or `direction: lower`.',
  ],
  [
    { checks: { accuracy: { direction: 'none', max_regression: 1 } } },
    'p: checks.accuracy: max_regression needs a direction. Use equal_within, or say higher or lower.',
  ],
  [
    { checks: { accuracy: { bound: 'upper', max_regression: 1 } } },
    'p: checks.accuracy: `bound` needs `min` or `max`. Add one.',
  ],
  [JSON.parse('{"checks": {"accuracy": {}, "__proto__": {"min": 1}}}'), 'p: the key "__proto__" is refused.'],
])('%j is refused', (raw, message) => {
  expect(() => parsePolicy(raw, 'p')).toThrow(expect.objectContaining({ name: 'InputError', message }));
});

test.each<[unknown, string]>([
  [{ anchor: 'tag:v1' }, 'p: "anchor" is an input of the action, not part of the policy. Move it beside `policy`.'],
  [{ slices: {} }, 'p: slices: there is nothing to do. Name columns in `by`, or in `discover.columns`.'],
  [{ slices: { by: ['country'] } }, 'p: slices: `by` names slices and `checks` asks nothing of them. Add checks.'],
  [
    { slices: { by: ['c'], check: {}, checks: { recall: {} } } },
    'p: slices: unknown key "check". Did you mean "checks"?',
  ],
  [
    { slices: { by: ['c'], checks: { recall: { flor: 0.6 } } } },
    'p: slices.checks.recall: unknown key "flor". Did you mean "floor"?',
  ],
  [
    { slices: { by: ['c'], bins: { age: [30] }, checks: { recall: {} } } },
    'p: slices: bins.age cuts a column that no slice uses. Name it in `by`.',
  ],
  [
    { fairness: { attribute: 'sex', checks: { dp: {} } } },
    'p: fairness.checks.dp: is no gap between groups (expected a name that ends in _difference or _ratio: dp, eopp, eo or a metric).',
  ],
  [
    { budgets: { latency_p95_ms: {} } },
    'p: budgets.latency_p95_ms: has no limit. Add max, max_ratio, min or min_ratio.',
  ],
  [
    { waivers: [{ check: 'recall', until: 'soon', reason: 'x' }] },
    'p: waivers.0.until: is not valid (got "soon", expected a day such as 2026-03-31).',
  ],
  [{ stats: { interval: 'bca' } }, 'p: stats.interval: is not valid (got "bca", expected auto | bootstrap).'],
  [
    { logic: { score: { pass: 75, marginal: 95 } } },
    'p: logic.score: is not valid (got {"pass":75,"marginal":95}, expected `marginal` at most `pass`).',
  ],
  [{ threshold: { fit: 'f1' } }, 'p: threshold: is not valid (got {"fit":"f1"}, expected a number or {fit, data}).'],
])('%j is refused with the place and the way out', (part, message) => {
  expect(() => parsePolicy({ checks: { accuracy: {} }, ...(part as object) }, 'p')).toThrow(
    expect.objectContaining({ name: 'InputError', message }),
  );
});

test('the whole of the policy language is read', () => {
  const policy = parsePolicy(
    {
      checks: { roc_auc: { min: 0.8, critical: true } },
      anchor_checks: { roc_auc: { max_regression: 0.02 } },
      align: 'intersection',
      stats: { interval: 'bootstrap', resamples: 500, seed: 7 },
      slices: {
        by: ['country', ['country', 'device']],
        bins: { country: [1] },
        checks: { recall: { max_regression: 0.05, floor: 0.6 } },
        discover: {},
      },
      fairness: {
        attribute: 'sex',
        checks: { dp_ratio: { min: 0.8 }, eo_difference: { max: 0.1, max_regression: 0.02 } },
      },
      budgets: { latency_p95_ms: { max: 50, max_ratio: 1.1, runs: 5, interleave: true }, qps: { min_ratio: 0.9 } },
      seeds: { files: 'runs/*.json' },
      robustness: { suites: { typos: 'typos.csv' } },
      importance: { file: 'importance.json', max_total_variation: 0.2, min_top10_jaccard: 0.6 },
      logic: { score: { pass: 95, marginal: 75, weights: { roc_auc: 2 } } },
      waivers: [{ check: 'roc_auc', until: '2026-03-31', reason: 'DATA-114' }],
    },
    'p',
  );
  expect(policy.slices?.by).toEqual([['country'], ['country', 'device']]);
  expect(policy.slices?.checks[0]).toMatchObject({ metric: 'recall', min: 0.6, direction: 'higher' });
  expect(policy.slices?.discover).toEqual({ depth: 2, alpha: 0.95, top: 5, severity: 'info' });
  expect(policy.fairness[0]?.checks.map(({ direction }) => direction)).toEqual(['higher', 'lower']);
  expect(policy.budgets.map(({ check }) => [check.direction, check.demand?.allowance])).toEqual([
    ['lower', { rel: expect.closeTo(0.1) }],
    ['higher', { rel: expect.closeTo(0.1) }],
  ]);
  expect(policy).toMatchObject({
    seeds: { pair_by: 'seed', min: 3 },
    robustness: { maxDrop: 0.05, severity: 'warn' },
    logic: { pass: 95, weights: { roc_auc: 2 } },
    stats: { interval: 'bootstrap', resamples: 500, seed: 7 },
  });
});

test('every problem stands in one error', () => {
  const raw = { tsk: 'binary', checks: { accuracy: { min: 'x', rul: 'guard' } } };
  expect(() => parsePolicy(raw, 'p')).toThrowErrorMatchingInlineSnapshot(`
    [InputError: p: checks.accuracy.min: is not valid (got "x", expected number).
    p: checks.accuracy: unknown key "rul". Did you mean "rule"?
    p: unknown key "tsk". Did you mean "task"?]
  `);
});
