import { readFileSync } from 'node:fs';
import { quantile } from '@ml-actions/stats/bootstrap';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { describe, expect, test } from 'vitest';
import { encode } from './encode.ts';
import {
  assemble,
  bcaInterval,
  bootstrapP,
  type Part,
  partOf,
  type Resampled,
  type ResampleJob,
  resample,
} from './resample.ts';
import { rowOrder } from './row-order.ts';

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
  test('percentiles, and the p-value of no change', () => {
    const ascending = Float64Array.from(found.replicates).sort();
    near(quantile(ascending, 0.025), row.percentile_95[0]);
    near(quantile(ascending, 0.975), row.percentile_95[1]);
    const better = row.higher_is_better ? 'up' : 'down';
    near(bootstrapP(found, 0, better), row.p_one_sided_not_worse_than_margin_0);
  });
});

/** Of each part one run of bytes. */
const bytesOf = (parts: readonly Part[], key: keyof Part) =>
  Buffer.concat(parts.map((part) => Buffer.from(part[key].buffer)));
const split = (one: ResampleJob, parts: number) => Array.from({ length: parts }, (_, at) => partOf(one, at, parts));

test.each([2, 3, 7, 31])('%d parts are the same bytes as one', (parts) => {
  for (const one of [job('f1', { resamples: 30 }), job('roc_auc', { resamples: 30, unit: 'cluster' })]) {
    expect(bytesOf(split(one, parts), 'replicates')).toEqual(bytesOf(split(one, 1), 'replicates'));
    expect(bytesOf(split(one, parts), 'leftOut')).toEqual(bytesOf(split(one, 1), 'leftOut'));
    expect(assemble(one, split(one, parts))).toEqual(resample(one));
  }
});

test('clusters are drawn whole', () => {
  const found = drawn(resample(job('accuracy', { unit: 'cluster' })));
  near(found.delta, golden.paired_labels_binary.delta_accuracy);
  near(found.standardError, golden.clustered.se_delta_clustered, 0.003);
});

describe('replicates without a value', () => {
  /** Two positives of eight, one of them lost by the candidate: recall is undefined wherever none is drawn. */
  const rare = (resamples: number) => {
    const told = (...positives: number[]) =>
      Float64Array.from({ length: 8 }, (_, row) => Number(positives.includes(row)));
    const found = (predicted: Float64Array) =>
      encode(
        { ids: null, truth: told(2, 5), predicted },
        { task: 'binary', labels: null, positive: '1', threshold: null },
        '',
      );
    return job('recall', { baseline: found(told(2, 5)), candidate: found(told(5)), resamples });
  };
  test('are drawn anew after all others, on where those ended, in any split', () => {
    const [more] = split(rare(400), 1);
    const some = [...(more?.replicates ?? [])];
    expect(some.slice(0, 200).some(Number.isNaN)).toBe(true);
    const kept = some.filter((value) => !Number.isNaN(value)).slice(0, 200);
    for (const parts of [1, 3]) {
      expect([...drawn(assemble(rare(200), split(rare(200), parts))).replicates]).toEqual(kept);
    }
  });
  test('have no bootstrap where they are most of the draws', () => {
    const nothing = new Float64Array(20).fill(Number.NaN);
    expect(assemble(rare(20), [{ replicates: nothing, leftOut: nothing }])).toEqual({
      undefined: 'it is undefined in most of the draws',
    });
  });
});

test('a metric that is undefined on the rows has no bootstrap', () => {
  const none = side(
    score_base,
    label_base.map(() => 0),
  );
  expect(resample(job('precision', { candidate: none, resamples: 10 }))).toHaveProperty('undefined');
});

test('shuffled rows that are put in the order of their ids have the same interval', () => {
  const { next } = xoshiro128(3);
  const keys = y_true.map((_: number, row: number) => ({ row, key: next() }));
  const places: number[] = keys.sort((a: Row, b: Row) => a.key - b.key).map(({ row }: Row) => row);
  const told = (order: readonly number[], score: number[], rename: (code: number) => number) => {
    const ids = order.map((row) => `row ${row}`);
    const column = (values: number[]) => Float64Array.from(order, (row) => values[row] ?? 0);
    const encoded = encode(
      {
        ids,
        truth: column(y_true),
        score: column(score),
        weight: column(cluster.map((code: number) => 1 + (code % 3))),
        cluster: { codes: Int32Array.from(order, (row) => rename(cluster[row])), names: [] },
      },
      { task: 'binary', labels: null, positive: '1', threshold: 0.5 },
      '',
    );
    return rowOrder(ids)(encoded, { rows: null });
  };
  const straight = y_true.map((_: number, row: number) => row);
  for (const [metric, unit] of [
    ['roc_auc', 'row'],
    ['average_precision', 'cluster'],
    ['precision@10', 'cluster'],
  ] as const) {
    const of = (order: readonly number[], rename: (code: number) => number) =>
      drawn(
        resample(
          job(metric, {
            baseline: told(order, score_base, rename),
            candidate: told(order, score_cand, rename),
            resamples: 300,
            unit,
          }),
        ),
      );
    const [one, other] = [of(straight, (code) => code), of(places, (code) => 100 - code)];
    expect(other).toEqual(one);
    expect(bcaInterval(other, 0.9)).toEqual(bcaInterval(one, 0.9));
  }
});
