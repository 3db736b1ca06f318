import { type Measure, ratio } from './measure.ts';

/** Documents of one query: relevance in the order in which the score puts them, best first. */
export type Listed = readonly number[];

/** Gain of a graded relevance: `linear` as scikit-learn, `exponential` (2^rel - 1) as web search. */
export type Gain = 'linear' | 'exponential';

const NOTHING_RELEVANT = 'no relevant document';

/** Discounted gain of the first k in the given order. */
function discounted(relevance: Listed, k: number, gain: Gain): number {
  const worth = (grade: number) => (gain === 'linear' ? grade : 2 ** grade - 1);
  return relevance.slice(0, k).reduce((sum, grade, i) => sum + worth(grade) / Math.log2(i + 2), 0);
}

/** NDCG@k of one query; undefined without a relevant document. */
export function ndcg(listed: Listed, k: number, gain: Gain): Measure {
  const best = [...listed].sort((a, b) => b - a);
  return ratio(discounted(listed, k, gain), discounted(best, k, gain), NOTHING_RELEVANT);
}

const relevantIn = (listed: Listed): number => listed.filter((grade) => grade > 0).length;

/** 1 / place of the first relevant document; 0 without one, as the mean reciprocal rank counts it. */
export function reciprocalRank(listed: Listed): Measure {
  const place = listed.findIndex((grade) => grade > 0);
  return place < 0 ? 0 : 1 / (place + 1);
}

/** Mean precision at each relevant document. */
export function averagePrecisionOf(listed: Listed): Measure {
  let [found, sum] = [0, 0];
  listed.forEach((grade, at) => {
    if (grade > 0) sum += ++found / (at + 1);
  });
  return ratio(sum, found, NOTHING_RELEVANT);
}

/** Share of the first k that is relevant; of k even where there are fewer documents. */
export const precisionAt = (listed: Listed, k: number): Measure => relevantIn(listed.slice(0, k)) / k;

/** Share of the relevant documents among the first k. */
export const recallAt = (listed: Listed, k: number): Measure =>
  ratio(relevantIn(listed.slice(0, k)), relevantIn(listed), NOTHING_RELEVANT);

/** 1 where the first k hold a relevant document. */
export const hitAt = (listed: Listed, k: number): Measure => Number(relevantIn(listed.slice(0, k)) > 0);
