import { readFileSync } from 'node:fs';
import type { Measure } from '@ml-actions/stats/measure';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, type Reading } from './encode.ts';
import { estimatorOf, measurable, subset } from './estimate.ts';
import type { Predictions } from './predictions.ts';

/** The reference file's own tolerance. */
const TOLERANCE = 1e-9;
const golden = JSON.parse(readFileSync(new URL('../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'));
const plain: Reading = { task: null, labels: null, positive: null, threshold: null };

function agrees(got: Measure | undefined, expected: number | null): void {
  if (expected === null) {
    expect(got).toHaveProperty('undefined');
    return;
  }
  expect(got).toBeTypeOf('number');
  expect(Math.abs((got as number) - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(expected)));
}

const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values);
const valueOf = (name: string, predictions: Predictions, reading: Partial<Reading> = {}): Measure | undefined =>
  estimatorOf(name, encode(predictions, { ...plain, ...reading }, 'test'))?.(null);

/** Keys of the reference file that are counts, or no metric of the gate. */
const notMetrics = ['confusion', 'confusion_rows_true', 'pr_auc_trapezoid'];
const named = (metrics: Record<string, number>): [string, number][] =>
  Object.entries(metrics).filter(([name]) => !notMetrics.includes(name));

describe.each(['base', 'cand'])('binary, %s', (side) => {
  const { y_true, weight, [`score_${side}`]: score, [`label_${side}`]: label } = golden.binary;
  const rows = { ids: null, truth: numbers(y_true), score: numbers(score), predicted: numbers(label) };
  test.each(named(golden.binary[`metrics_${side}`]))('%s', (name, expected) => agrees(valueOf(name, rows), expected));
  test.each(named(golden.binary[`metrics_${side}_weighted`]))('weighted %s', (name, expected) =>
    agrees(valueOf(name, { ...rows, weight: numbers(weight) }), expected),
  );
});

describe.each(['base', 'cand'])('multiclass, %s', (side) => {
  const { classes, y_true, [`proba_${side}`]: rows, [`metrics_${side}`]: expected } = golden.multiclass;
  const columns = classes.map((_: string, code: number) => numbers(rows.map((row: number[]) => row[code])));
  const predictions = { ids: null, truth: y_true, probabilities: { labels: classes, columns } };
  test.each(named(expected))('%s', (name, value) => agrees(valueOf(name, predictions), value));
});

describe.each(['base', 'cand'])('regression, %s', (side) => {
  const { y_true, [`pred_${side}`]: predicted, [`metrics_${side}`]: expected } = golden.regression;
  const predictions = { ids: null, truth: numbers(y_true), predicted: numbers(predicted) };
  test.each(named(expected))('%s', (name, value) => agrees(valueOf(name, predictions, { task: 'regression' }), value));
});

describe('ranking', () => {
  const { relevance, scores, mean_over_defined_queries: expected } = golden.ranking;
  const codes = relevance.flatMap((query: number[], code: number) => query.map(() => code));
  const predictions = {
    ids: null,
    truth: numbers(relevance.flat()),
    score: numbers(scores.flat()),
    cluster: { codes: Int32Array.from(codes), names: relevance.map((_: unknown, code: number) => `q${code}`) },
  };
  const spellings: Record<string, string> = { rr: 'mrr', ap: 'map' };
  test.each(named(expected))('%s', (name, value) =>
    agrees(valueOf(spellings[name] ?? name, predictions, { task: 'ranking' }), value),
  );
});

describe.each(['base', 'cand'])('gaps between groups, %s', (side) => {
  const { y_true, group, [`label_${side}`]: label } = golden.binary;
  const names = ['A', 'B', 'C'];
  const encoded = encode(
    { ids: null, truth: numbers(y_true), predicted: numbers(label) },
    { ...plain, positive: '1' },
    '',
  );
  const groups = Int32Array.from(group, (name: string) => names.indexOf(name));
  const expected = golden.fairness_binary[side];
  test.each([
    ['dp_difference', expected.dp_difference],
    ['dp_ratio', expected.dp_ratio],
    ['eopp_difference', expected.eopp_difference],
    ['eopp_ratio', expected.tpr_ratio],
    ['fpr_difference', expected.fpr_difference],
    ['eo_difference', expected.eo_difference_worst],
    ['eo_ratio', expected.eo_ratio_worst],
  ])('%s', (name, value) => agrees(estimatorOf(name, { ...encoded, groups })?.(null), value));
});

