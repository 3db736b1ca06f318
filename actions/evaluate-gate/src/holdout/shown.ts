import type { Comparison } from '@ml-actions/metrics/compare';
import type { Feedback } from '@ml-actions/metrics/holdout-shape';
import type { Notice } from '@ml-actions/metrics/notice';
import type { GateBody } from '../body.ts';
import type { Judgement } from '../judge.ts';

const blocking: readonly string[] = ['fail', 'error', 'incomparable'];

/** What of a judgement may be written to files: what the redacted record tells, and no row of predictions. */
export function shownOf(
  { comparison, encoded }: Pick<Judgement, 'comparison' | 'encoded'>,
  body: GateBody,
  level: Feedback,
): Pick<Judgement, 'comparison' | 'encoded'> {
  if (level === 'full') return { comparison, encoded };
  const { task, rows, reportOnly } = comparison;
  const shown: Comparison = {
    verdict: body.verdict,
    fact: body.fact,
    checks: body.checks,
    failedChecks: body.checks.filter(({ status }) => blocking.includes(status)).map(({ name }) => name),
    notices: body.notices as readonly Notice[],
    problems: body.verdict === 'error' ? comparison.problems : [],
    pairing: { kind: 'none', reason: `not told (holdout.feedback: ${level})` },
    task,
    rows,
    metrics: [],
    disappeared: [],
    score: null,
    discovered: [],
    reportOnly,
    suggested: null,
  };
  return { comparison: shown, encoded: { candidate: null, baseline: null } };
}
