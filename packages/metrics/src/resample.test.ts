import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encode } from './encode.ts';
import { assemble, bcaInterval, draw, type Resampled, type ResampleJob, resample } from './resample.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows of the reference file, checked value by value
type Row = any;
/** Of the pinned bootstrap. */
const TOLERANCE = 1e-12;
const golden = JSON.parse(readFileSync(new URL('../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'));
const { y_true, cluster, score_base, score_cand, label_base, label_cand } = golden.binary;
const { seed, B, metrics } = golden.bootstrap_binary;

const side = (score: number[], label: number[]) =>
  encode(
    {
      ids: null,
      truth: Float64Array.from(y_true),
      score: Float64Array.from(score),
      predicted: Float64Array.from(label),
      cluster: { codes: Int32Array.from(cluster), names: [] },
    },
    { task: 'binary', labels: null, positive: '1', threshold: null },
    '',
  );
const job = (metric: string, parts: Partial<ResampleJob> = {}): ResampleJob => ({
  metric,
  baseline: side(score_base, label_base),
  candidate: side(score_cand, label_cand),
  resamples: B,
  seed,
  unit: 'row',
  ...parts,
});
const drawn = (found: ReturnType<typeof resample>): Resampled => {
  if ('undefined' in found) throw new Error(found.undefined);
  return found;
};
const near = (got: number, expected: number, tolerance = TOLERANCE) =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(tolerance);

describe.each(Object.entries(metrics) as [string, Row][])('pinned bootstrap of %s', (metric, row: Row) => {
  const found = drawn(resample(job(metric)));
  test('change, first replicates and spread', () => {
    near(found.delta, row.delta_cand_minus_base);
    row.first_3_replicates.forEach((value: number, at: number) => {
      near(found.replicates[at] ?? Number.NaN, value);
    });
    near(found.standardError, row.se_boot);
  });
  test('BCa interval', () => {
    const { low, high } = bcaInterval(found, 0.95);
    near(found.acceleration ?? 0, row.bca_a);
    near(low, row.bca_95[0]);
    near(high, row.bca_95[1]);
  });
});

test('any split into shares draws the same bytes', () => {
  const whole = draw(job('f1'), { first: 0, end: 30 });
  const parts = [0, 7, 8].map((first, at) => draw(job('f1'), { first, end: [7, 8, 30][at] ?? 30 }));
  expect(Buffer.concat(parts.map((part) => Buffer.from(part.buffer)))).toEqual(Buffer.from(whole.buffer));
  expect(assemble(job('f1', { resamples: 30 }), parts)).toEqual(resample(job('f1', { resamples: 30 })));
});

test('clusters are drawn whole', () => {
  const found = drawn(resample(job('accuracy', { unit: 'cluster' })));
  near(found.delta, golden.paired_labels_binary.delta_accuracy);
  near(found.standardError, golden.clustered.se_delta_clustered, 0.003);
});

test('replicates without a value are drawn anew', () => {
  const few = (values: number[]) =>
    encode(
      { ids: null, truth: Float64Array.from([1, 0, 0, 0]), predicted: Float64Array.from(values) },
      { task: 'binary', labels: null, positive: '1', threshold: null },
      '',
    );
  const sparse = job('recall', { baseline: few([1, 0, 0, 0]), candidate: few([0, 0, 0, 0]), resamples: 200 });
  const found = drawn(resample(sparse));
  expect(found.replicates).toHaveLength(200);
  expect(new Set(found.replicates)).toEqual(new Set([-1]));
});
