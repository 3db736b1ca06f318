import type { Encoded, Regressed } from '@ml-actions/metrics/encode';
import { placeIn, sharedEdges } from './bins.ts';
import type { Both } from './charts.ts';
import { drawn } from './thin.ts';

/** Mean truth and mean prediction of rows with similar truth. */
export type Fit = readonly { readonly count: number; readonly truth: number; readonly predicted: number }[];

export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const FIT_BINS = 20;
const RESIDUAL_BINS = 30;

/** A regression's prediction against the truth, in equal-width bins of the truth. */
export function fit({ candidate, baseline }: Both<Encoded>): Both<Fit> | null {
  if (candidate.task !== 'regression') return null;
  const edges = sharedEdges([candidate.truth], FIT_BINS);
  if (!edges) return null;
  return {
    candidate: fitOf(candidate, edges),
    baseline: baseline?.task === 'regression' ? fitOf(baseline, edges) : null,
  };
}

function fitOf({ truth, predicted }: Regressed, edges: readonly number[]): Fit {
  const bins = edges.slice(1).map(() => ({ count: 0, truth: 0, predicted: 0 }));
  for (let row = 0; row < truth.length; row++) {
    const bin = bins[placeIn(edges, truth[row] ?? 0)];
    if (!bin) continue;
    bin.count += 1;
    bin.truth += truth[row] ?? 0;
    bin.predicted += predicted[row] ?? 0;
  }
  return bins
    .filter(({ count }) => count > 0)
    .map((bin) => ({
      count: bin.count,
      truth: drawn(bin.truth / bin.count),
      predicted: drawn(bin.predicted / bin.count),
    }));
}

/** How far predictions miss, prediction minus truth, both models over the same bins. */
export function residuals({ candidate, baseline }: Both<Encoded>): Both<Histogram> | null {
  if (candidate.task !== 'regression') return null;
  const own = missesOf(candidate);
  const other = baseline?.task === 'regression' ? missesOf(baseline) : null;
  const edges = sharedEdges([own, ...(other ? [other] : [])], RESIDUAL_BINS);
  return edges && { candidate: histogramOf(own, edges), baseline: other && histogramOf(other, edges) };
}

const missesOf = ({ truth, predicted }: Regressed): Float64Array =>
  predicted.map((value, row) => value - (truth[row] ?? 0));

function histogramOf(values: Float64Array, edges: readonly number[]): Histogram {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const at = placeIn(edges, value);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { edges: edges.map(drawn), counts };
}
