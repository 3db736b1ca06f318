import { readFileSync } from 'node:fs';
import type { Measure } from '@ml-actions/stats/measure';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { canonical } from './catalogue.ts';
import { type Encoded, encode, type Reading } from './encode.ts';
import { estimatorOf, measurable, perRow, subset } from './estimate.ts';
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

/** Rows of any task on coarse grids, so that ties are common. */
const anyRows = fc.array(
  fc.record({
    truth: fc.integer({ min: 0, max: 2 }),
    score: fc.integer({ min: 0, max: 16 }).map((value) => value / 16),
    predicted: fc.integer({ min: 1, max: 9 }),
    query: fc.integer({ min: 0, max: 4 }),
    weight: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 2, maxLength: 40 },
);
type Rows = { truth: number; score: number; predicted: number; query: number; weight: number }[];
const told = (task: Reading['task']): Reading => ({ ...plain, task });

/** The same rows as every task reads them. */
const readers = {
  binary: (rows: Rows) =>
    encode(
      { ids: null, truth: numbers(rows.map(({ truth }) => truth % 2)), score: numbers(rows.map(({ score }) => score)) },
      { ...told('binary'), labels: ['0', '1'], positive: '1' },
      '',
    ),
  multiclass: (rows: Rows) => {
    const columns = [({ score }: Rows[number]) => score / 2, ({ score }: Rows[number]) => 0.5 - score / 2, () => 0.5];
    const probabilities = { labels: ['0', '1', '2'], columns: columns.map((of) => numbers(rows.map(of))) };
    const truth = numbers(rows.map((row) => row.truth));
    return encode({ ids: null, truth, probabilities }, { ...told('multiclass'), labels: ['0', '1', '2'] }, '');
  },
  regression: (rows: Rows) =>
    encode(
      {
        ids: null,
        truth: numbers(rows.map((row) => row.truth)),
        predicted: numbers(rows.map((row) => row.predicted)),
      },
      told('regression'),
      '',
    ),
};
const further: Readonly<Record<string, readonly string[]>> = {
  binary: ['precision_at_5', 'recall_at_5', 'lift_at_5', 'roc_auc_max_fpr_0.3', 'fbeta_0.5_macro', 'npv[0]'],
  multiclass: ['top_1_accuracy', 'ace_top_label_5', 'fpr_weighted', 'jaccard[2]'],
  regression: ['pinball_0.2'],
};
const namesOf = (task: string, encoded: Encoded) => [...measurable(encoded), ...(further[task] ?? [])];
const close = (a: Measure | undefined, b: Measure | undefined, what: string): void => {
  if (typeof a === 'number' && typeof b === 'number')
    expect(Math.abs(a - b), what).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(a)));
  else expect(a, what).toEqual(b);
};

describe.each(Object.entries(readers))('%s', (task, readRows) => {
  test('an integer weight is a row that often, a weight of 0 a row less', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const repeated = rows.flatMap((row) => new Array<Rows[number]>(row.weight).fill(row));
        if (repeated.length === 0) return;
        const [once, often] = [readRows(rows), readRows(repeated)];
        const kept = Uint32Array.from(rows.keys()).filter((at) => rows[at]?.weight !== 0);
        const weights = numbers(rows.map((row) => row.weight));
        const present = weights.map((weight) => Number(weight > 0));
        for (const name of namesOf(task, once)) {
          const weighted = estimatorOf(name, once);
          close(weighted?.(weights), estimatorOf(name, often)?.(null), name);
          close(weighted?.(present), estimatorOf(name, subset(once, kept))?.(null), name);
        }
      }),
    );
  });

  /** Equal scores stand in row order there: which of them is in a set, or a bin, is the file's to say. */
  const hasOrder = (name: string) => !name.startsWith('ace_') && !name.includes('_at_5');
  test('the order of rows and the size of weights change nothing', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [there, back] = [readRows(rows), readRows([...rows].reverse())];
        const weights = numbers(rows.map((row) => row.weight));
        for (const name of namesOf(task, there).filter(hasOrder)) {
          close(estimatorOf(name, there)?.(null), estimatorOf(name, back)?.(null), name);
          const halved = estimatorOf(name, there)?.(weights.map((weight) => weight / 2));
          close(estimatorOf(name, there)?.(weights), halved, name);
        }
      }),
    );
  });
});

