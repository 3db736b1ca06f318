import { describe, expect, test } from 'vitest';
import { type Baseline, compare } from './compare.ts';
import { metricValue } from './metric.ts';
import { parsePolicy } from './policy.ts';
import type { Categories, Predictions } from './predictions.ts';
import type { Side } from './side.ts';

const names = (values: readonly string[]): Categories => {
  const known = [...new Set(values)].sort();
  return { codes: Int32Array.from(values, (value) => known.indexOf(value)), names: known };
};
const metrics = (values: Record<string, unknown>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, metricValue(value)] as const));

/** A row: truth 1, who is right, and where it belongs. */
interface Row {
  readonly before: boolean;
  readonly after: boolean;
  readonly country: string;
}
const times = (count: number, row: Row): Row[] => new Array<Row>(count).fill(row);
/** Rows alternate between both classes, so that every metric of labels is defined. */
function sides(rows: readonly Row[], more: Partial<Predictions> = {}): [Side, Baseline] {
  const truth = Float64Array.from(rows, (_, at) => at % 2);
  const labels = (key: 'before' | 'after') => Float64Array.from(rows, (row, at) => (row[key] ? at % 2 : 1 - (at % 2)));
  const ids = rows.map((_, at) => `row ${at}`);
  const attributes = new Map<string, Categories | Float64Array>([
    ['country', names(rows.map(({ country }) => country))],
    ['age', Float64Array.from(rows, (_, at) => 20 + (at % 60))],
  ]);
  const shared = { ids, truth, ...more };
  return [
    { metrics: new Map(), predictions: { ...shared, predicted: labels('after'), attributes } },
    { kind: 'found', metrics: new Map(), predictions: { ...shared, predicted: labels('before') } },
  ];
}
const judge = (rest: Record<string, unknown>, [candidate, baseline]: [Side, Baseline], further = {}) =>
  compare({
    policy: parsePolicy({ checks: { accuracy: { max_regression: 0.1 } }, ...rest }, 'policy'),
    candidate,
    baseline,
    today: '2026-11-21',
    ...further,
  });
const row = (comparison: ReturnType<typeof compare>, name: string) =>
  comparison.checks.find((check) => check.name === name);

const fine: Row = { before: true, after: true, country: 'IT' };
const wrong = { before: false, after: false } as const;
/** 1,000 rows of Italy unchanged, 400 of Brazil of which 60 fell, 12 of Malta. */
const world = [
  ...times(900, fine),
  ...times(100, { ...fine, ...wrong }),
  ...times(300, { ...fine, country: 'BR' }),
  ...times(60, { ...fine, after: false, country: 'BR' }),
  ...times(40, { ...fine, ...wrong, country: 'BR' }),
  ...times(12, { ...fine, country: 'MT' }),
];
const slices = { by: ['country'], checks: { accuracy: { max_regression: 0.05, floor: 0.6 } } };

