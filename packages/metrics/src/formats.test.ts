import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { describe, expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { readDocument } from './read.ts';

/*
 * formats/fixture: what the tools themselves wrote, paths and host names taken out.
 * mlruns: mlflow-skinny 3.17.2, file store; two runs that finished and one that raised, log_metric per step.
 * dvclive: dvclive 3.49.1, Live.log_metric over two steps. classification_report*: scikit-learn's output_dict, dumped.
 * lightgbm*: LightGBM's record_evaluation and lgb.cv, dumped. junit.xml, pytest-report: pytest 9 and pytest-json-report over
 * a pass, a failure, a skip and an expected failure. notebook: papermill 2.7 over scrapbook's glue.
 * Written by hand from the writers' sources, for their size: trainer_state, all_results (transformers), keras-* (History and
 * CSVLogger of Keras 3), lightning_logs (Lightning's CSVLogger), lm-eval (lm-evaluation-harness 0.4).
 */
const FIXTURE = join(import.meta.dirname, 'formats', 'fixture');

const fixture = async (name: string) => readDocument(await readFile(join(FIXTURE, name)), name);
const document = (name: string, content: unknown) =>
  readDocument(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), name);
const read = async (name: string, content: unknown) => Object.fromEntries((await document(name, content)).metrics);

describe('what the tools write', () => {
  test.each<[string, Record<string, unknown>, string | null]>([
    ['dvclive/metrics.json', { 'val.accuracy': 0.84, loss: 0.4 }, null],
    ['dvclive/plots/metrics/loss.tsv', { loss: 0.4 }, 'last of 2 rows'],
    [
      'all_results.json',
      { eval_accuracy: 0.84, eval_loss: 0.45, eval_runtime: 0.5, train_loss: 0.55, train_samples: 80 },
      null,
    ],
    [
      'trainer_state.json',
      {
        best_metric: 0.84,
        eval_accuracy: 0.84,
        eval_loss: 0.45,
        eval_runtime: 0.5,
        grad_norm: 'NaN',
        learning_rate: 0,
        loss: 0.4,
        total_flos: 1000,
        train_loss: 0.55,
        train_runtime: 2.5,
      },
      null,
    ],
    [
      'lm-eval.json',
      {
        'mmlu.acc': 0.65,
        'mmlu.acc_stderr': 0.004,
        'mmlu_stem.acc': 0.6,
        'mmlu_stem.acc_stderr': 0.01,
        'gsm8k.exact_match,strict-match': 0.4,
        'gsm8k.exact_match_stderr,strict-match': 0.01,
        'gsm8k.exact_match,flexible-extract': 0.45,
      },
      null,
    ],
    [
      'keras-history.json',
      { accuracy: 0.8, loss: 0.4, val_accuracy: 0.84, val_loss: 0.45 },
      'row 2 of 3, the lowest val_loss',
    ],
    [
      'keras-log.csv',
      { accuracy: 0.8, loss: 0.4, val_accuracy: 0.84, val_loss: 0.45 },
      'row 2 of 3, the lowest val_loss',
    ],
    [
      'lightning_logs/version_10/metrics.csv',
      { test_acc: 0.82, train_loss: 0.4, val_acc: 0.84, val_loss: 0.5 },
      'last of 5 rows',
    ],
    ['lightgbm.json', { 'valid_0.auc': 1, 'valid_0.binary_logloss': 0.4534192821523929 }, 'last iteration'],
    [
      'lightgbm-cv.json',
      { 'valid binary_logloss-mean': 0.4539549902800797, 'valid binary_logloss-stdv': 0.0004973262173328385 },
      'last of 3 rows',
    ],
    ['junit.xml', { pass_rate: 0.5, n: 2, skipped: 2 }, null],
    ['pytest-report.json', { pass_rate: 0.5, n: 2, skipped: 2 }, null],
    ['notebook.ipynb', { accuracy: 0.84, loss: 0.4 }, null],
  ])('%s', async (name, expected, note) => {
    const found = await fixture(name);
    expect(Object.fromEntries(found.metrics)).toEqual(expected);
    expect(found.note).toBe(note);
  });

  test('scikit-learn: single and several labels', async () => {
    const report = Object.fromEntries((await fixture('classification_report.json')).metrics);
    expect(report).toMatchObject({ accuracy: 5 / 7, f1_macro: 0.7222222222222222, 'recall[hawk]': 2 / 3 });
    expect(report).toMatchObject({ 'support[kite]': 2, support_macro: 7, precision_weighted: 5 / 7 });
    const labels = Object.fromEntries((await fixture('classification_report_multilabel.json')).metrics);
    expect(labels).toMatchObject({ f1_micro: 0.8, f1_samples: 0.8333333333333333, 'recall[a]': 0.5 });
  });
});

