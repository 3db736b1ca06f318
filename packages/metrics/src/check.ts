import type { GateCheck } from '@ml-actions/core/record/predicate/evaluate-gate';
import { boundsText, judgeBounds } from './bound.ts';
import { isProportion } from './catalogue.ts';
import type { NotANumber } from './metric.ts';
import { suggestion } from './metric.ts';
import type { Check, Policy } from './policy.ts';
import { isNumber, isUndefined, type Judged, type Value, valueOf } from './side.ts';
import { type Outcome, together } from './status.ts';
import { type Circumstances, isTrial, prepare, type Trial } from './trial.ts';

/** One row of the gate's table. */
export interface CheckResult extends GateCheck {
  /** whether changes are percentage points */
  readonly proportion: boolean;
  /** what stands where a number is missing: `NaN`, `text`, `undefined: one class only in the truth` */
  readonly found: { readonly baseline: string | null; readonly candidate: string | null };
  /** rows behind the paired test, its method and its discordant pairs */
  readonly n: number | null;
  readonly method: string | null;
  readonly losses: number | null;
  readonly gains: number | null;
  /** smallest change this test set can see (80 % power, one-sided alpha), in the metric's unit */
  readonly detectable: number | null;
}

/** What the comparison as a whole brings to every check. */
export interface Scene {
  readonly policy: Policy;
  readonly candidate: Judged;
  /** null: there is no baseline */
  readonly baseline: Judged | null;
  /** set where no comparison can be made at all */
  readonly obstacle: Outcome | null;
  readonly circumstances: (check: Check) => Circumstances;
}

/** A check with everything decided except trials, whose p-values depend on each other. */
export interface Assessment {
  readonly check: Check;
  readonly baseline: Value;
  readonly candidate: Value;
  readonly outcomes: readonly Outcome[];
  readonly trial: Trial | null;
}

/** Reads both values, judges the bounds and prepares the comparison. */
export function assess(check: Check, scene: Scene): Assessment {
  const candidate = valueOf(scene.candidate, check.metric);
  const baseline = scene.baseline && valueOf(scene.baseline, check.metric);
  const unusable = candidateTrouble(check, candidate, scene) ?? baselineTrouble(baseline, scene.policy);
  if (unusable || !isNumber(candidate)) {
    return { check, baseline, candidate, outcomes: unusable ? [unusable] : [], trial: null };
  }
  const bounds = judgeBounds(check, candidate, scene.candidate, scene.policy.stats.alpha);
  const compared = compareValues(check, baseline, candidate, scene);
  const trial = compared && isTrial(compared) ? compared : null;
  const outcomes = [trial ? null : (compared as Outcome | null), bounds].filter((outcome) => outcome !== null);
  return { check, baseline, candidate, outcomes, trial };
}

function candidateTrouble(check: Check, value: Value, { policy: { when }, candidate }: Scene): Outcome | null {
  if (value === null) {
    if (check.optional) return { status: 'skipped', reason: 'not reported, and optional' };
    const known = [...candidate.side.metrics.keys(), ...candidate.computed.keys()];
    return { status: when.missing, reason: `the candidate does not report it. ${suggestion(check.metric, known)}` };
  }
  return valueTrouble(value, 'candidate', when);
}

const baselineTrouble = (value: Value, { when }: Policy): Outcome | null =>
  value === null ? null : valueTrouble(value, 'baseline', when);

function valueTrouble(value: Value, side: string, when: Policy['when']): Outcome | null {
  if (isNumber(value) || value === null) return null;
  if (isUndefined(value)) return { status: when.undefined, reason: `undefined in the ${side}: ${value.undefined}` };
  return { status: when.nan, reason: `the ${side} holds ${described(value)} instead of a number` };
}

const described = (value: NotANumber): string =>
  value === 'text' || value === 'list' || value === 'boolean' ? `a ${value}` : value;

function compareValues(check: Check, baseline: Value, candidate: number, scene: Scene): Trial | Outcome | null {
  if (check.demand === null) return null;
  if (scene.obstacle) return scene.obstacle;
  if (!isNumber(baseline))
    return { status: 'no-baseline', reason: 'the baseline does not report it, nothing to compare with' };
  return prepare(check, check.demand, baseline, candidate, scene.circumstances(check));
}

/** Puts a decided check into the form of the record. `demand` is the outcome of its trial, `p` its adjusted p-value. */
export function conclude(
  assessment: Assessment,
  demand: Outcome | null,
  p: number | null,
  policy: Policy,
): CheckResult {
  const { check, baseline, candidate, outcomes, trial } = assessment;
  const { status, reason } = softened(together(demand ? [demand, ...outcomes] : outcomes), check, policy);
  const numbers = isNumber(baseline) && isNumber(candidate);
  return {
    metric: check.metric,
    status,
    severity: check.severity,
    rule: trial?.rule ?? (check.demand === null ? 'bounds' : (check.demand.rule ?? 'guard')),
    direction: check.direction,
    baseline: isNumber(baseline) ? baseline : null,
    candidate: isNumber(candidate) ? candidate : null,
    change: trial?.delta ?? (numbers ? candidate - baseline : null),
    interval: trial?.interval ? [trial.interval.low, trial.interval.high] : null,
    confidence: trial?.interval ? 1 - 2 * policy.stats.alpha : null,
    pValue: p,
    allowed: [boundsText(check), trial?.allowed ?? ''].filter(Boolean).join('; '),
    margin: trial?.margin ?? null,
    reason,
    proportion: trial?.proportion ?? isProportion(check.metric),
    found: { baseline: foundText(baseline), candidate: foundText(candidate) },
    n: trial?.paired?.n ?? null,
    method: trial?.paired?.method ?? null,
    losses: trial?.paired?.counts?.losses ?? null,
    gains: trial?.paired?.counts?.gains ?? null,
    detectable: trial?.detectable ?? null,
  };
}

const foundText = (value: Value): string | null =>
  isNumber(value) || value === null ? null : isUndefined(value) ? `undefined: ${value.undefined}` : value;

/** What the policy makes of a status: `when.inconclusive`, and `severity: warn`, which never hides an error. */
function softened(outcome: Outcome, { severity }: Check, { when }: Policy): Outcome {
  const { status, reason } = outcome.status === 'inconclusive' ? { ...outcome, status: when.inconclusive } : outcome;
  return severity === 'warn' && (status === 'fail' || status === 'inconclusive')
    ? { status: 'warn', reason }
    : { status, reason };
}
