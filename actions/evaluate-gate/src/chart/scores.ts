import { type Classified, type Encoded, isProbability } from '@ml-actions/metrics/encode';
import { placeIn, sharedEdges } from './bins.ts';
import type { Both } from './charts.ts';
import { drawn } from './thin.ts';

/** How scores spread over the bins between `edges`, for rows of the positive label and for the others. */
export interface ClassScores {
  readonly edges: readonly number[];
  readonly positive: string;
  readonly sides: Both<SideScores>;
}

export interface SideScores {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

const BINS = 20;
const UNIT = Array.from({ length: BINS + 1 }, (_, at) => at / BINS);

/** Histograms of a binary task's scores by true class, both models over the same bins. */
export function scoresByClass({ candidate, baseline }: Both<Encoded>): ClassScores | null {
  if (!isScored(candidate)) return null;
  const other = baseline && isScored(baseline) ? baseline : null;
  const vectors = [candidate.score, ...(other ? [other.score] : [])];
  const edges = vectors.every(isProbability) ? UNIT : sharedEdges(vectors, BINS);
  if (!edges) return null;
  return {
    edges: edges.map(drawn),
    positive: candidate.labels[candidate.positive] ?? '',
    sides: { candidate: countsOf(candidate, edges), baseline: other && countsOf(other, edges) },
  };
}

type Scored = Classified & { readonly score: Float64Array };

const isScored = (encoded: Encoded): encoded is Scored => encoded.task === 'binary' && encoded.score !== null;

function countsOf({ score, truth, positive }: Scored, edges: readonly number[]): SideScores {
  const empty = () => new Array<number>(edges.length - 1).fill(0);
  const [positives, negatives] = [empty(), empty()];
  for (let row = 0; row < score.length; row++) {
    const counts = truth[row] === positive ? positives : negatives;
    const at = placeIn(edges, score[row] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { positives, negatives };
}
