import { inputProblem } from '@ml-actions/core/error';
import { byName } from './metric.ts';
import type { Policy } from './policy.ts';
import { labelOf, type Predictions } from './predictions.ts';
import { labelsIn, requireSharedLabels } from './shared-labels.ts';

/** Labels as codes: pinned labels first, then whatever else occurs, by name. */
export interface Classified extends Counted {
  readonly task: 'binary' | 'multiclass';
  readonly labels: readonly string[];
  /** how many of `labels` averages are taken over, the first ones; 0: over those that occur, as nothing pins them */
  readonly pinned: number;
  /** code of the positive label, -1 for multiclass */
  readonly positive: number;
  readonly truth: Int32Array;
  readonly predicted: Int32Array | null;
  readonly score: Float64Array | null;
  /** one column per label, in their order; null for binary tasks and where the file has none */
  readonly probabilities: readonly Float64Array[] | null;
}

export interface Regressed extends Counted {
  readonly task: 'regression';
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/** Documents of several queries. */
export interface Ranked extends Counted {
  readonly task: 'ranking';
  /** graded relevance, at least 0 */
  readonly truth: Float64Array;
  readonly score: Float64Array;
  /** codes 0.. of the query of each row, which is also its cluster */
  readonly query: Int32Array;
}

/** How rows count. */
export interface Counted {
  /** null: each once */
  readonly weight: Float64Array | null;
  /** code of what each row belongs to; null: rows are independent */
  readonly cluster: Int32Array | null;
  /** group of each row, -1 for none: what gaps between groups are measured over */
  readonly groups?: Int32Array;
}

export type Encoded = Classified | Regressed | Ranked;

/** What of the policy says how predictions are read. */
export interface Reading extends Pick<Policy, 'task' | 'labels' | 'positive'> {
  readonly threshold: number | null;
}

/** Turns a score into a label where neither a prediction column nor a threshold is given. */
export const DEFAULT_THRESHOLD = 0.5;
/** Pairs of labels whose positive needs no telling. */
const PAIRS = [
  { positive: '1', negatives: ['0', '-1'] },
  { positive: 'true', negatives: ['false'] },
];
const NEGATED = 'other';

/**
 * Reads predictions as a task: the policy's, else what truth and predictions can only mean.
 *
 * @throws InputError when the task or the positive label has to be told
 */
export function encode(predictions: Predictions, reading: Reading, where: string): Encoded {
  const task =
    reading.task === null || reading.task === 'metrics-only' ? inferTask(predictions, reading, where) : reading.task;
  if (task === 'ranking') return ranked(predictions, where);
  return task === 'regression' ? regressed(predictions, where) : classified(predictions, task, reading, where);
}

const countedBy = ({ weight, cluster }: Predictions): Counted => ({
  weight: weight ?? null,
  cluster: cluster?.codes ?? null,
});

const isInteger = (values: Float64Array): boolean => values.every(Number.isInteger);

function inferTask(predictions: Predictions, { positive }: Reading, where: string): Encoded['task'] {
  const { truth, score, predicted, probabilities } = predictions;
  if (probabilities && probabilities.labels.length > 2) return 'multiclass';
  const distinct = new Set<string | number>();
  for (let row = 0; row < truth.length && distinct.size <= 2; row++) distinct.add(truth[row] ?? '');
  const labels = [...distinct].map(labelOf);
  const named = positive !== null || obviousPositive(labels) !== undefined;
  if (truth instanceof Float64Array && predicted instanceof Float64Array && !isInteger(predicted)) return 'regression';
  if (distinct.size <= 2 && (score !== undefined || named)) return 'binary';
  if (!(truth instanceof Float64Array)) return 'multiclass';
  if (predicted instanceof Float64Array && !isInteger(truth)) return 'regression';
  throw inputProblem({
    where,
    what: 'whole numbers can be classes or amounts',
    next: 'Set `task: multiclass` or `task: regression` in the policy.',
  });
}

function ranked(predictions: Predictions, where: string): Ranked {
  const { truth, score, cluster } = predictions;
  if (!cluster) {
    const next = 'Name the column of the query in `columns` as `cluster`.';
    throw inputProblem({ where, what: 'a ranking needs the query of each row', next });
  }
  if (!(truth instanceof Float64Array) || !score || truth.some((grade) => grade < 0)) {
    const expected = 'a numeric relevance of at least 0 and a score';
    throw inputProblem({ where, what: 'a ranking needs numbers', expected });
  }
  return { task: 'ranking', truth, score, query: cluster.codes, weight: null, cluster: cluster.codes };
}

function regressed(predictions: Predictions, where: string): Regressed {
  const { truth, predicted, score } = predictions;
  const values = predicted ?? score;
  if (truth instanceof Float64Array && values instanceof Float64Array)
    return { task: 'regression', truth, predicted: values, ...countedBy(predictions) };
  throw inputProblem({
    where,
    what: 'a regression needs numbers',
    got: 'text',
    expected: 'numeric truth and prediction',
  });
}

function classified(
  predictions: Predictions,
  task: 'binary' | 'multiclass',
  reading: Reading,
  where: string,
): Classified {
  const pinned = (reading.labels ?? []).map(labelOf);
  const [truths, said] = [labelsIn(predictions.truth), labelsIn(predictions.predicted ?? [])];
  requireSharedLabels(truths, said, pinned, where);
  const seen = new Set([...truths, ...said, ...labelsIn(predictions.probabilities?.labels ?? [])]);
  const labels = [...pinned, ...[...seen].filter((label) => !pinned.includes(label)).sort(byName)];
  const positive = task === 'binary' ? positiveLabel(labels, reading.positive, where) : '';
  if (task === 'binary' && labels.length < 2) labels.push(NEGATED);
  if (task === 'binary' && !labels.includes(positive)) labels.push(positive);
  const codes = new Map(labels.map((label, code) => [label, code]));
  const asked = task === 'multiclass' || !predictions.score;
  const probabilities = asked ? probabilitiesOf(predictions, labels, where) : null;
  const score = task === 'binary' ? (predictions.score ?? probabilities?.[codes.get(positive) ?? -1] ?? null) : null;
  return {
    task,
    labels,
    pinned: pinned.length || (task === 'binary' ? labels.length : 0),
    positive: codes.get(positive) ?? -1,
    truth: encodeColumn(predictions.truth, codes),
    predicted:
      predictedCodes(predictions.predicted, score, reading.threshold, labels, codes, positive) ??
      (task === 'multiclass' ? mostProbable(probabilities) : null),
    score,
    probabilities: task === 'multiclass' ? probabilities : null,
    ...countedBy(predictions),
  };
}

/** A row of probabilities may miss 1 by so much (research 3.1). */
const SUM_SLACK = 1e-6;

/** A label without a column has probability 0. */
function probabilitiesOf({ probabilities, truth }: Predictions, labels: readonly string[], where: string) {
  if (!probabilities) return null;
  const place = new Map(probabilities.labels.map((label, at) => [labelOf(label), at]));
  const columns = labels.map(
    (label) => probabilities.columns[place.get(label) ?? -1] ?? new Float64Array(truth.length),
  );
  let broken = 0;
  for (let row = 0; row < truth.length; row++) {
    let sum = 0;
    for (const column of columns) sum += column[row] ?? 0;
    if (Math.abs(sum - 1) > SUM_SLACK) broken++;
  }
  if (broken === 0) return columns;
  const got = `${broken} of ${truth.length} rows`;
  throw inputProblem({ where, what: 'the probabilities of a row do not sum to 1', got, expected: '1 within 1e-6' });
}

/** The label with the highest probability; of equals the first. */
function mostProbable(columns: readonly Float64Array[] | null): Int32Array | null {
  const [first] = columns ?? [];
  if (!columns || !first) return null;
  const best = new Int32Array(first.length);
  for (let row = 0; row < best.length; row++) {
    for (let code = 1; code < columns.length; code++)
      if ((columns[code]?.[row] ?? 0) > (columns[best[row] ?? 0]?.[row] ?? 0)) best[row] = code;
  }
  return best;
}

const obviousPositive = (labels: readonly string[]): string | undefined =>
  PAIRS.find(({ positive, negatives }) => labels.every((label) => label === positive || negatives.includes(label)))
    ?.positive;

function positiveLabel(labels: readonly string[], told: string | null, where: string): string {
  const label = told === null ? obviousPositive(labels) : labelOf(told);
  if (label !== undefined) return label;
  throw inputProblem({
    where,
    what: 'the positive label is not known',
    got: `${labels.length} labels`,
    expected: '0 and 1',
    next: 'Set `positive` in the policy.',
  });
}

function encodeColumn(column: Float64Array | readonly string[], codes: ReadonlyMap<string, number>): Int32Array {
  const cache = new Map<string | number, number>();
  const encoded = new Int32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row] ?? '';
    let code = cache.get(value);
    if (code === undefined) {
      code = codes.get(labelOf(value)) ?? -1;
      cache.set(value, code);
    }
    encoded[row] = code;
  }
  return encoded;
}

function predictedCodes(
  predicted: Predictions['predicted'],
  score: Float64Array | null,
  threshold: number | null,
  labels: readonly string[],
  codes: ReadonlyMap<string, number>,
  positive: string,
): Int32Array | null {
  if (predicted && (threshold === null || !score)) return encodeColumn(predicted, codes);
  const yes = codes.get(positive);
  const no = labels.findIndex((label) => label !== positive);
  if (!score || yes === undefined || labels.length > 2) return null;
  if (threshold === null && !isProbability(score)) return null;
  const cut = threshold ?? DEFAULT_THRESHOLD;
  const decided = new Int32Array(score.length);
  for (let row = 0; row < score.length; row++) decided[row] = (score[row] ?? 0) >= cut ? yes : no;
  return decided;
}

/** Whether every score lies in [0, 1]. */
export function isProbability(score: Float64Array): boolean {
  for (let row = 0; row < score.length; row++)
    if (!((score[row] as number) >= 0 && (score[row] as number) <= 1)) return false;
  return true;
}
