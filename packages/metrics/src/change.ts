import { delong } from '@ml-actions/stats/delong';
import { bonettPrice, type Discordant, discordant, mcnemar, pairedT } from '@ml-actions/stats/paired';
import type { Interval } from '@ml-actions/stats/proportion';
import { absoluteError, losses, squaredError } from '@ml-actions/stats/regression';
import { brierLosses, logLosses } from '@ml-actions/stats/scoring';
import { type Classified, type Encoded, isProbability } from './encode.ts';
import { isPositive } from './recompute.ts';
import { hitsOf, rowsOf, type Share, shareOf } from './shares.ts';

/** The change of one metric over paired rows, candidate minus baseline, with its uncertainty. */
export interface PairedChange {
  readonly method: string;
  /** independent rows behind it */
  readonly n: number;
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

/** The paired test of a metric by its canonical name; null where no closed form exists for it. */
export function pairedChange(name: string, baseline: Encoded, candidate: Encoded): PairedChange | null {
  if (baseline.task === 'regression' || candidate.task === 'regression') {
    if (baseline.task !== 'regression' || candidate.task !== 'regression' || !Object.hasOwn(ROW_ERRORS, name))
      return null;
    const error = ROW_ERRORS[name] ?? absoluteError;
    return meanChange(
      losses(baseline.truth, baseline.predicted, error),
      losses(candidate.truth, candidate.predicted, error),
    );
  }
  const share = shareOf(name, candidate);
  if (share) return baseline.predicted === null ? null : shareChange(share, baseline, candidate);
  return candidate.task === 'binary' ? scoreChange(name, baseline, candidate) : null;
}

const ROW_ERRORS: Readonly<Record<string, typeof absoluteError>> = { mae: absoluteError, mse: squaredError };

function shareChange(share: Share, baseline: Classified, candidate: Classified): PairedChange {
  const rows = rowsOf(share, candidate);
  const counts = discordant(hitsOf(share, baseline, rows), hitsOf(share, candidate, rows));
  const mirrored = { losses: counts.gains, gains: counts.losses };
  return {
    method: 'mid-p McNemar, Bonett-Price interval',
    n: rows.length,
    delta: (counts.gains - counts.losses) / rows.length,
    standardError: Math.sqrt(counts.losses + counts.gains) / rows.length,
    down: mcnemar(counts).midWorse,
    up: mcnemar(mirrored).midWorse,
    counts,
    interval: (level) => bonettPrice(counts, rows.length, level),
  };
}

function scoreChange(name: string, baseline: Classified, candidate: Classified): PairedChange | null {
  if (baseline.score === null || candidate.score === null) return null;
  const positives = isPositive(candidate);
  if (name === 'roc_auc') return aucChange(positives, baseline.score, candidate.score);
  const rowLosses = { log_loss: logLosses, brier: brierLosses }[name];
  if (!rowLosses || !isProbability(baseline.score) || !isProbability(candidate.score)) return null;
  return meanChange(rowLosses(positives, baseline.score), rowLosses(positives, candidate.score));
}

function aucChange(positives: Uint8Array, baseline: Float64Array, candidate: Float64Array): PairedChange {
  const result = delong(positives, baseline, candidate);
  const sum = positives.reduce((total, value) => total + value, 0);
  const enough = Math.min(sum, positives.length - sum) >= FEWEST_PER_CLASS;
  return {
    method: 'DeLong',
    n: enough ? positives.length : 0,
    delta: result.delta,
    standardError: enough && result.standardError > NO_SPREAD ? result.standardError : 0,
    down: result.worse,
    up: 1 - result.worse,
    counts: null,
    interval: result.interval,
  };
}

function meanChange(before: Float64Array, after: Float64Array): PairedChange {
  const result = pairedT(after.map((value, row) => value - (before[row] ?? 0)));
  return {
    method: 'paired t',
    n: after.length,
    delta: result.mean,
    standardError: result.standardError > NO_SPREAD ? result.standardError : 0,
    down: 1 - result.up,
    up: result.up,
    counts: null,
    interval: result.interval,
  };
}

/** Share of rows whose label changed, and share on which the baseline was right and the candidate is wrong. */
export function flips(baseline: Encoded, candidate: Encoded): { churn: number; harmful: number } | null {
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
