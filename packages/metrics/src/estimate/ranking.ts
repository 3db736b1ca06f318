import { isDefined, type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { descendingOrder } from '@ml-actions/stats/order';
import * as ranking from '@ml-actions/stats/ranking';
import type { Ranked } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { once, perSide } from './once.ts';

const NDCG = /^ndcg_(linear|exp)@(\d+)$/;
const AT = /^(precision|recall|hit)@(\d+)$/;
const WHOLE: Readonly<Record<string, OfQuery>> = {
  mrr: ranking.reciprocalRank,
  map: ranking.averagePrecisionOf,
};

type OfQuery = (listed: ranking.Listed) => Measure;

/**
 * Mean of a measure over queries that define it; null for any other name. A query counts by the weight of its first row:
 * queries are drawn whole.
 */
export function rankingEstimator(name: string, encoded: Ranked): Estimator | null {
  const of = measureOf(name);
  if (!of) return null;
  const queries = once(() => queriesOf(encoded).map(({ first, listed }) => ({ first, value: of(listed) })));
  return (weights) => {
    let [sum, total] = [0, 0];
    for (const { first, value } of queries()) {
      if (!isDefined(value)) continue;
      const weight = weights === null ? 1 : (weights[first] ?? 0);
      sum += weight * value;
      total += weight;
    }
    return total === 0 ? undefinedBecause('no query with a relevant document') : sum / total;
  };
}

function measureOf(name: string): OfQuery | null {
  if (Object.hasOwn(WHOLE, name)) return WHOLE[name] ?? null;
  const [, gain, told] = NDCG.exec(name) ?? [];
  if (told !== undefined)
    return (listed) => ranking.ndcg(listed, Number(told), gain === 'exp' ? 'exponential' : 'linear');
  const [, measure, k] = AT.exec(name) ?? [];
  const of = { precision: ranking.precisionAt, recall: ranking.recallAt, hit: ranking.hitAt }[measure ?? ''];
  return of ? (listed) => of(listed, Number(k)) : null;
}

interface Query {
  /** its first row */
  readonly first: number;
  readonly listed: number[];
}

/** Each query's relevance in the order of the scores; equal scores keep row order. */
const queriesOf = perSide(({ truth, score, query }: Ranked): Query[] => {
  const queries = new Map<number, { first: number; listed: number[] }>();
  query.forEach((code, row) => {
    if (!queries.has(code)) queries.set(code, { first: row, listed: [] });
  });
  for (const row of descendingOrder(score)) queries.get(query[row] ?? -1)?.listed.push(truth[row] ?? 0);
  return [...queries.values()];
});

export const rankingNames = ['ndcg_linear@10', 'ndcg_exp@10', 'mrr', 'map', 'precision@10', 'recall@10', 'hit@10'];
