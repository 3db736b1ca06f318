import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { encode } from '@ml-actions/metrics/encode';
import { estimatorOf } from '@ml-actions/metrics/estimate';
import type { Predictions } from '@ml-actions/metrics/predictions';
import { mcnemar, pairedT, welchT } from '@ml-actions/stats/paired';
import { expect, test } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { referencePython } from '../support/reference-python.ts';

const cases = 280;
/** Relative to the larger of 1 and the value. */
const tolerance = 1e-9;

interface Case {
  readonly task: 'binary' | 'multiclass' | 'regression' | 'ranking' | 'tests';
  readonly columns: Readonly<Record<string, number[] | null>> & { readonly probabilities?: number[][] };
  readonly expected: Readonly<Record<string, number>>;
}

const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values);

function predictionsOf({ columns }: Case): Predictions {
  const { truth, score, predicted, weight, cluster, probabilities } = columns;
  return {
    ids: null,
    truth: numbers(truth ?? []),
    ...(score && { score: numbers(score) }),
    ...(predicted && { predicted: numbers(predicted) }),
    ...(weight && { weight: numbers(weight) }),
    ...(cluster && { cluster: { codes: Int32Array.from(cluster), names: [] } }),
    ...(probabilities && {
      probabilities: { labels: probabilities.map((_, code) => String(code)), columns: probabilities.map(numbers) },
    }),
  };
}

function testValues({ columns }: Case): Record<string, number> {
  const { before = [], after = [], counts } = columns as Record<string, number[]>;
  const [losses = 0, gains = 0] = counts ?? [];
  const paired = pairedT(after.map((value, at) => value - (before[at] ?? 0)));
  const welch = welchT(before, after);
  const exact = mcnemar({ losses, gains });
  return {
    paired_p: paired.twoSided,
    paired_low: paired.interval(0.9).low,
    paired_high: paired.interval(0.9).high,
    welch_p: welch.twoSided,
    welch_low: welch.interval(0.9).low,
    welch_high: welch.interval(0.9).high,
    mcnemar_two_sided: exact.exactTwoSided,
    mcnemar_worse: exact.exactWorse,
  };
}

function valuesOf(one: Case): (name: string) => unknown {
  if (one.task === 'tests') {
    const values = testValues(one);
    return (name) => values[name];
  }
  const reading = { task: one.task, labels: null, positive: one.task === 'binary' ? '1' : null, threshold: null };
  const encoded = encode(predictionsOf(one), reading, 'case');
  return (name) => estimatorOf(name, encoded)?.(null);
}

test(`${cases} random cases agree with scikit-learn and scipy`, () => {
  const python = referencePython(join(root, '.cache'));
  const seed = String(Date.now() % 2 ** 31);
  const script = join(root, 'test', 'integration', 'reference', 'cases.py');
  const text = execFileSync(python, [script, seed, String(cases)], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const read = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.replaceAll('NaN', 'null')) as Case);
  expect(read).toHaveLength(cases);
  const apart: string[] = [];
  let compared = 0;
  for (const [at, one] of read.entries()) {
    const value = valuesOf(one);
    for (const [name, expected] of Object.entries(one.expected)) {
      if (expected === null) continue; // undefined to both
      const got = value(name);
      compared++;
      const isNear = typeof got === 'number' && Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
      if (!isNear) apart.push(`case ${at} (${one.task}), ${name}: ${JSON.stringify(got)}, they say ${expected}`);
    }
  }
  console.log(`${compared} values of ${cases} cases compared, seed ${seed}`);
  expect(apart).toEqual([]);
});
