import type { Notice } from './notice.ts';
import type { Policy } from './policy.ts';
import type { Predictions } from './predictions.ts';
import { budgetScopes } from './scope/budgets.ts';
import { fairnessScope } from './scope/fairness.ts';
import { importanceScope } from './scope/importance.ts';
import { overlapScope, type SharedData } from './scope/overlap.ts';
import { robustnessScopes } from './scope/robustness.ts';
import { sliceScopes } from './scope/slices.ts';
import { type Scope, scope } from './scope.ts';
import type { Side } from './side.ts';
import { type Baseline, type Stage, setStage } from './stage.ts';

/** What a policy may look at besides the two sides. */
export interface Further {
  /** the second baseline; null: none is named */
  readonly anchor?: Baseline | null;
  /** name -> the candidate's predictions on perturbed rows */
  readonly suites?: ReadonlyMap<string, Predictions>;
  /** what training and test data share; null: nobody looked */
  readonly shared?: SharedData | null;
}

/**
 * Every place where a policy asks something, the whole test set first.
 *
 * @throws InputError for a column that the policy names and the predictions lack
 */
export function scopesOf(
  policy: Policy,
  stage: Stage,
  {
    candidate,
    baseline,
    anchor = null,
    suites = new Map(),
    shared = null,
  }: Further & { candidate: Side; baseline: Baseline },
): { readonly scopes: readonly Scope[]; readonly notices: readonly Notice[] } {
  const fairness = policy.fairness.map((each) => fairnessScope(each, stage));
  const overlap = policy.holdout?.overlap ? [overlapScope(policy.holdout.overlap, shared)] : [];
  const scopes = [
    whole('checks', policy.checks, stage),
    ...(policy.anchorChecks.length > 0 ? [anchorScope(policy, candidate, anchor)] : []),
    ...(policy.slices ? sliceScopes(policy.slices, stage) : []),
    ...fairness.map((each) => each.scope),
    ...budgetScopes(policy.budgets, stage),
    ...(policy.robustness ? robustnessScopes(policy.robustness, policy, stage, suites) : []),
    ...(policy.importance ? [importanceScope(policy.importance, candidate, baseline)] : []),
    ...overlap.map((each) => each.scope),
  ];
  return { scopes, notices: [...fairness, ...overlap].flatMap((each) => each.notices) };
}

const whole = (family: 'checks' | 'anchor', checks: Scope['checks'], stage: Stage): Scope =>
  scope({
    family,
    checks,
    candidate: stage.candidate,
    baseline: stage.baseline,
    paired: stage.paired,
    identical: stage.identical,
    obstacle: stage.obstacle,
  });

/** Against slow creep: the same candidate beside a second, older baseline. */
function anchorScope(policy: Policy, candidate: Side, anchor: Baseline | null): Scope {
  const stage = setStage(policy, candidate, anchor ?? { kind: 'none', reason: 'no `anchor` is named' });
  const found = whole('anchor', policy.anchorChecks, stage);
  const reason = '`anchor_checks` need the input `anchor`, and none is named';
  return anchor === null ? { ...found, unmeasurable: { status: 'error', reason } } : found;
}
