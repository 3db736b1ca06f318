import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Listed, readMetricsDirectory } from './directory.ts';

const FIXTURE = join(import.meta.dirname, 'formats', 'fixture');

async function fixture(name: string): Promise<Listed[]> {
  const entries = await readdir(join(FIXTURE, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => ({
    path: file.slice(join(FIXTURE, name).length + 1).replaceAll('\\', '/'),
    read: () => readFile(file),
  }));
}
const listed = (files: Record<string, string>): Listed[] =>
  Object.entries(files).map(([path, content]) => ({ path, read: async () => Buffer.from(content) }));
const read = async (files: readonly Listed[]) => {
  const { metrics, ...from } = await readMetricsDirectory(files, 'out');
  return { metrics: Object.fromEntries(metrics), ...from };
};
const meta = (id: string, end: number, more = '') =>
  `run_id: ${id}\nexperiment_id: '1'\nstatus: ${end > 0 ? 3 : 1}\nstart_time: 1\nend_time: ${end || 'null'}\n${more}`;

describe('what the tools leave', () => {
  const second = { 'val/accuracy': 0.84, loss: 0.4, ratio: 'NaN', tiny: 1e-7 };

  test('MLflow: the newest run of an experiment that finished', async () => {
    const found = await read(await fixture('mlruns'));
    expect(found.metrics).toEqual(second);
    expect(found.note).toBe('MLflow run "second", the newest of 2 that finished; 1 that began later did not finish');
    expect(found.files.toSorted()).toEqual(
      ['loss', 'ratio', 'tiny', 'val/accuracy'].map((at) => `second/metrics/${at}`),
    );
  });

  test('MLflow: one run', async () => {
    const found = await read(await fixture('mlruns/second'));
    expect(found).toMatchObject({ metrics: second, note: 'MLflow run "second"' });
  });

  test('DVCLive: the summary and the plots say the same', async () => {
    const files = await fixture('dvclive');
    const summary = await read(files);
    const plots = await read(files.filter(({ path }) => path !== 'metrics.json'));
    expect(summary).toEqual({ metrics: { 'val.accuracy': 0.84, loss: 0.4 }, files: ['metrics.json'], note: null });
    expect(plots.metrics).toEqual(summary.metrics);
    expect(plots.note).toBe('the last row of each plot');
  });

  test('Lightning: the highest version', async () => {
    expect(await read(await fixture('lightning_logs'))).toEqual({
      metrics: { test_acc: 0.82, train_loss: 0.4, val_acc: 0.84, val_loss: 0.5 },
      files: ['version_10/metrics.csv'],
      note: 'version_10/metrics.csv, the highest version of 2; last of 5 rows',
    });
  });

  const state = (step: number, loss: number) => JSON.stringify({ global_step: step, log_history: [{ step, loss }] });
  test.each<[string, Record<string, string>, Record<string, unknown>, string | null]>([
    [
      'Hugging Face: the last checkpoint',
      { 'checkpoint-9/trainer_state.json': state(9, 1), 'checkpoint-10/trainer_state.json': state(10, 0.5) },
      { loss: 0.5 },
      'checkpoint-10/trainer_state.json, the last checkpoint of 2',
    ],
    [
      'Hugging Face: the results before the state',
      { 'all_results.json': '{"eval_loss": 0.25, "epoch": 3.0}', 'trainer_state.json': state(10, 0.5) },
      { eval_loss: 0.25 },
      null,
    ],
    ['a version of Lightning', { 'metrics.csv': 'epoch,auc\n0,0.5', 'hparams.yaml': '{}' }, { auc: 0.5 }, null],
    ['W&B', { 'files/wandb-summary.json': '{"auc": 0.5, "_step": 3}', 'run-x.wandb': '' }, { auc: 0.5 }, null],
    [
      'CatBoost',
      { 'test_error.tsv': 'iter\tAUC\n0\t0.5\n1\t0.75', 'learn_error.tsv': 'iter\tAUC\n0\t1' },
      { AUC: 0.75 },
      'last of 2 rows',
    ],
    [
      'MLflow: deleted runs and logged models do not count',
      {
        'a/meta.yaml': meta('a', 5),
        'a/metrics/auc': '1 0.5 0\r\n2 0.75 1\r\n',
        'b/meta.yaml': meta('b', 9, 'lifecycle_stage: deleted\n'),
        'b/metrics/auc': '1 0.25 0\n',
        'models/m-1/meta.yaml': 'model_id: m-1\n',
        'models/m-1/metrics/auc': '1 0.125 0 a\n',
      },
      { auc: 0.75 },
      'MLflow run "a"',
    ],
  ])('%s', async (_, files, metrics, note) => {
    expect(await read(listed(files))).toMatchObject({ metrics, note });
  });
});

test.each<[string, Record<string, string>, string]>([
  [
    'nothing known',
    { 'a.txt': '' },
    "out: is a directory of no known layout (expected an MLflow run, DVCLive or another metrics.json, Lightning's CSVLogger, the Hugging Face Trainer's output, a W&B run, catboost_info). Name the metrics file.",
  ],
  [
    'two layouts',
    { 'metrics.json': '{}', 'version_1/metrics.csv': '' },
    "out: can be read in two ways (got DVCLive or another metrics.json and Lightning's CSVLogger). Name the metrics file.",
  ],
  [
    'two loggers',
    { 'a/version_1/metrics.csv': '', 'b/version_0/metrics.csv': '' },
    "out: holds the logs of several loggers (got a/version_1/metrics.csv and b/version_0/metrics.csv). Name one logger's directory.",
  ],
  [
    'no finished run',
    { 'meta.yaml': meta('a', 0), 'metrics/a': '1 1 1' },
    'out: holds no finished MLflow run (got 1 that did not finish).',
  ],
  [
    'a newest run without metrics',
    { 'a/meta.yaml': meta('a', 5), 'a/metrics/auc': '1 1 1', 'b/meta.yaml': meta('b', 6, 'run_name: "par\\nent"\n') },
    'out: the newest finished run holds no metric (got "par\\nent"). Name a run\'s directory.',
  ],
  [
    'two experiments',
    {
      '1/a/meta.yaml': meta('a', 5),
      '1/a/metrics/auc': '1 1 1',
      '2/b/meta.yaml': meta('b', 5).replace("'1'", "'2'"),
      '2/b/metrics/auc': '1 1 1',
    },
    'out: holds runs of several experiments (got "1" and "2"). Name one\'s directory.',
  ],
  [
    'a torn metric',
    { 'meta.yaml': meta('a', 5), 'metrics/auc': '1 0.5 0\n2 0.7' },
    'out/metrics/auc: is no metric of MLflow (got "2 0.7", expected timestamp value step).',
  ],
  [
    'an empty metric',
    { 'meta.yaml': meta('a', 5), 'metrics/auc': '' },
    'out/metrics/auc: is empty. Check that the evaluation wrote its metrics.',
  ],
])('%s is refused', async (_, files, message) => {
  const error = await read(listed(files)).catch((thrown: Error) => thrown);
  expect((error as Error).message).toBe(message);
});