describe('documents', () => {
  const steps = [
    { step: 10, loss: 0.5 },
    { step: 20, loss: 0.4 },
    { step: 30, loss: 0.3, eval_f1: 0.9 },
  ];
  test.each<[string, string, unknown, Record<string, unknown>]>([
    [
      'a training that was resumed from step 10',
      'trainer_state.json',
      {
        global_step: 20,
        best_metric: null,
        log_history: [...steps, { step: 15, loss: 0.45 }, { step: 20, loss: 0.35 }],
      },
      { loss: 0.35 },
    ],
    [
      'a W&B summary',
      'wandb-summary.json',
      { acc: 0.9, _step: 3, _runtime: 2.5, _wandb: { runtime: 2 } },
      { acc: 0.9 },
    ],
    ['folds', 'folds.json', { accuracy: [0.8, 0.9, 0.85] }, { accuracy: { scores: [0.8, 0.9, 0.85] } }],
    [
      "scikit-learn's cross_validate",
      'cv.json',
      { fit_time: [1, 2], test_score: [0.75, 0.5] },
      { fit_time: { scores: [1, 2] }, test_score: { scores: [0.75, 0.5] } },
    ],
    [
      'folds in columns, put in order',
      'folds.json',
      { fold: [2, 10, 1], loss: [0.2, 0.1, 0.3] },
      { loss: { scores: [0.3, 0.2, 0.1] } },
    ],
    ['steps in columns', 'log.json', { step: [1, 2], loss: [0.3, 0.2] }, { loss: 0.2 }],
    ['a Keras History object', 'h.json', { epoch: [0, 1], history: { loss: [0.3, 0.2] }, params: {} }, { loss: 0.2 }],
    ['Keras: equal losses, the first', 'h.json', { loss: [3, 2, 1], val_loss: [4, 2, 2] }, { loss: 2, val_loss: 2 }],
    [
      'Keras: a training that ended in NaN',
      'h.json',
      '{"loss": [3, 2, NaN], "val_loss": [4, 2, NaN]}',
      { loss: 'NaN', val_loss: 'NaN' },
    ],
    ['one epoch', 'h.json', { loss: [0.3], accuracy: [0.9] }, { loss: 0.3, accuracy: 0.9 }],
    [
      'CatBoost',
      'e.json',
      { learn: { Logloss: [3, 2] }, validation: { Logloss: [4, 3] } },
      { 'learn.Logloss': 2, 'validation.Logloss': 3 },
    ],
    ['folds of one set', 'cv.json', { test: { auc: [0.5, 0.75] } }, { 'test.auc': { scores: [0.5, 0.75] } }],
    ['a long list is no scores', 'm.json', { auc: 0.5, curve: Array(1001).fill(0.5) }, { auc: 0.5, curve: 'list' }],
    ['a list with NaN', 'folds.json', '{"accuracy": [0.8, NaN]}', { accuracy: 'NaN' }],
    [
      'a fold without a value',
      'cv.csv',
      'fold,auc,f1\n0,0.5,0.5\n1,,0.25\n',
      { auc: 'null', f1: { scores: [0.5, 0.25] } },
    ],
    ['seeds in rows', 'seeds.csv', 'seed,auc\n7,0.5\n3,0.75\n', { auc: { scores: [0.75, 0.5] } }],
    ['a row without a place', 'm.csv', 'accuracy,loss\n0.9,0.1\n', { accuracy: 0.9, loss: 0.1 }],
    ["pandas' row number", 'm.csv', ',accuracy,loss\n0,0.9,0.1\n', { accuracy: 0.9, loss: 0.1 }],
    ['columns in another order', 'm.csv', 'n,value,metric\n10,0.9,accuracy\n', { accuracy: 0.9 }],
    ['semicolons', 'm.csv', 'metric;value\naccuracy;0.9\n', { accuracy: 0.9 }],
    ['CatBoost: tabs', 'test_error.tsv', 'iter\tLogloss\n0\t0.5\n1\t0.25\n', { Logloss: 0.25 }],
    [
      'codecarbon: the last row',
      'emissions.csv',
      'timestamp,run_id,emissions,country_name\n2026-01-01T00:00:00,a,0.5,Malta\n2026-01-02T00:00:00,b,0.25,Malta\n',
      { run_id: 'text', emissions: 0.25, country_name: 'text' },
    ],
    ['NaN at the end', 'metrics.csv', 'epoch,loss\n0,0.5\n1,nan\n', { loss: 'NaN' }],
    [
      'test-like results',
      'eval.json',
      {
        results: [
          { name: 'a', passed: true, score: 1 },
          { name: 'b', status: 'FAILED', score: 0.5 },
          { name: 'c', status: 'skipped' },
        ],
      },
      { pass_rate: 0.5, score_mean: 0.75, n: 2, skipped: 1 },
    ],
    [
      'JUnit XML with nested suites',
      'junit.xml',
      '<testsuites><testsuite><testsuite><testcase name="a"/><testcase name="b"><error/></testcase></testsuite></testsuite><testsuite><testcase/></testsuite></testsuites>',
      { pass_rate: 2 / 3, n: 3, skipped: 0 },
    ],
    [
      'GoogleTest: a test that never ran',
      'junit.xml',
      '<testsuite tests="2" disabled="1"><testcase status="run" result="completed"/><testcase status="notrun" result="suppressed"/></testsuite>',
      { pass_rate: 1, n: 1, skipped: 1 },
    ],
    [
      'a status that failed',
      'junit.xml',
      '<testsuite><testcase status="fail"/></testsuite>',
      { pass_rate: 0, n: 1, skipped: 0 },
    ],
    [
      'scores of cases that have no outcome',
      'eval.json',
      {
        results: [
          { name: 'a', score: 0.5 },
          { name: 'b', score: 1 },
        ],
      },
      { score_mean: 0.75, n: 2 },
    ],
    [
      'a case whose score is NaN',
      'eval.json',
      '{"tests": [{"name": "a", "passed": true, "score": NaN}, {"name": "b", "passed": true, "score": 1}]}',
      { pass_rate: 1, score_mean: 'NaN', n: 2, skipped: 0 },
    ],
  ])('%s', async (_, name, content, expected) => expect(await read(name, content)).toEqual(expected));
});

