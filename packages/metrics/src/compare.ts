import type { Verdict } from '@ml-actions/core/record/verdict';
import { HEADLINE } from './catalogue.ts';
import { type Assessment, assess, type CheckResult, conclude, type Scene } from './check.ts';
import { adjustedPValues, decide } from './decide.ts';
import type { Encoded } from './encode.ts';
import { factOf } from './fact.ts';
import { byName, type Metrics } from './metric.ts';
import { disappeared, disappearedNotices, type Notice } from './notice.ts';
import type { Pairing } from './pair.ts';
import type { Policy } from './policy.ts';
import { isNumber, type Side, valueOf } from './side.ts';
import { type Baseline, NOT_PAIRED, pairedChangeOf, type Stage, setStage } from './stage.ts';
import { type SuggestedPolicy, suggestPolicy } from './suggest.ts';
import { bySeverity, verdictOf } from './verdict.ts';

export type { Baseline } from './stage.ts';

export interface ComparisonInput {
  /** null: report only */
  readonly policy: Policy | null;
  readonly candidate: Side;
  readonly baseline: Baseline;
}

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
  readonly pairing: Exclude<Pairing, { kind: 'paired' }> | Omit<Extract<Pairing, { kind: 'paired' }>, 'baseline'>;
  readonly task: Encoded['task'] | 'metrics-only';
  /** rows of the candidate's predictions */
  readonly rows: number | null;
  /** every known metric, by name */
  readonly metrics: readonly MetricRow[];
  readonly disappeared: readonly string[];
  readonly reportOnly: boolean;
  /** only without a policy */
  readonly suggested: SuggestedPolicy | null;
}

/**
 * Judges a candidate against its baseline. Pure: the same inputs give the same bytes whatever the order of keys, the
 * locale or the machine; the order of rows moves sums in their last bits only and no verdict.
 *
 * @throws InputError when the predictions need the policy to say `task` or `positive`
 */
export function compare({ policy, candidate, baseline }: ComparisonInput): Comparison {
  const stage = setStage(policy, candidate, baseline);
  const checks = policy ? runChecks(policy, stage).sort(bySeverity) : [];
  const gone = stage.baseline ? disappeared(stage.candidate, stage.baseline) : [];
  const notices = [...stage.notices, ...disappearedNotices(gone)];
  const warned = notices.some(({ level }) => level === 'warn');
  const problems = stage.problems;
  const verdict = verdictOf(checks, policy, { baseline: baseline.kind, broken: problems.length > 0, warned });
  const metrics = metricRows(stage, policy);
  return {
    verdict,
    fact: factOf({ verdict, checks, problems, notices, baseline, policy }),
    checks,
    failedChecks: checks
      .filter(({ status }) => ['fail', 'error', 'incomparable'].includes(status))
      .map(({ metric }) => metric),
    notices,
    problems,
    pairing: withoutRows(stage.pairing),
    task: stage.candidate.encoded?.task ?? 'metrics-only',
    rows: candidate.predictions?.truth.length ?? null,
    metrics,
    disappeared: gone,
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

function runChecks(policy: Policy, stage: Stage): CheckResult[] {
  const scene: Scene = {
    ...stage,
    policy,
    circumstances: ({ metric }) => ({
      paired: pairedChangeOf(metric, stage),
      identical: stage.pairing.kind === 'paired' && stage.pairing.changed === 0,
      alpha: policy.stats.alpha,
      unpaired: stage.pairing.kind === 'paired' ? `${metric} has no paired test yet` : NOT_PAIRED,
    }),
  };
  const assessments = policy.checks.map((check) => assess(check, scene));
  const trials = assessments.map(({ trial }) => trial).filter((trial) => trial !== null);
  const pValues = adjustedPValues(trials, policy);
  return assessments.map((assessment) =>
    finish(assessment, (assessment.trial && pValues[trials.indexOf(assessment.trial)]) ?? null, policy),
  );
}

const finish = (assessment: Assessment, p: number | null, policy: Policy): CheckResult =>
  conclude(assessment, assessment.trial && decide(assessment.trial, p, policy), p, policy);

function metricRows(stage: Stage, policy: Policy | null): MetricRow[] {
  const checked = new Set(policy?.checks.map(({ metric }) => metric));
  const keys = (metrics: Metrics | undefined) => [...(metrics?.keys() ?? [])];
  const computed = HEADLINE.filter((name) => stage.candidate.computed.has(name));
  const names = new Set([
    ...checked,
    ...keys(stage.candidate.side.metrics),
    ...keys(stage.baseline?.side.metrics),
    ...computed,
  ]);
  return [...names].sort(byName).map((metric) => {
    const candidate = valueOf(stage.candidate, metric);
    const baseline = stage.baseline && valueOf(stage.baseline, metric);
    return {
      metric,
      baseline: isNumber(baseline) ? baseline : null,
      candidate: isNumber(candidate) ? candidate : null,
      change: isNumber(baseline) && isNumber(candidate) ? candidate - baseline : null,
      checked: checked.has(metric),
    };
  });
}

function withoutRows(pairing: Pairing): Comparison['pairing'] {
  if (pairing.kind !== 'paired') return pairing;
  const { baseline: _, ...told } = pairing;
  return told;
}
