import { type Measure, undefinedBecause } from './measure.ts';

/** Gain of a graded relevance: `linear` as scikit-learn, `exponential` (2^rel - 1) as web search. */
export type Gain = 'linear' | 'exponential';

/** Discounted gain of the first k in the given order. */
function discounted(relevance: readonly number[], k: number, gain: Gain): number {
  const worth = (grade: number) => (gain === 'linear' ? grade : 2 ** grade - 1);
  return relevance.slice(0, k).reduce((sum, grade, i) => sum + worth(grade) / Math.log2(i + 2), 0);
}

/** NDCG@k of one query, ties in score kept in row order; undefined without a relevant document. */
export function ndcg(relevance: readonly number[], score: readonly number[], k: number, gain: Gain): Measure {
  const order = relevance.map((_, i) => i).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
  const ideal = discounted(
    [...relevance].sort((a, b) => b - a),
    k,
    gain,
  );
  if (ideal === 0) return undefinedBecause('no relevant document');
  return (
    discounted(
      order.map((i) => relevance[i] ?? 0),
      k,
      gain,
    ) / ideal
  );
}
