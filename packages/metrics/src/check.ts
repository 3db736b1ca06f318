import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { boundsText, judgeBounds } from './bound.ts';
import { isProportion } from './catalogue.ts';
import type { PairedChange } from './change.ts';
import type { Question } from './evidence.ts';
import { centreOf, type NotANumber, suggestion } from './metric.ts';
import type { Check, Policy } from './policy.ts';
import type { Scope } from './scope.ts';
import { isNumber, isScores, isUndefined, type Value, valueOf } from './side.ts';
import { type Outcome, together, weight } from './status.ts';
import { isTrial, prepare, type Trial } from './trial.ts';

/** One row of the gate's table. */
export type CheckResult = GateRow;

/** A check with everything decided except trials, whose p-values depend on each other. */
export interface Assessment {
  readonly question: Question;
  readonly baseline: Value;
  readonly candidate: Value;
  readonly outcomes: readonly Outcome[];
  readonly trial: Trial | null;
}

/** What is known about the change: its test, or why there is none. */
export interface Known {
  readonly change: PairedChange | null;
  readonly reason: string;
}

/** Reads both values, judges the bounds and prepares the comparison. */
export function assess(question: Question, known: Known, policy: Policy): Assessment {
  const { scope, check } = question;
  const candidate = single(valueOf(scope.candidate, check.metric), scope);
  const baseline = single(scope.baseline && valueOf(scope.baseline, check.metric), scope);
  const unusable =
    scope.unmeasurable ??
    candidateTrouble(check, candidate, scope, policy) ??
    valueTrouble(baseline, 'baseline', scope, policy);
  if (unusable || !isNumber(candidate)) {
    return { question, baseline, candidate, outcomes: unusable ? [unusable] : [], trial: null };
  }
  const bounds = judgeBounds(check, candidate, scope.candidate, policy.stats.alpha);
  const compared = compareValues(question, baseline, candidate, known, policy);
  const trial = compared && isTrial(compared) ? compared : null;
  const outcomes = [trial ? null : (compared as Outcome | null), bounds].filter((outcome) => outcome !== null);
  return { question, baseline, candidate, outcomes, trial };
}

/** Repeated measurements as the one number that stands for them. */
const single = (value: Value, { repeats }: Scope): Value => (isScores(value) ? centreOf(value, repeats.centre) : value);

function candidateTrouble(check: Check, value: Value, scope: Scope, policy: Policy): Outcome | null {
  if (value !== null) return valueTrouble(value, 'candidate', scope, policy);
  if (check.optional) return { status: 'skipped', reason: 'not reported, and optional' };
  const { side, computed } = scope.candidate;
  const reason = `the candidate does not report it. ${suggestion(check.metric, [...side.metrics.keys(), ...computed.names])}`;
  return { status: policy.when.missing, reason };
}

function valueTrouble(value: Value, side: string, scope: Scope, { when }: Policy): Outcome | null {
  if (isNumber(value) || value === null || isScores(value)) return null;
  if (isUndefined(value)) {
    const reason = `undefined in the ${side}: ${value.undefined}`;
    return scope.undefinedIs === null
      ? { status: when.undefined, reason }
      : { status: scope.undefinedIs, reason: `not measurable: ${reason}` };
  }
  return { status: when.nan, reason: `the ${side} holds ${described(value)} instead of a number` };
}

const described = (value: NotANumber): string =>
  value === 'text' || value === 'list' || value === 'boolean' ? `a ${value}` : value;

function compareValues(
  { check, scope }: Question,
  baseline: Value,
  candidate: number,
  known: Known,
  { stats }: Policy,
): Trial | Outcome | null {
  if (check.demand === null) return null;
  if (scope.obstacle) return scope.obstacle;
  if (!isNumber(baseline))
    return { status: 'no-baseline', reason: 'the baseline does not report it, nothing to compare with' };
  return prepare(check, check.demand, baseline, candidate, {
    paired: known.change,
    identical: scope.identical,
    alpha: stats.alpha,
    unpaired: known.reason,
  });
}

/** Puts a decided check into the form of the record. `demand` is the outcome of its trial, `p` its adjusted p-value. */
export function conclude(
  assessment: Assessment,
  demand: Outcome | null,
  p: number | null,
  policy: Policy,
): CheckResult {
  const { question, baseline, candidate, outcomes, trial } = assessment;
  const { check, scope, name } = question;
  const { status, reason } = softened(together(demand ? [demand, ...outcomes] : outcomes), check, policy);
  const numbers = isNumber(baseline) && isNumber(candidate);
  return {
    metric: check.metric,
    name,
    scope: scope.family === 'checks' ? '' : [scope.family, scope.label].filter(Boolean).join('.'),
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
    unit: trial?.paired?.unit ?? null,
    method: trial?.paired?.method ?? null,
    losses: trial?.paired?.counts?.losses ?? null,
    gains: trial?.paired?.counts?.gains ?? null,
    detectable: trial?.detectable ?? null,
    rows: scope.candidate.encoded?.truth.length ?? null,
    compensable: isCompensable(question, outcomes),
  };
}

function foundText(value: Value): string | null {
  if (isNumber(value) || value === null || isScores(value)) return null;
  return isUndefined(value) ? `undefined: ${value.undefined}` : value;
}

/** Bounds, fairness and critical checks decide by themselves (research 2.4). */
const isCompensable = ({ check, scope }: Question, outcomes: readonly Outcome[]): boolean =>
  !check.critical && scope.family !== 'fairness' && outcomes.every(({ status }) => weight(status) <= weight('pass'));

/** What the policy makes of a status: `when.inconclusive`, and `severity: warn`, which never hides an error. */
function softened(outcome: Outcome, { severity }: Check, { when }: Policy): Outcome {
  const { status, reason } = outcome.status === 'inconclusive' ? { ...outcome, status: when.inconclusive } : outcome;
  return severity === 'warn' && (status === 'fail' || status === 'inconclusive')
    ? { status: 'warn', reason }
    : { status, reason };
}
