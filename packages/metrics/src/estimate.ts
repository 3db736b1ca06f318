import type { Measure } from '@ml-actions/stats/measure';
import { canonical, HEADLINE } from './catalogue.ts';
import type { Classified, Encoded } from './encode.ts';
import { calibrationEstimator } from './estimate/calibration.ts';
import { gapEstimator } from './estimate/gap.ts';
import { labelEstimator, labelNames } from './estimate/labels.ts';
import { multiclassEstimator, multiclassNames } from './estimate/multiclass.ts';
import { rankingEstimator, rankingNames } from './estimate/ranking.ts';
import { regressionEstimator, regressionNames } from './estimate/regression.ts';
import { scoreEstimator, scoreNames } from './estimate/scores.ts';

export { perRow } from './estimate/per-row.ts';

/**
 * A metric of prepared rows as a function of their weights (length n, at least 0; null: the rows' own weights, or 1).
 * What does not depend on weights is prepared once, so that a bootstrap replicate is one call: own weight times how
 * often the row was drawn. A row of weight 0 is not there.
 */
export type Estimator = (weights: Float64Array | null) => Measure;

/** Estimator of a metric by any spelling of its name; null: not a metric of this task. */
export function estimatorOf(spelt: string, encoded: Encoded): Estimator | null {
  const name = canonical(spelt);
  const estimator = prepared(name, encoded);
  const own = encoded.weight;
  return estimator && ((weights) => estimator(weights ?? own));
}

function prepared(name: string, encoded: Encoded): Estimator | null {
  if (encoded.groups) return gapEstimator(name, encoded, encoded.groups);
  if (encoded.task === 'regression') return regressionEstimator(name, encoded);
  if (encoded.task === 'ranking') return rankingEstimator(name, encoded);
  return labelEstimator(name, encoded) ?? probabilityEstimator(name, encoded);
}

const probabilityEstimator = (name: string, encoded: Classified): Estimator | null =>
  encoded.task === 'binary'
    ? (scoreEstimator(name, encoded) ?? calibrationEstimator(name, encoded))
    : multiclassEstimator(name, encoded);

/** Names of the metrics that these predictions give, what readers look for first in front. */
export function measurable(encoded: Encoded): readonly string[] {
  const names = namesOf(encoded).filter((name) => prepared(name, encoded) !== null);
  return [...HEADLINE.filter((name) => names.includes(name)), ...names.filter((name) => !HEADLINE.includes(name))];
}

function namesOf(encoded: Encoded): readonly string[] {
  if (encoded.task === 'regression') return regressionNames;
  if (encoded.task === 'ranking') return rankingNames;
  return [...labelNames(encoded), ...(encoded.task === 'binary' ? scoreNames : multiclassNames)];
}

/** Some of the rows, by row number. Labels that a policy does not pin count only where they occur. */
export function subset(encoded: Encoded, rows: Uint32Array): Encoded {
  const numbers = (values: Float64Array) => gather(values, rows, new Float64Array(rows.length));
  const codes = (values: Int32Array) => gather(values, rows, new Int32Array(rows.length));
  const counted = {
    weight: encoded.weight && numbers(encoded.weight),
    cluster: encoded.cluster && codes(encoded.cluster),
    ...(encoded.groups && { groups: codes(encoded.groups) }),
  };
  if (encoded.task === 'regression') {
    return { ...encoded, ...counted, truth: numbers(encoded.truth), predicted: numbers(encoded.predicted) };
  }
  if (encoded.task === 'ranking') {
    const query = codes(encoded.query);
    return { ...encoded, ...counted, truth: numbers(encoded.truth), score: numbers(encoded.score), query };
  }
  return {
    ...encoded,
    ...counted,
    truth: codes(encoded.truth),
    predicted: encoded.predicted && codes(encoded.predicted),
    score: encoded.score && numbers(encoded.score),
    probabilities: encoded.probabilities?.map(numbers) ?? null,
  };
}

function gather<T extends Float64Array | Int32Array>(values: T, rows: Uint32Array, into: T): T {
  for (let at = 0; at < rows.length; at++) into[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return into;
}
