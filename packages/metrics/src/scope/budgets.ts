import { scoresOf } from '../metric.ts';
import type { Budget } from '../policy-scope.ts';
import { type Scope, scope } from '../scope.ts';
import { reported } from '../side.ts';
import type { Stage } from '../stage.ts';

/** Latency, size and cost: the reported value against its limit, and as a ratio to the baseline's. */
export const budgetScopes = (budgets: readonly Budget[], stage: Stage): Scope[] =>
  budgets.map(({ check, runs, interleaved }) => {
    const few = runs === null ? null : tooFewRuns(check.metric, runs, stage);
    return scope({
      family: 'budgets',
      checks: [check],
      candidate: stage.candidate,
      baseline: stage.baseline,
      unpaired: 'a budget compares what the metrics files report',
      obstacle: stage.lookUp,
      unmeasurable: few === null ? null : { status: 'inconclusive', reason: few },
      repeats: { centre: 'median', fewest: runs ?? 2, paired: interleaved },
    });
  });

function tooFewRuns(metric: string, runs: number, { candidate, baseline }: Stage): string | null {
  const sides = [candidate, ...(baseline ? [baseline] : [])];
  const counts = sides.map(({ side }) => scoresOf(reported(side.metrics, metric))?.length ?? 1);
  return Math.min(...counts) < runs ? `${Math.min(...counts)} measurements, the policy asks for ${runs}` : null;
}
