import { tabulate } from '@ml-actions/stats/vector';
import { labelOf, type Predictions } from './predictions.ts';

/** Whether two models' predictions are about the same rows. */
export type Pairing =
  | { readonly kind: 'none'; readonly reason: string }
  | {
      readonly kind: 'paired';
      readonly by: 'id' | 'row order';
      readonly n: number;
      /** rows whose score or predicted label differs at all */
      readonly changed: number;
      /** the baseline's predictions in the candidate's row order */
      readonly baseline: Predictions;
    }
  | { readonly kind: 'incomparable'; readonly reason: string }
  | { readonly kind: 'error'; readonly reason: string };

/**
 * Pairs the baseline's rows with the candidate's by id; without ids by row order, which only counts where the truth
 * agrees row by row. Ids are taken to be unique (see `predictionProblem`).
 */
export function pair(candidate: Predictions, baseline: Predictions): Pairing {
  if (candidate.ids && baseline.ids) return pairById(candidate, candidate.ids, baseline, baseline.ids);
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
): Pairing {
  const place = new Map(baselineIds.map((id, row) => [id, row]));
  const order = ids.map((id) => place.get(id)).filter((row) => row !== undefined);
  if (order.length < ids.length || order.length < baselineIds.length) {
    const reason = `different test sets: ${order.length} ids in common of ${baselineIds.length} in the baseline and ${ids.length} in the candidate`;
    return { kind: 'incomparable', reason };
  }
  const aligned = reorder(baseline, order);
  const differing = disagreements(candidate, aligned);
  if (differing > 0)
    return { kind: 'error', reason: `the truth of ${differing} ids differs between baseline and candidate` };
  return paired('id', candidate, aligned);
}

function paired(by: 'id' | 'row order', candidate: Predictions, baseline: Predictions): Pairing {
  return { kind: 'paired', by, n: candidate.truth.length, changed: changedRows(candidate, baseline), baseline };
}

function reorder(predictions: Predictions, order: readonly number[]): Predictions {
  const take = <T extends Float64Array | readonly string[]>(values: T): T =>
    (values instanceof Float64Array
      ? tabulate(order.length, (i) => values[order[i] ?? 0] ?? Number.NaN)
      : order.map((row) => values[row] ?? '')) as T;
  return {
    ids: predictions.ids && take(predictions.ids),
    truth: take(predictions.truth),
    ...(predictions.score && { score: take(predictions.score) }),
    ...(predictions.predicted && { predicted: take(predictions.predicted) }),
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
    if (differs(a.score, b.score, row) || differs(a.predicted, b.predicted, row)) count++;
  }
  return count;
}
