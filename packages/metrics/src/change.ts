import { delong } from '@ml-actions/stats/delong';
import {
  bonettPrice,
  clusteredT,
  type Discordant,
  discordant,
  type MeanDifference,
  mcnemar,
  pairedT,
} from '@ml-actions/stats/paired';
import type { Interval } from '@ml-actions/stats/proportion';
import type { Classified, Encoded } from './encode.ts';
import { isPositive } from './estimate/scores.ts';
import { perRow } from './estimate.ts';
import { bcaInterval, bootstrapP, type Resampled } from './resample.ts';
import { hitsOf, rowsOf, type Share, shareOf } from './shares.ts';

/** The change of one metric over paired rows, candidate minus baseline, with its uncertainty. */
export interface PairedChange {
  readonly method: string;
  /** independent units behind it: rows, clusters or seeds */
  readonly n: number;
  /** what `n` counts */
  readonly unit: string;
  /** fewest units that decide; null: the policy's `min_n` */
  readonly fewest: number | null;
  readonly delta: number;
  /** under no change; 0 where the rows do not vary and no test exists */
  readonly standardError: number;
  /** one-sided p-values of "no change" against down and up */
  readonly down: number;
  readonly up: number;
  readonly counts: Discordant | null;
  /** two-sided interval at `level` */
  readonly interval: (level: number) => Interval;
}

/** Below this a standard error is rounding noise: the rows do not vary. */
const NO_SPREAD = 1e-12;
/** Rows of each class that DeLong's covariance needs. */
const FEWEST_PER_CLASS = 2;
/** Clusters that carry a t interval; with fewer its degrees of freedom mean little. */
const FEWEST_CLUSTERS = 10;

/**
 * The paired test of a metric by its canonical name; null where no closed form exists for it on these rows. Weights
 * have none; clusters have one for means.
 */
export function closedForm(name: string, baseline: Encoded, candidate: Encoded): PairedChange | null {
  if (candidate.weight !== null || ('groups' in candidate && candidate.groups)) return null;
  const share = shareOf(name, candidate);
  const isCounted = share && baseline.task !== 'regression' && baseline.task !== 'ranking' && baseline.predicted;
  if (candidate.cluster === null && isCounted && candidate.task !== 'regression' && candidate.task !== 'ranking')
    return shareChange(share, baseline as Classified, candidate);
  if (name === 'roc_auc' && candidate.task === 'binary' && baseline.task === 'binary')
    return candidate.cluster === null ? aucChange(baseline, candidate) : null;
  const [before, after] = [perRow(name, baseline), perRow(name, candidate)];
  if (!before || !after || before.length !== candidate.truth.length) return null;
  return meanChange(before, after, candidate.cluster);
}

function shareChange(share: Share, baseline: Classified, candidate: Classified): PairedChange {
  const rows = rowsOf(share, candidate);
  const counts = discordant(hitsOf(share, baseline, rows), hitsOf(share, candidate, rows));
  const mirrored = { losses: counts.gains, gains: counts.losses };
  return {
    method: 'mid-p McNemar, Bonett-Price interval',
    n: rows.length,
    unit: 'rows',
    fewest: null,
    delta: (counts.gains - counts.losses) / rows.length,
    standardError: Math.sqrt(counts.losses + counts.gains) / rows.length,
    down: mcnemar(counts).midWorse,
    up: mcnemar(mirrored).midWorse,
    counts,
    interval: (level) => bonettPrice(counts, rows.length, level),
  };
}

function aucChange(baseline: Classified, candidate: Classified): PairedChange | null {
  if (baseline.score === null || candidate.score === null) return null;
  const positives = isPositive(candidate);
  const result = delong(positives, baseline.score, candidate.score);
  const sum = positives.reduce((total, value) => total + value, 0);
  const enough = Math.min(sum, positives.length - sum) >= FEWEST_PER_CLASS;
  return {
    method: 'DeLong',
    n: enough ? positives.length : 0,
    unit: 'rows',
    fewest: null,
    delta: result.delta,
    standardError: enough && result.standardError > NO_SPREAD ? result.standardError : 0,
    down: result.worse,
    up: 1 - result.worse,
    counts: null,
    interval: result.interval,
  };
}

function meanChange(before: Float64Array, after: Float64Array, cluster: Int32Array | null): PairedChange {
  const differences = after.map((value, row) => value - (before[row] ?? 0));
  if (cluster === null) return fromMean(pairedT(differences), { method: 'paired t', n: after.length, unit: 'rows' });
  const clusters = new Set(cluster).size;
  return {
    ...fromMean(clusteredT(differences, cluster), { method: 'clustered t', n: clusters, unit: 'clusters' }),
    fewest: FEWEST_CLUSTERS,
  };
}

/** A t statistic's change in the common form. */
export function fromMean(result: MeanDifference, told: Pick<PairedChange, 'method' | 'n' | 'unit'>): PairedChange {
  return {
    ...told,
    fewest: null,
    delta: result.mean,
    standardError: result.standardError > NO_SPREAD ? result.standardError : 0,
    down: 1 - result.up,
    up: result.up,
    counts: null,
    interval: result.interval,
  };
}

/** The paired bootstrap of any metric. */
export const resampledChange = (drawn: Resampled, { n, unit }: Pick<PairedChange, 'n' | 'unit'>): PairedChange => ({
  method: `paired bootstrap (BCa, ${drawn.replicates.length} draws)`,
  n,
  unit,
  fewest: unit === 'clusters' ? FEWEST_CLUSTERS : null,
  delta: drawn.delta,
  standardError: drawn.standardError > NO_SPREAD ? drawn.standardError : 0,
  down: bootstrapP(drawn, 0, 'down'),
  up: bootstrapP(drawn, 0, 'up'),
  counts: null,
  interval: (level) => bcaInterval(drawn, level),
});

/** Share of rows whose label changed, and share on which the baseline was right and the candidate is wrong. */
export function flips(baseline: Encoded, candidate: Encoded): { churn: number; harmful: number } | null {
  if (!('predicted' in baseline) || !('predicted' in candidate)) return null;
  if (baseline.task === 'regression' || candidate.task === 'regression') return null;
  if (!baseline.predicted || !candidate.predicted) return null;
  const rows = candidate.truth.length;
  let changed = 0;
  for (let row = 0; row < rows; row++) {
    if (baseline.labels[baseline.predicted[row] ?? -1] !== candidate.labels[candidate.predicted[row] ?? -1]) changed++;
  }
  const losses = shareChange({ among: 'all', of: 'right' }, baseline, candidate).counts?.losses ?? 0;
  return { churn: changed / rows, harmful: losses / rows };
}