test('a query drawn twice counts twice', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const ranked = (given: readonly (Rows[number] & { times?: number })[]) =>
        encode(
          {
            ids: null,
            truth: numbers(given.map(({ truth }) => truth)),
            score: numbers(given.map(({ score }) => score)),
            cluster: { codes: Int32Array.from(given, ({ query, times = 0 }) => query + 5 * times), names: [] },
          },
          told('ranking'),
          '',
        );
      const drawn = [2, 0, 1, 1, 3];
      const repeated = rows.flatMap((row) =>
        Array.from({ length: drawn[row.query] ?? 0 }, (_, times) => ({ ...row, times })),
      );
      if (repeated.length === 0) return;
      const [once, often] = [ranked(rows), ranked(repeated)];
      const weights = numbers(rows.map(({ query }) => drawn[query] ?? 0));
      for (const name of measurable(once))
        close(estimatorOf(name, once)?.(weights), estimatorOf(name, often)?.(null), name);
    }),
  );
});

test('a monotone transform leaves what orders alone unchanged', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const stretched = rows.map((row) => ({ ...row, score: row.score ** 3 / 2 + 0.25 }));
      const [before, after] = [readers.binary(rows), readers.binary(stretched)];
      for (const name of ['roc_auc', 'gini', 'ks', 'average_precision', 'roc_auc_max_fpr_0.3', 'lift@5'])
        expect(estimatorOf(name, before)?.(null)).toEqual(estimatorOf(name, after)?.(null));
    }),
  );
});

describe('names', () => {
  const rows = { ids: null, truth: ['iPhone', 'Pixel', 'pixel'], predicted: ['iPhone', 'pixel', 'pixel'] };
  test.each([
    ['recall[iPhone]', 1],
    ['Recall[iphone]', 1],
    ['recall[Pixel]', 0],
    ['sensitivity[pixel]', 1],
    ['recall[PIXEL]', null],
    ['precision[pixel]', 0.5],
    ['fbeta_2[pixel]', 5 / 6],
    ['recall_score', null],
    ['fnr_weighted', 1 / 3],
    ['matthews_corrcoef', 3 / Math.sqrt(24)],
  ])('%s', (name, expected) => {
    const value = valueOf(name, rows);
    if (expected === null) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 12);
  });
  test.each([
    ['precision_at_20', 'precision@20'],
    ['hit_rate@5', 'hit@5'],
    ['NDCG@10', 'ndcg_linear@10'],
    ['ndcg@10_exp', 'ndcg_exp@10'],
    ['test.ROC-AUC', 'roc_auc'],
    ['fbeta_0.5', 'fbeta_0.5'],
    ['recall_at_fpr_0.01', 'recall_at_fpr_0.01'],
    ['recall[a-B C]', 'recall[a-B C]'],
  ])('%s is %s', (name, expected) => expect(canonical(name)).toBe(expected));
  test('the error of the most probable label is none of a binary score', () => {
    const binary = { ids: null, truth: numbers([0, 1]), score: numbers([0.2, 0.7]) };
    expect(valueOf('ece_top_label_10', binary)).toBeUndefined();
    expect(valueOf('ece_10', binary)).toBeCloseTo(0.25, 12);
  });
});