type EdgeCase = { case: string; input: Record<string, number[]>; expected: number | 'undefined' };
describe('edge cases of the reference file', () => {
  const metricOf = (text: string): string =>
    text.startsWith('macro f1')
      ? 'f1_macro'
      : text.startsWith('cohen')
        ? 'cohen_kappa'
        : text.startsWith('ndcg')
          ? 'ndcg@3'
          : (/^\w+/.exec(text)?.[0] ?? '');
  test.each(golden.edge_cases as EdgeCase[])('$case', ({ case: text, input, expected }) => {
    const value = expected === 'undefined' ? null : expected;
    const { y = [], score, label, pred, rel } = input;
    if (rel) {
      const cluster = { codes: new Int32Array(rel.length), names: ['q'] };
      const rows = { ids: null, truth: numbers(rel), score: numbers(score ?? []), cluster };
      return agrees(valueOf(metricOf(text), rows, { task: 'ranking' }), value);
    }
    const several = text.startsWith('macro');
    const task = pred ? 'regression' : several ? 'multiclass' : 'binary';
    const rows = {
      ids: null,
      truth: numbers(y),
      ...(score && { score: numbers(score) }),
      ...((label ?? pred) && { predicted: numbers(label ?? pred ?? []) }),
    };
    agrees(valueOf(metricOf(text), rows, { task, positive: several ? null : '1' }), value);
  });
  test('a label that nobody pinned is an error and not averaged', () => {
    const row = golden.edge_cases.find((each: EdgeCase) => each.case.startsWith('macro f1'));
    const rows = { ids: null, truth: numbers(row.input.y), predicted: numbers(row.input.label) };
    agrees(valueOf('f1_macro', rows, { task: 'multiclass', labels: ['0', '1'] }), row.pinned_labels_value);
  });
});

const binaryRows = fc.array(
  fc.record({
    truth: fc.constantFrom(0, 1),
    score: fc.integer({ min: 0, max: 16 }).map((value) => value / 16),
    weight: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 2, maxLength: 40 },
);
type Rows = { truth: number; score: number; weight: number }[];
const read = (rows: Rows) =>
  encode(
    { ids: null, truth: numbers(rows.map((row) => row.truth)), score: numbers(rows.map((row) => row.score)) },
    { ...plain, task: 'binary', labels: ['0', '1'], positive: '1' },
    '',
  );
const close = (a: Measure | undefined, b: Measure | undefined): void => {
  if (typeof a === 'number' && typeof b === 'number') expect(a).toBeCloseTo(b, 10);
  else expect(typeof a).toBe(typeof b);
};
/** Its bins hold equally many rows: rows drawn twice stay in one. */
const byWholeRows = (name: string) => !name.startsWith('ace');

test('an integer weight is a row that often, a weight of 0 a row less', () => {
  fc.assert(
    fc.property(binaryRows, (rows) => {
      const repeated = rows.flatMap((row) => new Array<Rows[number]>(row.weight).fill(row));
      if (repeated.length === 0) return;
      const [once, often] = [read(rows), read(repeated)];
      const kept = Uint32Array.from(rows.keys()).filter((at) => rows[at]?.weight !== 0);
      const weights = numbers(rows.map((row) => row.weight));
      for (const name of measurable(once).filter(byWholeRows)) {
        close(estimatorOf(name, once)?.(weights), estimatorOf(name, often)?.(null));
        close(
          estimatorOf(name, once)?.(weights.map((weight) => Number(weight > 0))),
          estimatorOf(name, subset(once, kept))?.(null),
        );
      }
    }),
  );
});

test('the order of rows changes nothing', () => {
  fc.assert(
    fc.property(binaryRows, (rows) => {
      const [there, back] = [read(rows), read([...rows].reverse())];
      for (const name of measurable(there)) {
        if (byWholeRows(name)) close(estimatorOf(name, there)?.(null), estimatorOf(name, back)?.(null));
      }
    }),
  );
});

test('probabilities that do not sum to 1 are refused', () => {
  const predictions = {
    ids: null,
    truth: ['a', 'b', 'c'],
    probabilities: { labels: ['a', 'b', 'c'], columns: [1, 2, 3].map(() => numbers([0.5, 0.2, 1 / 3])) },
  };
  expect(() => encode(predictions, plain, 'p.csv')).toThrowErrorMatchingInlineSnapshot(
    `[InputError: p.csv: the probabilities of a row do not sum to 1 (got 2 of 3 rows, expected 1 within 1e-6).]`,
  );
});
