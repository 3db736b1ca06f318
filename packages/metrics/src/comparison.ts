import type { Discovered } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Verdict } from '@ml-actions/core/record/verdict';
import { HEADLINE } from './catalogue.ts';
import type { CheckResult } from './check.ts';
import { discover } from './discover/discover.ts';
import type { Encoded } from './encode.ts';
import { factOf } from './fact.ts';
import { leakNotices } from './leak.ts';
import { byName, centreOf, type Metrics } from './metric.ts';
import { disappeared, disappearedNotices, type Notice } from './notice.ts';
import type { Pairing } from './pair.ts';
import type { Policy } from './policy.ts';
import { isNumber, isScores, type Judged, valueOf } from './side.ts';
import type { Baseline, Stage } from './stage.ts';
import { type SuggestedPolicy, suggestPolicy } from './suggest.ts';
import { bySeverity, scoreOf, verdictOf } from './verdict.ts';
import { waive } from './waiver.ts';

/** A metric with both values, whether checked or not. */
export interface MetricRow {
  readonly metric: string;
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly change: number | null;
  readonly checked: boolean;
}

export interface Comparison {
  readonly verdict: Verdict;
  /** the deciding fact in one line, without the verdict word */
  readonly fact: string;
  /** most severe first, then by name */
  readonly checks: readonly CheckResult[];
  /** names of the checks that block: fail, error or incomparable */
  readonly failedChecks: readonly string[];
  readonly notices: readonly Notice[];
  /** reasons why nothing could be decided */
  readonly problems: readonly string[];
  readonly pairing:
    | Exclude<Pairing, { kind: 'paired' }>
    | Omit<Extract<Pairing, { kind: 'paired' }>, 'baseline' | 'candidate'>;
  readonly task: Encoded['task'] | 'metrics-only';
  /** rows of the candidate's predictions */
  readonly rows: number | null;
  /** every known metric, by name */
  readonly metrics: readonly MetricRow[];
  readonly disappeared: readonly string[];
  /** percent of the weights that hold under `logic: {score}`, else null */
  readonly score: number | null;
  /** slices that nobody declared and that err more than the rest */
  readonly discovered: readonly Discovered[];
  readonly reportOnly: boolean;
  /** only without a policy */
  readonly suggested: SuggestedPolicy | null;
}

/** What the checks found, and what else there is to say. */
interface Found {
  readonly policy: Policy | null;
  readonly baseline: Baseline;
  readonly stage: Stage;
  readonly decided: readonly CheckResult[];
  readonly notices: readonly Notice[];
  /** ISO 8601 day */
  readonly today: string;
}

/** Draws the verdict from everything that was decided. */
export function comparisonOf({ policy, baseline, stage, decided, today, ...found }: Found): Comparison {
  const waived = waive(decided, policy?.waivers ?? [], today);
  const checks = waived.checks.sort(bySeverity);
  const gone = stage.baseline ? disappeared(stage.candidate, stage.baseline) : [];
  const metrics = metricRows(stage, policy);
  const notices = [
    ...stage.notices,
    ...found.notices,
    ...waived.notices,
    ...disappearedNotices(gone),
    ...leakNotices(metrics, stage.candidate.side.importance, stage.baseline?.side.importance),
  ];
  const warned = notices.some(({ level }) => level === 'warn');
  const { problems } = stage;
  const verdict = verdictOf(checks, policy, { baseline: baseline.kind, broken: problems.length > 0, warned });
  return {
    verdict,
    fact: factOf({ verdict, checks, problems, notices, baseline, policy }),
    checks,
    failedChecks: checks
      .filter(({ status }) => ['fail', 'error', 'incomparable'].includes(status))
      .map(({ name }) => name),
    notices,
    problems,
    pairing: withoutRows(stage.pairing),
    task: stage.candidate.encoded?.task ?? 'metrics-only',
    rows: stage.candidate.side.predictions?.truth.length ?? null,
    metrics,
    disappeared: gone,
    score: policy && typeof policy.logic === 'object' ? scoreOf(policy.logic, checks) : null,
    discovered: policy?.slices ? discover(policy.slices, stage, policy.stats.alpha) : [],
    reportOnly: policy === null,
    suggested: policy
      ? null
      : suggestPolicy(
          metrics.map(({ metric }) => metric),
          stage.candidate,
          stage.baseline,
          stage.pairing.kind === 'paired',
        ),
  };
}

function metricRows(stage: Stage, policy: Policy | null): MetricRow[] {
  const checked = new Set(policy?.checks.map(({ metric }) => metric));
  const keys = (metrics: Metrics | undefined) => [...(metrics?.keys() ?? [])];
  const computed = HEADLINE.filter((name) => stage.candidate.computed.get(name) !== undefined);
  const names = new Set([
    ...checked,
    ...keys(stage.candidate.side.metrics),
    ...keys(stage.baseline?.side.metrics),
    ...computed,
  ]);
  return [...names].sort(byName).map((metric) => {
    const candidate = numberOf(stage.candidate, metric);
    const baseline = stage.baseline && numberOf(stage.baseline, metric);
    return {
      metric,
      baseline,
      candidate,
      change: baseline !== null && candidate !== null ? candidate - baseline : null,
      checked: checked.has(metric),
    };
  });
}

function numberOf(judged: Judged, metric: string): number | null {
  const value = valueOf(judged, metric);
  const single = isScores(value) ? centreOf(value, 'mean') : value;
  return isNumber(single) ? single : null;
}

function withoutRows(pairing: Pairing): Comparison['pairing'] {
  if (pairing.kind !== 'paired') return pairing;
  const { baseline: _, candidate: __, ...told } = pairing;
  return told;
}
