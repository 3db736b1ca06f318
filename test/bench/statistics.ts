import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { drawInThreads } from '@ml-actions/evaluate-gate/resample';
import { type Encoded, encode } from '@ml-actions/metrics/encode';
import { estimatorOf } from '@ml-actions/metrics/estimate';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { root } from '../../packages/build/src/sources.ts';
import { referencePython } from '../support/reference-python.ts';

const large = 1_000_000;
const small = 100_000;
const resamples = 2000;
const milliseconds = 1000;
/** What both sides compute on a million rows. */
const names =
  'accuracy balanced_accuracy precision recall f1 jaccard mcc cohen_kappa roc_auc average_precision log_loss brier'.split(
    ' ',
  );

interface Made {
  readonly truth: Float64Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Scores of two models that tell the classes apart about as well. */
function make(rows: number): Made {
  const { next } = xoshiro128(rows);
  const uniform = () => next() / 2 ** 32;
  const truth = Float64Array.from({ length: rows }, () => Number(uniform() < 0.3));
  const scores = () => truth.map((positive) => 0.1 + 0.5 * uniform() + 0.3 * positive * uniform());
  return { truth, before: scores(), after: scores() };
}

const read = (truth: Float64Array, score: Float64Array): Encoded =>
  encode({ ids: null, truth, score }, { task: 'binary', labels: null, positive: '1', threshold: 0.5 }, 'bench');

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / milliseconds;
}

/** Prints what the statistics take beside scikit-learn and numpy, on the same rows, one after the other. */
export async function benchStatistics(): Promise<void> {
  setTaskEntry(pathToFileURL(join(root, 'dist', 'task.js')));
  const [big, few] = [make(large), make(small)];
  const folder = mkdtempSync(join(tmpdir(), 'bench-statistics-'));
  const files = {
    'truth-large': big.truth,
    'after-large': big.after,
    'truth-small': few.truth,
    'before-small': few.before,
    'after-small': few.after,
  };
  for (const [name, column] of Object.entries(files)) writeFileSync(join(folder, name), column);
  const script = join(root, 'test', 'bench', 'reference', 'statistics.py');
  const python = JSON.parse(
    execFileSync(referencePython(join(root, '.cache')), [script, folder], { encoding: 'utf8' }),
  );
  rmSync(folder, { recursive: true });

  const ours = await seconds(() => {
    const encoded = read(big.truth, big.after);
    for (const name of names) estimatorOf(name, encoded)?.(null);
  });
  line(`${names.length} metrics, 1M rows`, ours, python.metrics, 'scikit-learn');
  const job = {
    metric: 'roc_auc',
    baseline: read(few.truth, few.before),
    candidate: read(few.truth, few.after),
    resamples,
    seed: 1,
    unit: 'row',
  } as const;
  const drawn = await seconds(() => drawInThreads([job]));
  line('AUC bootstrap, 100k rows', drawn, python.replicate * resamples, `numpy, ${resamples} times its mean replicate`);
}

const line = (what: string, ours: number, theirs: number, who: string): void =>
  console.log(
    `${what.padEnd(26)}${ours.toFixed(2)} s; ${who} ${theirs.toFixed(2)} s; ratio ${(theirs / ours).toFixed(1)}`,
  );
