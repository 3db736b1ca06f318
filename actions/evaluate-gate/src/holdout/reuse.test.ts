import { describe, expect, test } from 'vitest';
import { evaluation, hereOf, holdoutOf, ledgerOf } from './fixture.ts';
import { type Here, reuseOf } from './reuse.ts';

const series = (length: number, parts: Parameters<typeof evaluation>[1] = {}) =>
  Array.from({ length }, (_, n) => evaluation(n, parts));
const texts = ({ notices }: ReturnType<typeof reuseOf>) => notices.map(({ level, text }) => `${level}: ${text}`);

describe('budget', () => {
  const cases: readonly [before: number, max: number, used: number, exhausted: boolean, warns: boolean][] = [
    [0, 32, 1, false, false],
    [24, 32, 25, false, false], // 78 %
    [25, 32, 26, false, true], // 81 %
    [31, 32, 32, false, true], // the last one decides
    [32, 32, 33, true, true],
    [0, 1, 1, false, true],
    [1, 1, 2, true, true],
  ];
  test.each(cases)('%d of %d before', (before, max, used, exhausted, warns) => {
    const reuse = reuseOf(ledgerOf(series(before)), holdoutOf({ max_evaluations: max }), hereOf());
    expect([reuse.used, reuse.exhausted, reuse.notices.length > 0]).toEqual([used, exhausted, warns]);
  });
  test('without a budget it is counted and nothing is spent', () => {
    const reuse = reuseOf(ledgerOf(series(500)), holdoutOf(), hereOf());
    expect([reuse.used, reuse.max, reuse.exhausted, texts(reuse)]).toEqual([501, null, false, []]);
  });
  test('evaluations that became counts still count', () => {
    expect(reuseOf(ledgerOf(series(3), { evaluations: 700 }), holdoutOf(), hereOf()).used).toBe(704);
  });
  test('the step that is counted already is not counted again, its re-run is', () => {
    const ledger = ledgerOf(series(5));
    const { runId, attempt, model, gate } = evaluation(4);
    const here: Partial<Here> = { runId, attempt, model, gate };
    expect(reuseOf(ledger, holdoutOf(), hereOf(here)).used).toBe(5);
    expect(reuseOf(ledger, holdoutOf(), hereOf({ ...here, attempt: 2 })).used).toBe(6);
    expect(reuseOf(ledger, holdoutOf(), hereOf({ ...here, gate: 'other' })).used).toBe(6);
  });
  test('a sealed evaluation shows nothing and is none', () => {
    expect(reuseOf(null, holdoutOf({ feedback: 'sealed' }), hereOf({ feedback: 'sealed' })).used).toBe(0);
  });
  test('says so', () => {
    const spent = reuseOf(ledgerOf(series(32)), holdoutOf({ max_evaluations: 32 }), hereOf());
    const nearly = reuseOf(ledgerOf(series(26)), holdoutOf({ max_evaluations: 32 }), hereOf());
    expect([...texts(spent), ...texts(nearly)]).toMatchInlineSnapshot(`
      [
        "warn: the budget of this test set is spent (evaluation 33 of 32): comparisons decide nothing until there is a fresh one",
        "warn: 27 of 32 evaluations of this test set are used: prepare a fresh one",
      ]
    `);
  });
});

describe('attempts', () => {
  const pull = { pullRequest: 7 };
  test('the first has no luck', () => {
    const { attempt, luck, alphaDivisor, notices } = reuseOf(null, holdoutOf({ attempts: 'adjust' }), hereOf(pull));
    expect([attempt, luck, alphaDivisor, notices]).toEqual([1, 0, 1, []]);
  });
  test('the ninth of a pull request: told, and where the policy says so alpha is divided', () => {
    const ledger = ledgerOf(series(8, pull));
    const shown = reuseOf(ledger, holdoutOf(), hereOf(pull));
    const adjusted = reuseOf(ledger, holdoutOf({ attempts: 'adjust' }), hereOf(pull));
    expect([shown.attempt, shown.alphaDivisor, adjusted.alphaDivisor]).toEqual([9, 1, 9]);
    expect([...texts(shown), ...texts(adjusted)]).toMatchInlineSnapshot(`
      [
        "info: attempt 9 of this pull request; expected luck +1.5 SE",
        "info: attempt 9 of this pull request; expected luck +1.5 SE; alpha is divided by 9",
      ]
    `);
  });
  const others: readonly [what: string, parts: Parameters<typeof evaluation>[1]][] = [
    ['another pull request', { pullRequest: 8 }],
    ['another model of it', { pullRequest: 7, model: 'fish' }],
    ['another gate of it', { pullRequest: 7, gate: 'other' }],
    ['the same candidate', { pullRequest: 7, candidate: hereOf().candidate }],
    ['the default branch', { pullRequest: null }],
  ];
  test.each(others)('%s is no attempt at this', (_, parts) => {
    expect(reuseOf(ledgerOf(series(4, parts)), holdoutOf(), hereOf(pull)).attempt).toBe(1);
  });
  test('the default branch makes none', () => {
    const reuse = reuseOf(ledgerOf(series(4)), holdoutOf({ attempts: 'adjust' }), hereOf());
    expect([reuse.attempt, reuse.luck, reuse.alphaDivisor]).toEqual([null, null, 1]);
  });
  test('older ones that became counts are attempts too', () => {
    const ledger = ledgerOf(series(1, pull), { evaluations: 3, attempts: { '7/birds/default': 3 } });
    expect(reuseOf(ledger, holdoutOf(), hereOf(pull)).attempt).toBe(5);
  });
});

describe('age', () => {
  test.each([
    [19, false],
    [18, true],
  ])('of 19 days, %d allowed', (max_age, exhausted) => {
    const reuse = reuseOf(ledgerOf(series(1)), holdoutOf({ max_age }), hereOf());
    expect([reuse.exhausted, reuse.notices.length]).toEqual([exhausted, exhausted ? 1 : 0]);
  });
  test('a set that nobody used is fresh', () => {
    expect(reuseOf(null, holdoutOf({ max_age: 1 }), hereOf()).exhausted).toBe(false);
  });
});

describe('life', () => {
  const guarantee = { reliability: 0.99, tolerance: 0.1, adaptivity: 'full' } as const;
  const lifeWith = (parts: Partial<Here>, before = 0, given: Parameters<typeof holdoutOf>[0] = { guarantee }) =>
    reuseOf(ledgerOf(series(before)), holdoutOf(given), hereOf(parts)).life?.remaining;
  test('the golden size supports 32 evaluations, this one included', () => {
    expect([lifeWith({ rows: 5497 }), lifeWith({ rows: 5497 }, 30), lifeWith({ rows: 5497 }, 90)]).toEqual([31, 1, 0]);
  });
  test('few changed predictions make it longer', () => {
    expect(lifeWith({ rows: 5497, churn: 0.05 })).toBeGreaterThan(100);
  });
  test('beyond counting without adaptivity', () => {
    expect(lifeWith({ rows: 100_000 }, 0, { guarantee: { ...guarantee, adaptivity: 'none' } })).toBeNull();
  });
  test('unknown without rows or a guarantee', () => {
    expect([lifeWith({}), lifeWith({ rows: 5000 }, 0, {})]).toEqual([undefined, undefined]);
  });
});
