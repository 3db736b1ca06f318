import type { Verdict } from '@ml-actions/core/record/verdict';
import type { CheckResult } from './check.ts';
import { byName } from './metric.ts';
import type { Policy, Score } from './policy.ts';
import { type Status, weight } from './status.ts';

/** What weighs on the verdict besides the checks. */
export interface Weighed {
  /** `none` is a true first run */
  readonly baseline: 'found' | 'none' | 'failed';
  /** the comparison as a whole failed */
  readonly broken: boolean;
  /** something else a reader must see before a plain pass */
  readonly warned: boolean;
}

/** Rows in the order a reader needs them: most severe first, then by name. */
export const bySeverity = (a: CheckResult, b: CheckResult): number =>
  weight(b.status) - weight(a.status) || byScope(a, b) || byName(a.name, b.name);

/** The whole test set before its parts. */
const byScope = (a: CheckResult, b: CheckResult): number => Number(a.scope !== '') - Number(b.scope !== '');

/**
 * The verdict: most severe wins, error > fail > inconclusive > no-baseline > warn > pass > skipped. Without a policy
 * nothing is decided, and what could not be looked at is still an error.
 */
export function verdictOf(
  checks: readonly CheckResult[],
  policy: Policy | null,
  { baseline, broken, warned }: Weighed,
): Verdict {
  if (broken) return 'error';
  if (policy === null) return baseline === 'failed' ? 'error' : 'skipped';
  const firstRun = baseline === 'none';
  const counts = checks.map((check) => counted(check.status, policy, firstRun));
  const statuses = byLogic(policy.logic, counts, checks);
  if (baseline === 'failed') statuses.push(policy.when.baselineLookupError);
  if (firstRun) statuses.push(counted('no-baseline', policy, firstRun));
  if (warned) statuses.push('warn');
  const found = statuses.reduce<Status>((most, next) => (weight(next) > weight(most) ? next : most), 'skipped');
  return found === 'incomparable' ? 'error' : found;
}

/** A metric that only the candidate has is a warning, or what `when.no_baseline` makes of it. */
function counted(status: Status, { when }: Policy, firstRun: boolean): Status {
  if (status !== 'no-baseline') return status;
  return firstRun && when.noBaseline === 'warn' ? 'no-baseline' : when.noBaseline;
}

/** `logic: any`: one blocking check that passes makes the failures of others warnings; errors stay errors. */
function anyOf(statuses: readonly Status[], checks: readonly CheckResult[]): Status[] {
  const carried = checks.some((check) => check.severity === 'block' && check.status === 'pass');
  return statuses.map((status) => (carried && (status === 'fail' || status === 'inconclusive') ? 'warn' : status));
}

function byLogic(logic: Policy['logic'], statuses: readonly Status[], checks: readonly CheckResult[]): Status[] {
  if (logic === 'all') return [...statuses];
  return logic === 'any' ? anyOf(statuses, checks) : scored(logic, statuses, checks);
}

/**
 * `logic: {score}`: the weighted share of comparisons that hold, in percent, decides about those that may make up for
 * each other. What could not be compared holds nothing; errors, bounds, fairness and critical checks stay as they are.
 */
function scored(score: Score, statuses: readonly Status[], checks: readonly CheckResult[]): Status[] {
  const percent = scoreOf(score, checks);
  if (percent === null) return [...statuses];
  const verdict: Status = percent >= score.pass ? 'pass' : percent >= score.marginal ? 'warn' : 'fail';
  const kept = statuses.map((status, at) => (isScored(checks[at]) ? 'skipped' : status));
  return [...kept, verdict];
}

const FULL = 100;

/** The weighted share of scored checks that hold, 0 to 100; null where nothing is scored. */
export function scoreOf({ weights }: Score, checks: readonly CheckResult[]): number | null {
  const weightOf = ({ name }: CheckResult) => weights[name] ?? 1;
  const scoredChecks = checks.filter(isScored);
  const total = scoredChecks.reduce((sum, check) => sum + weightOf(check), 0);
  if (total === 0) return null;
  const held = scoredChecks.filter(({ status }) => status === 'pass').reduce((sum, check) => sum + weightOf(check), 0);
  return (FULL * held) / total;
}

const isScored = (check: CheckResult | undefined): boolean =>
  check?.compensable === true &&
  check.severity === 'block' &&
  !['error', 'incomparable', 'skipped'].includes(check.status);
