import type { Verdict } from '@ml-actions/core/record/verdict';
import type { CheckResult } from './check.ts';
import type { Notice } from './notice.ts';
import type { Policy } from './policy.ts';
import type { Baseline } from './stage.ts';
import { weight } from './status.ts';

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
  if (first && first.status !== 'pass') return `${first.metric}: ${first.reason}`;
  const warning = notices.find(({ level }) => level === 'warn');
  return warning?.text ?? (checks.length === 1 ? 'the one check passed' : `all ${checks.length} checks passed`);
}

function firstRunFact({ checks }: Policy, results: readonly CheckResult[]): string {
  const bounded = checks.filter(({ min, max }) => min !== null || max !== null).map(({ metric }) => metric);
  const held = results.filter(({ metric, status }) => bounded.includes(metric) && status !== 'skipped').length;
  if (held === 0) return 'nothing verified: no baseline yet, and the policy has no bounds';
  return `no baseline yet; the bounds of ${held} of ${checks.length} checks hold`;
}
