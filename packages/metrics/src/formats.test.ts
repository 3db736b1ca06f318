import { describe, expect, test } from 'vitest';
import { type Listed, readMetricsDirectory } from './directory.ts';
import { readMetrics } from './read.ts';

const read = async (name: string, content: unknown) =>
  Object.fromEntries(
    await readMetrics(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), name),
  );

describe('documents of the field', () => {
  test.each<[string, string, unknown, Record<string, unknown>]>([
    ['DVCLive', 'metrics.json', { step: 3, accuracy: 0.9 }, { step: 3, accuracy: 0.9 }],
    [
      'Hugging Face results',
      'all_results.json',
      { epoch: 3, eval_accuracy: 0.9, train_loss: 0.1 },
      { epoch: 3, eval_accuracy: 0.9, train_loss: 0.1 },
    ],
    [
      'a trainer state with a resumed step',
      'trainer_state.json',
      {
        global_step: 20,
        best_metric: 0.91,
        log_history: [
          { step: 10, epoch: 1, loss: 0.5 },
          { step: 20, epoch: 2, loss: 0.4 },
          { step: 10, epoch: 1, loss: 0.6 },
          { step: 20, epoch: 2, eval_accuracy: 0.9 },
        ],
      },
      { loss: 0.4, eval_accuracy: 0.9, best_metric: 0.91 },
    ],
    [
      'lm-eval',
      'results.json',
      {
        results: {
          arc_easy: { alias: 'arc', 'acc,none': 0.7, 'acc_stderr,none': 0.01, 'em,strict': 0.2, 'em,flexible': 0.4 },
        },
        versions: { arc_easy: 1 },
      },
      { 'arc_easy.acc': 0.7, 'arc_easy.acc_stderr': 0.01, 'arc_easy.em,strict': 0.2, 'arc_easy.em,flexible': 0.4 },
    ],
    ['Keras history: the last epoch', 'history.json', { loss: [3, 2], val_loss: [4, 5] }, { loss: 2, val_loss: 5 }],
    ['folds are no epochs', 'folds.json', { accuracy: [0.8, 0.9, 0.85] }, { accuracy: { scores: [0.8, 0.9, 0.85] } }],
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
      'JUnit XML',
      'junit.xml',
      '<?xml version="1.0"?><testsuites><testsuite><testcase name="a"/><testcase name="b"><failure>x</failure></testcase></testsuite><testsuite><testcase name="c"><skipped/></testcase></testsuite></testsuites>',
      { pass_rate: 0.5, n: 2, skipped: 1 },
    ],
    ['Keras CSVLogger', 'log.csv', 'epoch,accuracy,loss\n0,0.5,1\n1,0.75,0.5\n', { accuracy: 0.75, loss: 0.5 }],
    [
      'Lightning: sparse cells',
      'metrics.csv',
      'epoch,step,train_loss,val_acc\n0,9,0.5,\n0,9,,0.8\n1,19,0.25,\n1,19,,0.9\n',
      { train_loss: 0.25, val_acc: 0.9 },
    ],
    ['NaN in a wide table', 'metrics.csv', 'epoch,loss\n0,0.5\n1,nan\n', { loss: 'NaN' }],
  ])('%s', async (_, name, content, expected) => {
    expect(await read(name, content)).toEqual(expected);
  });

  test.each([
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
    [
      'a table of numbers',
      'x.csv',
      '1,2\n3,4',
      'x.csv: has no header that names metrics (got 1,2, expected metric,value[,n,se], or one column per metric).',
    ],
  ])('%s is refused', async (_, name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });
});

describe('directories', () => {
  const listed = (files: Record<string, string>): Listed[] =>
    Object.entries(files).map(([path, content]) => ({ path, read: async () => Buffer.from(content) }));
  const meta = (end: number, status = 3) => `run_id: x\nstatus: ${status}\nend_time: ${end}\n`;

  test.each<[string, Record<string, string>, Record<string, number>]>([
    [
      'an MLflow run: the last line of each metric',
      {
        'meta.yaml': meta(5),
        'metrics/val/auc': '1 0.5 0\n2 0.75 1\n',
        'metrics/loss': '1 1e-05 0\n',
        'params/lr': '0.1',
      },
      { 'val/auc': 0.75, loss: 0.00001 },
    ],
    [
      'an experiment: its newest finished run',
      {
        'meta.yaml': 'experiment_id: 0\n',
        'a/meta.yaml': meta(5),
        'a/metrics/auc': '1 0.5 0\n',
        'b/meta.yaml': meta(9),
        'b/metrics/auc': '1 0.75 0\n',
        'c/meta.yaml': meta(0, 1),
        'c/metrics/auc': '1 0.25 0\n',
      },
      { auc: 0.75 },
    ],
    ['DVCLive', { 'metrics.json': '{"auc": 0.5}', 'plots/metrics/auc.tsv': 'step\tauc\n' }, { auc: 0.5 }],
    [
      'Lightning: the highest version',
      { 'version_2/metrics.csv': 'epoch,auc\n0,0.5', 'version_10/metrics.csv': 'epoch,auc\n0,0.75' },
      { auc: 0.75 },
    ],
    [
      'Hugging Face: the last checkpoint',
      {
        'checkpoint-9/trainer_state.json': '{"global_step": 9, "log_history": [{"step": 9, "loss": 1}]}',
        'checkpoint-10/trainer_state.json': '{"global_step": 10, "log_history": [{"step": 10, "loss": 0.5}]}',
      },
      { loss: 0.5 },
    ],
  ])('%s', async (_, files, expected) => {
    expect(Object.fromEntries(await readMetricsDirectory(listed(files), 'out'))).toEqual(expected);
  });

  test.each([
    ['nothing known', { 'a.txt': '' }, 'out: is a directory of no known layout'],
    [
      'two layouts',
      { 'metrics.json': '{}', 'version_1/metrics.csv': '' },
      "out: can be read in two ways (got DVCLive or another metrics.json and Lightning's CSVLogger)",
    ],
    [
      'no finished run',
      { 'meta.yaml': meta(0, 1), 'metrics/a': '1 1 1' },
      'out: holds no finished MLflow run (got 1 that did not finish)',
    ],
  ])('%s is refused', async (_, files, message) => {
    await expect(readMetricsDirectory(listed(files as never), 'out')).rejects.toThrow(message);
  });
});