describe('slices', () => {
  test('a fall in one country fails although the whole holds', () => {
    const comparison = judge({ slices }, sides(world));
    expect(comparison.verdict).toBe('fail');
    expect(comparison.failedChecks).toEqual(['slices.country=BR.accuracy']);
    expect(row(comparison, 'accuracy')?.status).toBe('pass');
    expect(row(comparison, 'slices.country=BR.accuracy')).toMatchObject({
      n: 400,
      rows: 400,
      losses: 60,
      scope: 'slices.country=BR',
    });
    expect(comparison.fact).toMatch(/^slices\.country=BR\.accuracy -15\.0/);
  });

  test('a slice too small is not measurable, and says its size', () => {
    const small = row(judge({ slices }, sides(world)), 'slices.country=MT.accuracy');
    expect(small).toMatchObject({ status: 'skipped', reason: 'not measurable: 12 rows, min_n is 100' });
  });

  test('nothing large enough is no pass', () => {
    const comparison = judge({ slices: { ...slices, min_n: 5000 } }, sides(world));
    expect(comparison.verdict).toBe('inconclusive');
    expect(row(comparison, 'slices.country.accuracy')?.reason).toBe('no slice of it is large enough to measure');
  });

  test('crosses and bins have names of their own', () => {
    const comparison = judge(
      { slices: { by: [['country', 'age']], bins: { age: [50] }, checks: { accuracy: {} } } },
      sides(world),
    );
    expect(comparison.checks.map(({ scope }) => scope).filter((scope) => scope.includes('BR'))).toEqual([
      'slices.country=BR, age=<50',
      'slices.country=BR, age=>=50',
    ]);
  });

  test('numbers without bins, and a column that is not there, are told', () => {
    expect(() => judge({ slices: { ...slices, by: ['age'] } }, sides(world))).toThrow(
      'slices.bins.age: a column of numbers needs edges (got 60 distinct numbers). Add them: bins: {age: [0, 10, 100]}.',
    );
    expect(() => judge({ slices: { ...slices, by: ['sex'] } }, sides(world))).toThrow(
      'candidate-predictions: there is no column "sex", which the policy slices by.',
    );
  });

  test('an undefined value is not measurable', () => {
    const positives = { by: ['country'], min_n: 10, min_positives: 1, checks: { 'precision[9]': { min: 0.1 } } };
    const comparison = judge({ task: 'multiclass', labels: [0, 1, 9], slices: positives }, sides(world));
    expect(row(comparison, 'slices.country=IT.precision[9]')).toMatchObject({
      status: 'skipped',
      reason: 'not measurable: undefined in the candidate: nothing predicted positive',
    });
  });

  test('without predictions they are an error', () => {
    const [, baseline] = sides(world);
    const comparison = judge({ slices }, [{ metrics: metrics({ accuracy: 0.9 }) }, baseline]);
    expect(comparison.verdict).toBe('error');
  });

  test('discovery finds on one half and confirms on the other', () => {
    const comparison = judge({ slices: { discover: { columns: ['country'], depth: 1 } } }, sides(world));
    expect(comparison.discovered[0]).toMatchObject({ slice: 'country=BR', confirmed: true });
    const flat = world.map((each, at) => ({ ...each, after: at % 10 !== 0 }));
    const none = judge({ slices: { discover: { columns: ['country'], depth: 1 } } }, sides(flat));
    expect(none.discovered.filter(({ confirmed }) => confirmed)).toEqual([]);
  });

  test('Holm covers the slices too', () => {
    const many = Array.from({ length: 20 }, (_, at) => [
      ...times(180, { ...fine, country: `c${at}` }),
      ...times(8, { ...fine, after: false, country: `c${at}` }),
      ...times(2, { ...fine, before: false, country: `c${at}` }),
    ]).flat();
    const rule = { by: ['country'], checks: { accuracy: { max_regression: 0.01 } } };
    const status = (stats: object) =>
      judge({ slices: rule, stats }, sides(many)).checks.filter(({ scope, status }) => scope && status === 'fail')
        .length;
    expect(status({ multiplicity: 'none' })).toBe(20);
    expect(status({})).toBe(0);
  });
});

describe('fairness', () => {
  const groups = [
    ...times(300, fine),
    ...times(300, { ...fine, country: 'BR' }),
    ...times(100, { ...fine, country: 'BR', after: false }),
    ...times(5, { ...fine, country: 'MT' }),
  ];
  test('a gap is measured between groups that are large enough, and the others are named', () => {
    const fairness = { attribute: 'country', checks: { accuracy_difference: { max: 0.1 }, dp_ratio: { min: 0.8 } } };
    const comparison = judge({ checks: { accuracy: { min: 0.5 } }, fairness }, sides(groups));
    expect(row(comparison, 'fairness.country.accuracy_difference')).toMatchObject({ status: 'fail', candidate: 0.25 });
    expect(row(comparison, 'fairness.country.dp_ratio')?.status).toBe('pass');
    expect(comparison.notices.map(({ text }) => text)).toContain(
      'fairness, country=MT: not measurable: 5 rows, min_n is 100',
    );
  });
  test('one group is no gap, and no pass', () => {
    const fairness = { attribute: 'country', min_n: 350, checks: { dp_ratio: { min: 0.8 } } };
    expect(row(judge({ fairness }, sides(groups)), 'fairness.country.dp_ratio')).toMatchObject({
      status: 'inconclusive',
      reason: 'not measurable: 1 of 3 groups of country are large enough, a gap needs 2',
    });
  });
  test('a gap that grew is found by the bootstrap', () => {
    const fairness = { attribute: 'country', checks: { accuracy_difference: { max_regression: 0.02 } } };
    const found = row(
      judge({ fairness, stats: { resamples: 200 } }, sides(groups)),
      'fairness.country.accuracy_difference',
    );
    expect(found).toMatchObject({ status: 'fail', rule: 'guard', direction: 'lower' });
    expect(found?.method).toMatch(/^paired bootstrap/);
  });
});