describe('one error that says what to change', () => {
  const cell = (papermill: object) => ({ cell_type: 'code', metadata: { papermill }, outputs: [] });
  const nested = `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`;
  test.each<[string, string, unknown, string]>([
    [
      'a document type',
      'x.xml',
      '<!DOCTYPE x [<!ENTITY a "b">]><testsuites/>',
      'x.xml: declares a document type. Write plain JUnit XML.',
    ],
    ['broken XML', 'x.xml', '<testsuites>', "x.xml: is not XML (got Unclosed tag 'testsuites'. (line 1))."],
    [
      'XML without cases',
      'x.xml',
      '<html/>',
      'x.xml: holds no test case (expected JUnit XML with <testcase> elements).',
    ],
    ['deep XML', 'x.xml', nested, 'x.xml: is not XML (got Maximum nested tags exceeded).'],
    [
      'a suite that failed to load',
      'x.xml',
      '<testsuite errors="1" tests="1"><testcase name="a"/></testsuite>',
      'x.xml: contradicts itself (got no case that failed, expected the 1 that a testsuite counts).',
    ],
    [
      'a table of numbers',
      'x.csv',
      '1,2\n3,4',
      'x.csv: has no header that names metrics (got "1,2", expected metric,value[,n,se], or one column per metric).',
    ],
    [
      'a long table',
      'x.csv',
      'step,metric,value\n1,accuracy,0.9',
      'x.csv: has no header that names metrics (got "step,metric,value", expected metric,value[,n,se], or one column per metric).',
    ],
    [
      'rows of which nothing says what they are',
      'x.csv',
      'accuracy,loss\n0.8,0.2\n0.9,0.1',
      'x.csv: can be read in two ways (got 2 rows without a column that says what they are, expected "epoch" or "step": the last row counts, or "fold" or "seed": every row is one score). Name what the rows are.',
    ],
    [
      'epochs of folds',
      'x.csv',
      'fold,epoch,loss\n1,1,0.5',
      'x.csv: can be read in two ways (got columns "fold" and "epoch", expected "epoch" or "step": the last row counts, or "fold" or "seed": every row is one score). Name what the rows are.',
    ],
    ['a fold twice', 'x.csv', 'fold,auc\n1,0.5\n1,0.25', 'x.csv: the fold "1" occurs twice.'],
    ['a column twice', 'x.csv', 'step,auc,auc\n1,0.5,0.6', 'x.csv: the column "auc" stands there twice.'],
    [
      'a decimal comma',
      'x.csv',
      'metric;value\naccuracy;0,95',
      'x.csv: the value of "accuracy" holds a comma (got 0,95, expected a decimal point).',
    ],
    [
      'an unquoted decimal comma',
      'x.csv',
      'metric,value\naccuracy,0,95',
      'x.csv: is not CSV (got Invalid Record Length: expect 2, got 3 on line 2). Mend the file; numbers take a decimal point.',
    ],
    ['a row without a name', 'x.csv', 'metric,value\n,0.95', 'x.csv: a row names no metric (got ",0.95").'],
    [
      'losses of epochs or folds',
      'x.json',
      { loss: [0.5, 0.25], accuracy: [0.5, 0.75] },
      'x.json: can be read in two ways (got a list "loss" without "val_loss", expected "epoch" or "step": the last row counts, or "fold" or "seed": every row is one score). Name what the rows are.',
    ],
    [
      'Keras: a validation every second epoch',
      'x.json',
      { history: { loss: [3, 2, 1, 1], val_loss: [2, 1] } },
      'x.json: can be read in two ways (got a list "history.loss", expected epochs: one of them counts, or folds: each is one score). Write the number that counts, or lists of one length with "epoch" or "fold" beside them.',
    ],
    [
      'epochs beside a number',
      'x.yaml',
      'auc: 0.5\nval_loss: [2, 1]',
      'x.yaml: can be read in two ways (got a list "val_loss", expected epochs: one of them counts, or folds: each is one score). Write the number that counts, or lists of one length with "epoch" or "fold" beside them.',
    ],
    [
      'more folds than anyone trains',
      'x.csv',
      `fold,auc\n${Array.from({ length: 1001 }, (_, fold) => `${fold},0.5`).join('\n')}`,
      'x.csv: is too long (got 1001 rows by fold, expected at most 1000).',
    ],
    [
      'a name that reaches a prototype',
      'x.csv',
      'metric,value\n__proto__,0.5',
      'x.csv: holds the name "__proto__", which is refused.',
    ],
    [
      'a key that is no name',
      'x.yaml',
      'a: 1\n? [b, c]\n: 2',
      'x.yaml: is not YAML (got Map keys must be plain names at line 2, column 3). Mend the file.',
    ],
    [
      'a suite that shows fewer cases than it counts',
      'x.xml',
      '<testsuite tests="5"><testcase name="a"/></testsuite>',
      'x.xml: contradicts itself (got 1 test cases, expected the 5 that a testsuite counts).',
    ],
    [
      'sets of iterations or folds',
      'x.json',
      { train: { auc: [0.5, 0.75] }, test: { auc: [0.5, 0.625] } },
      'x.json: can be read in two ways (got lists under "train", "test", expected numbers: the last iteration of each list, or lists under metric names: the scores of folds). Write only what counts.',
    ],
    [
      'an outcome that nobody knows',
      'x.json',
      { tests: [{ outcome: 'passed' }, { outcome: 'maybe' }] },
      'x.json: the outcome of case 2 is not known (got "maybe", expected passed, failed or skipped).',
    ],
    [
      'a notebook that raised',
      'x.ipynb',
      { nbformat: 4, cells: [cell({ exception: true, status: 'failed' })] },
      'x.ipynb: is a notebook that did not run to its end. Mend the notebook.',
    ],
    [
      'a notebook that stopped',
      'x.ipynb',
      { nbformat: 4, cells: [cell({ exception: null, status: 'pending' })] },
      'x.ipynb: is a notebook that did not run to its end. Mend the notebook.',
    ],
    [
      'an SQLite database',
      'mlflow.db',
      'SQLite format 3\0\0',
      'mlflow.db: is not text (got an SQLite database, expected UTF-8). Let MLflow write files (MLFLOW_TRACKING_URI=./mlruns), or write the metrics as JSON.',
    ],
  ])('%s', async (_, name, content, message) => {
    const error = await document(name, content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toBe(message);
  });
});

describe('the same numbers', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((key) => !/^(n|se|value|metric|name)$/.test(key));
  const places = [
    'epoch',
    'step',
    'iter',
    'iteration',
    'timestamp',
    'global_step',
    'wall_time',
    'fold',
    'seed',
    'repeat',
  ];
  const values = fc.dictionary(
    name.filter((key) => !places.includes(key)),
    number,
    { minKeys: 1, maxKeys: 8 },
  );

  test('in every format', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (expected) => {
        const lines = (separator: string) =>
          Object.entries(expected).map(([key, value]) => `${key}${separator}${value}`);
        const text = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));
        const toml = Object.entries(expected).map(([key, value]) => `${key} = ${text(value).replace('e+', 'e')}`);
        const files: [string, string][] = [
          ['m.json', JSON.stringify(expected)],
          ['m.yaml', lines(': ').join('\n')],
          ['m.csv', ['metric,value', ...lines(',')].join('\r\n')],
          ['m.tsv', ['metric\tvalue', ...lines('\t')].join('\n')],
          ['wide.csv', `${Object.keys(expected)}\n${Object.values(expected)}\n`],
        ];
        if (!toml.some((line) => /\de|e\d+\.0/.test(line))) files.push(['m.toml', toml.join('\n')]);
        for (const [file, content] of files) expect(await read(file, content), file).toEqual({ ...expected });
      }),
    );
  });

  test('of folds, as a list and as rows in any order', async () => {
    const scores = fc.array(number, { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(scores, fc.infiniteStream(fc.nat()), async (list, order) => {
        const rows = list.map((value, fold) => `${fold},${value}`);
        const shuffled = rows.map((row) => ({ row, at: order.next().value })).sort((a, b) => a.at - b.at);
        const csv = ['fold,auc', ...shuffled.map(({ row }) => row)].join('\n');
        expect(await read('folds.csv', csv)).toEqual(await read('folds.json', { auc: list }));
      }),
    );
  });
});
