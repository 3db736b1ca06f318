import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Verdict } from '@ml-actions/core/record/verdict';
import { type Baseline, type Comparison, compare } from '@ml-actions/metrics/compare';
import type { Policy } from '@ml-actions/metrics/policy';
import type { PolicyChoice } from './policy.ts';
import type { Sides } from './sides.ts';

/** The comparison and what it decides. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly fact: string;
  readonly comparison: Comparison;
  readonly proposed: EvaluateGatePredicate['policy']['proposed'];
}

/**
 * Judges the candidate by the policy that decides, and beside it by the change's own. Where the base has no policy yet
 * nothing is decided: the table shows what the change's own policy would say.
 *
 * @throws InputError when the predictions need a policy to say `task` or `positive`
 */
export function judge({ decides, proposed }: PolicyChoice, sides: Sides): Judgement {
  const by = (policy: PolicyChoice['decides']['policy']) =>
    compare({ ...sides, policy, baseline: comparable(sides.baseline, policy) });
  if (decides.policy === null && proposed !== null) {
    const comparison = by(proposed.policy);
    const broken = comparison.problems.length > 0 || sides.baseline.kind === 'failed';
    const would = { sha256: proposed.sha256, verdict: comparison.verdict, fact: comparison.fact };
    const fact = broken ? comparison.fact : 'no policy on the base branch yet: report only, nothing is decided';
    return { verdict: broken ? 'error' : 'skipped', fact, comparison, proposed: would };
  }
  const comparison = by(decides.policy);
  const other = proposed && by(proposed.policy);
  return {
    verdict: comparison.verdict,
    fact: comparison.fact,
    comparison,
    proposed: proposed && other && { sha256: proposed.sha256, verdict: other.verdict, fact: other.fact },
  };
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
