import { tabulate } from '@ml-actions/stats/vector';
import { type Categories, labelOf, type Predictions } from './predictions.ts';

/** Whether two models' predictions are about the same rows. */
export type Pairing =
  | { readonly kind: 'none'; readonly reason: string }
  | {
      readonly kind: 'paired';
      readonly by: 'id' | 'row order';
      readonly n: number;
      /** rows whose score or predicted label differs at all */
      readonly changed: number;
      /** both sides' predictions of these rows, in one order */
      readonly candidate: Predictions;
      readonly baseline: Predictions;
      /** rows that only one side has; 0 unless the policy says `align: intersection` */
      readonly unmatched: { readonly candidate: number; readonly baseline: number };
    }
  | { readonly kind: 'incomparable'; readonly reason: string }
  | { readonly kind: 'error'; readonly reason: string };

/** Two test sets that share less than this are not one test set that grew: research 2.4. */
const LEAST_OVERLAP = 0.9;

/**
 * Pairs the baseline's rows with the candidate's by id; without ids by row order, which only counts where the truth
 * agrees row by row. Ids are taken to be unique (see `predictionProblem`). With `intersection` rows that one side lacks
 * are left out, as long as 90 % of the larger side remain.
 */
export function pair(candidate: Predictions, baseline: Predictions, align: 'exact' | 'intersection'): Pairing {
  if (candidate.ids && baseline.ids) return pairById(candidate, candidate.ids, baseline, baseline.ids, align);
  const rows = candidate.truth.length;
  if (baseline.truth.length !== rows) {
    return { kind: 'incomparable', reason: `different test sets: ${baseline.truth.length} and ${rows} rows, no ids` };
  }
  const differing = disagreements(candidate, baseline);
  if (differing === 0) return paired('row order', candidate, baseline);
  return {
    kind: 'incomparable',
    reason: `different test sets: without ids, the truth of ${differing} of ${rows} rows differs`,
  };
}

function pairById(
  candidate: Predictions,
  ids: readonly string[],
  baseline: Predictions,
  baselineIds: readonly string[],
  align: 'exact' | 'intersection',
): Pairing {
  if (ids.length === baselineIds.length && ids.every((id, row) => id === baselineIds[row]))
    return unlessDisagreeing(candidate, baseline, NONE_LEFT);
  const place = new Map(baselineIds.map((id, row) => [id, row]));
  const shared = ids.map((_, row) => row).filter((row) => place.has(ids[row] ?? ''));
  const order = shared.map((row) => place.get(ids[row] ?? '') ?? 0);
  const unmatched = { candidate: ids.length - order.length, baseline: baselineIds.length - order.length };
  const isWhole = unmatched.candidate === 0 && unmatched.baseline === 0;
  const overlap = order.length / Math.max(ids.length, baselineIds.length);
  if (!isWhole && (align === 'exact' || overlap < LEAST_OVERLAP)) {
    const reason = `different test sets: ${order.length} ids in common of ${baselineIds.length} in the baseline and ${ids.length} in the candidate`;
    return { kind: 'incomparable', reason };
  }
  const own = unmatched.candidate === 0 ? candidate : reorder(candidate, shared);
  return unlessDisagreeing(own, reorder(baseline, order), unmatched);
}

type Unmatched = { readonly candidate: number; readonly baseline: number };

/** Pairs rows of the same ids, unless their truth differs. */
function unlessDisagreeing(candidate: Predictions, baseline: Predictions, unmatched: Unmatched): Pairing {
  const differing = disagreements(candidate, baseline);
  if (differing > 0)
    return { kind: 'error', reason: `the truth of ${differing} ids differs between baseline and candidate` };
  return paired('id', candidate, baseline, unmatched);
}

const NONE_LEFT: Unmatched = { candidate: 0, baseline: 0 };

function paired(by: 'id' | 'row order', candidate: Predictions, baseline: Predictions, unmatched = NONE_LEFT): Pairing {
  const [n, changed] = [candidate.truth.length, changedRows(candidate, baseline)];
  return { kind: 'paired', by, n, changed, candidate, baseline, unmatched };
}

function reorder(predictions: Predictions, order: readonly number[]): Predictions {
  const { ids, truth, score, predicted, probabilities, weight, cluster, attributes } = predictions;
  const numbers = (values: Float64Array) => tabulate(order.length, (i) => values[order[i] ?? 0] ?? Number.NaN);
  const either = (values: Float64Array | readonly string[]) =>
    values instanceof Float64Array ? numbers(values) : order.map((row) => values[row] ?? '');
  const categories = ({ codes, names }: Categories): Categories => ({
    codes: Int32Array.from(order, (row) => codes[row] ?? -1),
    names,
  });
  const attribute = (values: Categories | Float64Array) =>
    values instanceof Float64Array ? numbers(values) : categories(values);
  return {
    ids: ids && order.map((row) => ids[row] ?? ''),
    truth: either(truth),
    ...(score && { score: numbers(score) }),
    ...(predicted && { predicted: either(predicted) }),
    ...(probabilities && { probabilities: { ...probabilities, columns: probabilities.columns.map(numbers) } }),
    ...(weight && { weight: numbers(weight) }),
    ...(cluster && { cluster: categories(cluster) }),
    ...(attributes && { attributes: new Map([...attributes].map(([name, values]) => [name, attribute(values)])) }),
  };
}

type Column = Float64Array | readonly string[] | undefined;

const differs = (a: Column, b: Column, row: number): boolean => {
  const [x, y] = [a?.[row], b?.[row]];
  if (x === y) return false;
  if (x === undefined || y === undefined || (typeof x === 'number' && typeof y === 'number')) return true;
  return labelOf(x) !== labelOf(y);
};

function disagreements(a: Predictions, b: Predictions): number {
  let count = 0;
  for (let row = 0; row < a.truth.length; row++) if (differs(a.truth, b.truth, row)) count++;
  return count;
}

function changedRows(a: Predictions, b: Predictions): number {
  let count = 0;
  for (let row = 0; row < a.truth.length; row++) {
    if (differs(a.score, b.score, row) || differs(a.predicted, b.predicted, row) || probabilitiesDiffer(a, b, row))
      count++;
  }
  return count;
}

function probabilitiesDiffer(
  { probabilities: a }: Predictions,
  { probabilities: b }: Predictions,
  row: number,
): boolean {
  if (!a || !b) return a !== b;
  return a.columns.some((column, at) => {
    const other = a.labels[at] === b.labels[at] ? at : b.labels.indexOf(a.labels[at] ?? '');
    return column[row] !== b.columns[other]?.[row];
  });
}