describe('budgets', () => {
  const files = (candidate: Record<string, unknown>, baseline: Record<string, unknown>): [Side, Baseline] => [
    { metrics: metrics({ accuracy: 0.9, ...candidate }) },
    { kind: 'found', metrics: metrics({ accuracy: 0.9, ...baseline }) },
  ];
  test.each<[string, object, Record<string, unknown>, Record<string, unknown>, string]>([
    ['within its limit', { max: 50 }, { latency_p95_ms: 50 }, {}, 'pass'],
    ['above its limit', { max: 50 }, { latency_p95_ms: 50.1 }, {}, 'fail'],
    ['within its ratio', { max_ratio: 1.1 }, { latency_p95_ms: 44 }, { latency_p95_ms: 40 }, 'pass'],
    ['above its ratio', { max_ratio: 1.1 }, { latency_p95_ms: 80 }, { latency_p95_ms: 40 }, 'fail'],
    ['a warning only', { max_ratio: 1.1, severity: 'warn' }, { latency_p95_ms: 80 }, { latency_p95_ms: 40 }, 'warn'],
    [
      'too few runs',
      { max_ratio: 1.1, runs: 5 },
      { latency_p95_ms: [40, 41] },
      { latency_p95_ms: [40, 41] },
      'inconclusive',
    ],
    [
      'one slow run of seven',
      { max_ratio: 1.15, runs: 5, interleave: true },
      { latency_p95_ms: [41, 40, 42, 90, 40, 41, 40] },
      { latency_p95_ms: [40, 41, 40, 40, 41, 40, 41] },
      'pass',
    ],
    [
      'slow in every run',
      { max_ratio: 1.15, runs: 5, interleave: true },
      { latency_p95_ms: [80, 82, 81, 80, 79] },
      { latency_p95_ms: [40, 41, 40, 40, 41] },
      'fail',
    ],
    ['missing', { max: 50 }, {}, { latency_p95_ms: 40 }, 'error'],
    ['missing and optional', { max: 50, optional: true }, {}, { latency_p95_ms: 40 }, 'skipped'],
  ])('%s', (_, budget, candidate, baseline, status) => {
    const comparison = judge({ budgets: { latency_p95_ms: budget } }, files(candidate, baseline));
    expect(row(comparison, 'budgets.latency_p95_ms')?.status).toBe(status);
  });
});

describe('anchor', () => {
  const at = (accuracy: number): Baseline => ({ kind: 'found', metrics: metrics({ accuracy }) });
  const policy = {
    checks: { accuracy: { max_regression: 0.005 } },
    anchor_checks: { accuracy: { max_regression: 0.02 } },
  };
  test('ten merges of -0.4 pp pass one by one, and the anchor stops the creep', () => {
    const verdicts = Array.from({ length: 10 }, (_, step) => {
      const [before, after] = [0.9 - 0.004 * step, 0.9 - 0.004 * (step + 1)];
      return judge(policy, [{ metrics: metrics({ accuracy: after }) }, at(before)], { anchor: at(0.9) }).verdict;
    });
    expect(verdicts).toEqual([...new Array(5).fill('pass'), ...new Array(5).fill('fail')]);
  });
  test('checks without an anchor are an error', () => {
    const comparison = judge(policy, [{ metrics: metrics({ accuracy: 0.9 }) }, at(0.9)]);
    expect(row(comparison, 'anchor.accuracy')).toMatchObject({
      status: 'error',
      reason: '`anchor_checks` need the input `anchor`, and none is named',
    });
  });
  test('an anchor that could not be looked up is an error, none is no baseline', () => {
    const verdict = (anchor: Baseline) =>
      row(judge(policy, [{ metrics: metrics({ accuracy: 0.9 }) }, at(0.9)], { anchor }), 'anchor.accuracy')?.status;
    expect(verdict({ kind: 'failed', reason: '403' })).toBe('error');
    expect(verdict({ kind: 'none' })).toBe('no-baseline');
  });
});

