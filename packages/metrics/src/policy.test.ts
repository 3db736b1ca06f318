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

test.each([
  'anchor',
  'anchor_checks',
  'slices',
  'fairness',
  'budgets',
  'seeds',
  'robustness',
  'importance',
  'holdout',
  'waivers',
  'align',
])('%s is named as not available yet', (key) => {
  const message = `p: "${key}" is not available yet. Remove it; it is refused rather than ignored.`;
  expect(() => parsePolicy({ checks: { accuracy: {} }, [key]: {} }, 'p')).toThrow(expect.objectContaining({ message }));
});

test.each<[string, unknown]>([
  ['logic.score', { logic: { score: { pass: 95 } } }],
  ['threshold.fit', { threshold: { fit: 'f1', data: 'x.csv' } }],
  ['stats.resamples', { stats: { resamples: 2000 } }],
  ['stats.seed', { stats: { seed: 1 } }],
  ['stats.interval', { stats: { interval: 'bca' } }],
])('%s is named as not available yet', (path, part) => {
  const message = `p: "${path}" is not available yet. Remove it; it is refused rather than ignored.`;
  expect(() => parsePolicy({ checks: { accuracy: {} }, ...(part as object) }, 'p')).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message) }),
  );
});

test('every problem stands in one error', () => {
  const raw = { slices: {}, tsk: 'binary', checks: { accuracy: { min: 'x', rul: 'guard' } } };
  expect(() => parsePolicy(raw, 'p')).toThrowErrorMatchingInlineSnapshot(`
    [InputError: p: "slices" is not available yet. Remove it; it is refused rather than ignored.
    p: checks.accuracy.min: is not valid (got "x", expected number).
    p: checks.accuracy: unknown key "rul". Did you mean "rule"?
    p: unknown key "tsk". Did you mean "task"?]
  `);
});