describe('no number where there is none', () => {
  const constant = { ids: null, truth: numbers([0.1, 0.1, 0.1]), predicted: numbers([0.1, 0.2, 0.3]) };
  test.each(['r2', 'explained_variance', 'pearson', 'spearman', 'kendall_tau_b'])('%s of a constant truth', (name) =>
    expect(valueOf(name, constant, { task: 'regression' })).toHaveProperty('undefined'),
  );
  test('without any weight', () => {
    for (const [task, readRows] of Object.entries(readers)) {
      const encoded = readRows([0, 1, 2].map((truth) => ({ truth, score: 0.5, predicted: 2, query: 0, weight: 0 })));
      for (const name of namesOf(task, encoded))
        expect(estimatorOf(name, encoded)?.(new Float64Array(3)), name).toHaveProperty('undefined');
    }
  });
  test('a row that a loss refuses does not matter where it is not drawn', () => {
    const rows = { ids: null, truth: numbers([0, 10]), predicted: numbers([1, 9]) };
    const mape = estimatorOf('mape', encode(rows, told('regression'), ''));
    expect(mape?.(null)).toEqual({ undefined: 'the truth holds a 0' });
    expect(mape?.(numbers([0, 1]))).toBeCloseTo(0.1, 12);
  });
});

describe('labels that a policy does not pin', () => {
  const rows = { ids: null, truth: ['a', 'b', 'c'], predicted: ['a', 'b', 'c'] };
  const first = Uint32Array.of(0, 1);
  test('count in averages where they occur', () =>
    expect(estimatorOf('f1_macro', subset(encode(rows, plain, ''), first))?.(null)).toBe(1));
  test('and those it pins count everywhere', () => {
    const pinned = encode(rows, { ...plain, labels: ['a', 'b', 'c'] }, '');
    expect(estimatorOf('f1_macro', subset(pinned, first))?.(null)).toHaveProperty('undefined');
  });
});

test('probabilities of both labels of a binary task are a score', () => {
  const probabilities = { labels: ['1', '0'], columns: [numbers([0.9, 0.4]), numbers([0.1, 0.6])] };
  const rows = { ids: null, truth: numbers([1, 0]), probabilities };
  expect(encode(rows, plain, '')).toMatchObject({ task: 'binary', score: numbers([0.9, 0.4]), probabilities: null });
  expect(valueOf('accuracy', rows)).toBe(1);
});

test('perRow gives what the metric is the mean of', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      for (const [task, readRows] of Object.entries(readers)) {
        const encoded = readRows(rows);
        for (const name of namesOf(task, encoded)) {
          const values = perRow(canonical(name), encoded);
          if (values)
            close(estimatorOf(name, encoded)?.(null), values.reduce((a, b) => a + b, 0) / values.length, name);
        }
      }
    }),
  );
  const means = measurable(readers.binary([])).filter((name) => perRow(name, readers.binary([])) !== null);
  expect(means).toEqual(['accuracy', 'log_loss', 'brier', 'error_rate', 'positive_rate', 'score_mean']);
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

test.each<[readonly string[], readonly string[], readonly string[] | null, boolean]>([
  [['yes', 'no'], ['1', '0'], null, true],
  [['yes', 'no'], ['Yes', 'No'], null, true],
  [['yes', 'no'], ['1', '0'], ['0', '1'], true],
  [['a', 'b'], ['c', 'd'], ['a', 'b', 'c', 'd'], false],
  [['a', 'b'], ['b', 'c'], null, false],
  [['a', 'b'], ['c', 'c'], null, false],
  [['a', 'a'], ['b', 'c'], null, false],
  [['1', '0'], ['1.0', '0.0'], null, false],
])('truths %j with predictions %j, pinned %j: refused %s', (truth, predicted, labels, isRefused) => {
  const encoded = () => encode({ ids: null, truth, predicted }, { ...told('multiclass'), labels }, 'p.csv');
  if (isRefused) expect(encoded).toThrow('p.csv: the predicted labels are not those of the truth (got 2 labels, none');
  else expect(encoded).not.toThrow();
});
