import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Verdict } from '@ml-actions/core/record/verdict';
import { type Baseline, type Comparison, planComparison, type Reuse } from '@ml-actions/metrics/compare';
import type { Policy } from '@ml-actions/metrics/policy';
import type { Resampled, ResampleJob } from '@ml-actions/metrics/resample';
import type { Undefined } from '@ml-actions/stats/measure';
import type { Encodings } from './chart/charts.ts';
import type { PolicyChoice } from './policy.ts';
import type { Sides } from './sides.ts';

/** The comparison and what it decides. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly fact: string;
  readonly comparison: Comparison;
  readonly proposed: EvaluateGatePredicate['policy']['proposed'];
  /** what the comparison looked at */
  readonly sides: Sides;
  /** the predictions in there, read as the policy says */
  readonly encoded: Encodings;
}

/** Draws the bootstraps of a comparison: in this thread, or in others. */
export type Draw = (jobs: readonly ResampleJob[]) => Promise<readonly (Resampled | Undefined)[]>;

/** What a judgement needs besides the policies and the sides. */
export interface Bench {
  readonly draw: Draw;
  /** ISO 8601 day */
  readonly today: string;
  readonly reuse?: Reuse;
}

/**
 * Judges the candidate by the policy that decides, and beside it by the change's own. Where the base has no policy yet
 * nothing is decided: the table shows what the change's own policy would say.
 *
 * @param sides what each policy looks at, the deciding one's first
 * @throws InputError when the predictions need a policy to say `task` or `positive`
 */
export async function judge(
  { decides, proposed }: PolicyChoice,
  [own, other]: readonly Sides[],
  bench: Bench,
): Promise<Judgement> {
  if (!own) throw new Error('judge: no sides');
  if (decides.policy === null && proposed !== null) {
    const { comparison, encoded } = await compareBy(proposed.policy, other ?? own, bench);
    const broken = comparison.problems.length > 0 || own.baseline.kind === 'failed';
    const would = { sha256: proposed.sha256, verdict: comparison.verdict, fact: comparison.fact };
    const fact = broken ? comparison.fact : 'no policy on the base branch yet: report only, nothing is decided';
    return { verdict: broken ? 'error' : 'skipped', fact, comparison, proposed: would, sides: other ?? own, encoded };
  }
  const { comparison, encoded } = await compareBy(decides.policy, own, bench);
  const would = proposed && (await compareBy(proposed.policy, other ?? own, bench)).comparison;
  return {
    verdict: comparison.verdict,
    fact: comparison.fact,
    comparison,
    sides: own,
    encoded,
    proposed: proposed && would && { sha256: proposed.sha256, verdict: would.verdict, fact: would.fact },
  };
}

async function compareBy(
  policy: Policy | null,
  sides: Sides,
  { draw, ...bench }: Bench,
): Promise<Pick<Judgement, 'comparison' | 'encoded'>> {
  const { candidate, suites, anchor, overlap: shared } = sides;
  const baseline = comparable(sides.baseline, policy);
  const { jobs, encoded, conclude } = planComparison({ ...bench, policy, candidate, baseline, anchor, suites, shared });
  return { comparison: conclude(jobs.length === 0 ? [] : await draw(jobs)), encoded };
}

/**
 * A model that was registered without a gate and without predictions tells nothing to compare with. A policy that
 * compares must not take that for metrics that are merely new.
 */
function comparable(baseline: Baseline, policy: Policy | null): Baseline {
  const tells = baseline.kind !== 'found' || baseline.metrics.size > 0 || baseline.predictions !== undefined;
  if (tells || !policy?.checks.some(({ demand }) => demand !== null)) return baseline;
  return {
    kind: 'failed',
    reason: 'it tells neither metrics nor predictions (registered without a gate); name another in `baseline`',
  };
}
