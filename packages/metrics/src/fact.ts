import type { Verdict } from '@ml-actions/core/record/verdict';
import type { CheckResult } from './check.ts';
import type { Notice } from './notice.ts';
import type { Policy } from './policy.ts';
import type { Baseline } from './stage.ts';
import { type Status, weight } from './status.ts';

interface Decided {
  readonly verdict: Verdict;
  /** most severe first */
  readonly checks: readonly CheckResult[];
  readonly problems: readonly string[];
  readonly notices: readonly Notice[];
  readonly baseline: Baseline;
  readonly policy: Policy | null;
}

/** The one fact that decided, in one line. Names in it are untrusted. */
export function factOf({ verdict, checks, problems, notices, baseline, policy }: Decided): string {
  if (problems[0] !== undefined) return problems[0];
  if (baseline.kind === 'failed') return `the baseline could not be looked up: ${baseline.reason}`;
  if (policy === null) return 'no policy: report only, nothing is decided';
  if (verdict === 'no-baseline') return firstRunFact(policy, checks);
  if (baseline.kind === 'none' && verdict === 'fail' && checks.every(({ status }) => weight(status) < weight('fail'))) {
    return 'there is no baseline, and the policy demands one (when.no_baseline: fail)';
  }
  const undecided = ({ status }: CheckResult) => status === 'skipped' || status === 'no-baseline';
  if (checks.every(undecided)) return `nothing verified: ${checks[0]?.reason ?? 'no check'}`;
  const [first] = checks;
  if (first && first.status !== 'pass') return told(first) + likeIt(first, checks);
  const warning = notices.find(({ level }) => level === 'warn');
  return warning?.text ?? passedFact(checks);
}

/** `roc_auc -1.20 pp (..), allowed -1 pp`; a sentence is set off from the name. */
const told = ({ name, reason }: CheckResult): string => `${name}${/^[-+\d]/.test(reason) ? '' : ':'} ${reason}`;

/** How many checks ended like the first of several. */
function likeIt({ status }: CheckResult, checks: readonly CheckResult[]): string {
  const many = checks.filter((check) => check.status === status).length;
  const words: Partial<Record<Status, string>> = { fail: 'fail', inconclusive: 'cannot tell', warn: 'warn' };
  return many > 1 && words[status] ? `; ${many} of ${checks.length} checks ${words[status]}` : '';
}

/** The change that is largest by its own allowance, for better or worse, in one clause; without one, the first check. */
function passedFact(checks: readonly CheckResult[]): string {
  const size = ({ change, margin }: CheckResult) => (change ? Math.abs(change) / (margin ?? 0) : 0);
  const largest = checks.reduce((most, next) => (size(next) > size(most) ? next : most));
  const held = checks.filter(({ status }) => status === 'pass').length;
  const [clause = ''] = largest.reason.split('; ');
  return told({ ...largest, reason: clause }) + (checks.length > 1 ? `; ${held} of ${checks.length} checks hold` : '');
}

function firstRunFact({ checks }: Policy, results: readonly CheckResult[]): string {
  const bounded = checks.filter(({ min, max }) => min !== null || max !== null).map(({ metric }) => metric);
  const held = results.filter(({ metric, status }) => bounded.includes(metric) && status !== 'skipped').length;
  if (held === 0) return 'nothing verified: no baseline yet, and the policy has no bounds';
  const rest = results.filter(({ metric, status }) => !bounded.includes(metric) && status === 'no-baseline').length;
  const holding = held === 1 ? '1 check holds its bounds' : `${held} checks hold their bounds`;
  return rest === 0 ? holding : `${holding}, ${rest} ${rest === 1 ? 'has' : 'have'} nothing to compare with`;
}