describe('robustness', () => {
  const clean = sides(times(400, fine));
  const policy = { robustness: { suites: { typos: 'typos.csv' }, max_drop_vs_clean: 0.05, severity: 'block' } };
  const suite = (wrongRows: number, more: Partial<Predictions> = {}) => {
    const [side] = sides([...times(400 - wrongRows, fine), ...times(wrongRows, { ...fine, after: false })]);
    return new Map([['typos', { ...(side.predictions as Predictions), ...more }]]);
  };
  test.each([
    ['a drop', 60, 'fail'],
    ['a small drop', 4, 'pass'],
  ])('%s', (_, rows, status) => {
    expect(row(judge(policy, clean, { suites: suite(rows) }), 'robustness.typos.accuracy')?.status).toBe(status);
  });
  test('a suite of other rows, or a missing one, is an error', () => {
    const other = suite(0, { ids: times(400, fine).map((_, at) => `other ${at}`) });
    expect(row(judge(policy, clean, { suites: other }), 'robustness.typos.accuracy')?.status).toBe('error');
    expect(row(judge(policy, clean), 'robustness.typos.accuracy')?.status).toBe('error');
  });
});

describe('importance', () => {
  const shift = (after: Record<string, number>, before?: Record<string, number>) => {
    const side = (given?: Record<string, number>) => ({
      metrics: metrics({ accuracy: 0.9 }),
      ...(given && { importance: new Map(Object.entries(given)) }),
    });
    const policy = { importance: { file: 'i.json', max_total_variation: 0.2 } };
    return row(judge(policy, [side(after), { kind: 'found', ...side(before) }]), 'importance.total_variation');
  };
  test('a shift warns', () => {
    expect(shift({ a: 9, b: 1 }, { a: 1, b: 9 })).toMatchObject({ status: 'warn', candidate: 0.8 });
    expect(shift({ a: 9, b: 1 }, { a: 8, b: 1 })?.status).toBe('pass');
    expect(shift({ a: 9, b: 1 })?.status).toBe('no-baseline');
  });
});

describe('waivers', () => {
  const waived = (waiver: object) => judge({ slices, waivers: [waiver] }, sides(world));
  const name = 'slices.country=BR.accuracy';
  test('a valid one turns the failure into a warning that says why', () => {
    const comparison = waived({ check: name, until: '2026-11-21', reason: 'DATA-114', approved_by: '@lead' });
    expect(comparison.verdict).toBe('warn');
    expect(row(comparison, name)?.reason).toMatch(/; waived until 2026-11-21: DATA-114$/);
    expect(comparison.notices[0]?.text).toBe(`${name} is waived until 2026-11-21, approved by @lead: DATA-114`);
  });
  test('an expired one is ignored, one that fits nothing is told', () => {
    expect(waived({ check: name, until: '2026-11-20', reason: 'x' }).verdict).toBe('fail');
    expect(waived({ check: 'recal', until: '2026-12-01', reason: 'x' }).notices.map(({ text }) => text)).toContain(
      'the waiver of recal fits no check',
    );
  });
  test('an error is never waived', () => {
    const policy = { checks: { auc: { min: 0.5 } }, waivers: [{ check: 'auc', until: '2026-12-01', reason: 'x' }] };
    expect(judge(policy, sides(world)).verdict).toBe('error');
  });
});

describe('weighted score', () => {
  const score = { score: { pass: 90, marginal: 50, weights: { log_loss: 3 } } };
  const compareFiles = (candidate: Record<string, number>, checks: Record<string, object>) =>
    judge({ checks, logic: score }, [
      { metrics: metrics(candidate) },
      { kind: 'found', metrics: metrics({ accuracy: 0.9, log_loss: 0.3 }) },
    ]);
  test('what holds weighs against what does not', () => {
    const checks = { accuracy: {}, log_loss: {} };
    expect(compareFiles({ accuracy: 0.5, log_loss: 0.3 }, checks)).toMatchObject({ score: 75, verdict: 'warn' });
    expect(compareFiles({ accuracy: 0.9, log_loss: 0.9 }, checks)).toMatchObject({ score: 25, verdict: 'fail' });
    expect(compareFiles({ accuracy: 0.9, log_loss: 0.3 }, checks)).toMatchObject({ score: 100, verdict: 'pass' });
  });
  test('bounds and critical checks are never made up for', () => {
    expect(compareFiles({ accuracy: 0.5, log_loss: 0.3 }, { accuracy: { min: 0.8 }, log_loss: {} }).verdict).toBe(
      'fail',
    );
    expect(compareFiles({ accuracy: 0.5, log_loss: 0.3 }, { accuracy: { critical: true }, log_loss: {} }).verdict).toBe(
      'fail',
    );
  });
});

describe('weights, clusters, alignment', () => {
  test('weights have a bootstrap, clusters a clustered t', () => {
    const rows = world.slice(0, 400);
    const weighted = judge({ stats: { resamples: 200 } }, sides(rows, { weight: new Float64Array(400).fill(2) }));
    expect(row(weighted, 'accuracy')?.method).toMatch(/^paired bootstrap/);
    const cluster = { codes: Int32Array.from(rows, (_, at) => at % 40), names: [] };
    expect(row(judge({}, sides(world.slice(900, 1300), { cluster })), 'accuracy')).toMatchObject({
      method: 'clustered t',
      n: 40,
      unit: 'clusters',
    });
  });
  test('rows that one side lacks are left out only on request, and told', () => {
    const [candidate, baseline] = sides(times(200, fine));
    const fewer: Side = { ...candidate, predictions: sides(times(190, fine))[0].predictions as Predictions };
    expect(judge({}, [fewer, baseline]).verdict).toBe('error');
    const aligned = judge({ align: 'intersection' }, [fewer, baseline]);
    expect(aligned.verdict).toBe('warn');
    expect(aligned.notices.map(({ text }) => text)).toContain(
      'compared on the 190 rows that both sides have; left out: 0 of the candidate, 10 of the baseline',
    );
    const half: Side = { ...candidate, predictions: sides(times(100, fine))[0].predictions as Predictions };
    expect(judge({ align: 'intersection' }, [half, baseline]).verdict).toBe('error');
  });
  test('row order changes no bootstrap', () => {
    const reversed = (predictions: Predictions): Predictions => ({
      ...predictions,
      ids: [...(predictions.ids ?? [])].reverse(),
      truth: Float64Array.from(predictions.truth as Float64Array).reverse(),
      predicted: Float64Array.from(predictions.predicted as Float64Array).reverse(),
    });
    const [candidate, baseline] = sides(world.slice(800, 1100));
    if (baseline.kind !== 'found') throw new Error('no baseline');
    const back: [Side, Baseline] = [
      { ...candidate, predictions: reversed(candidate.predictions as Predictions) },
      { ...baseline, predictions: reversed(baseline.predictions as Predictions) },
    ];
    const policy = { checks: { f1: {} }, stats: { resamples: 300 } };
    expect(row(judge(policy, back), 'f1')?.interval).toEqual(row(judge(policy, [candidate, baseline]), 'f1')?.interval);
  });
  test('a spent test set decides nothing, and more attempts are judged more strictly', () => {
    const reuse = { exhausted: true, alphaDivisor: 1, notices: [] };
    expect(judge({}, sides(world), { reuse }).verdict).toBe('inconclusive');
    const strict = judge({}, sides(world), { reuse: { ...reuse, exhausted: false, alphaDivisor: 10 } });
    expect(row(strict, 'accuracy')?.confidence).toBeCloseTo(0.99);
  });
});
