import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Verdict } from '@ml-actions/core/record/verdict';
import type { Feedback } from '@ml-actions/metrics/holdout-shape';
import type { Notice } from '@ml-actions/metrics/notice';
import type { GateBody } from '../body.ts';
import { roundedChecks, roundedMetrics } from './rounded.ts';

/** Every field by name, so that a new one is hidden until somebody decides otherwise. */
type Whole = { [K in keyof GateBody]-?: GateBody[K] };

/**
 * What people may see of a comparison (research 6.3). It is applied before anything is written, so that record, comment,
 * check, outputs, artifacts and log tell no more than each other.
 *
 * - `rounded`: numbers to about one standard error, a candidate's only where it beats the baseline by more (the Ladder);
 *   no slices by search, no churn, no p-values
 * - `bit`: the verdict. An error still says what has to be mended
 * - `sealed`: nothing, not even the verdict
 */
export function redact(body: GateBody, level: Feedback): GateBody {
  if (level === 'full') return body;
  return level === 'rounded' ? rounded(body) : hidden(level === 'sealed' ? sealed(body) : body);
}

function rounded(body: GateBody): GateBody {
  const checks = roundedChecks(body.checks);
  return {
    ...hidden(body),
    fact: factOf(
      body,
      `numbers are rounded to one standard error (holdout.feedback: rounded); ${countOf(body.checks)}`,
    ),
    checks,
    notices: body.notices.filter(({ kind }) => !tellsNumbers.has(kind)),
    candidate: { ...hiddenSide(body.candidate), metrics: roundedMetrics(checks, 'candidate'), threshold: null },
    baseline:
      body.baseline.kind === 'found'
        ? { ...hiddenSide(body.baseline), metrics: roundedMetrics(checks, 'baseline') }
        : body.baseline,
  };
}

function countOf(checks: readonly GateRow[]): string {
  const held = checks.filter(({ status }) => status === 'pass').length;
  return `${held} of ${checks.length} checks hold`;
}

/** Notices with values of metrics in them. */
const tellsNumbers: ReadonlySet<string> = new Set<Notice['kind']>(['stale-metrics', 'leak', 'identical-predictions']);
/** Notices about the test set alone. */
const aboutTheSet: ReadonlySet<string> = new Set<Notice['kind']>(['test-set-reuse', 'overlap']);

function sealed(body: GateBody): GateBody {
  const fact = 'sealed: judged in the merge queue and on the default branch (holdout.feedback: sealed)';
  return { ...body, verdict: 'skipped', fact, checks: [], notices: [], accepted: null };
}

function hidden(body: GateBody): GateBody {
  const { verdict, policy, baseline, reuse } = body;
  const whole: Whole = {
    verdict,
    fact: factOf(body, body.verdict === 'skipped' ? body.fact : VERDICT_ONLY),
    checks: body.checks.filter(isTold).map(withoutNumbers),
    notices: body.notices.filter(({ kind }) => aboutTheSet.has(kind)),
    candidate: { ...hiddenSide(body.candidate), threshold: null },
    baseline: baseline.kind === 'found' ? hiddenSide(baseline) : baseline,
    testSet: body.testSet && { ...body.testSet, matched: null },
    changedPredictions: null,
    task: body.task,
    score: null,
    discovered: [],
    importance: null,
    predictions: body.predictions,
    policy: { ...policy, proposed: policy.proposed && { ...policy.proposed, ...NOT_ASKED } },
    suggested: null,
    accepted: body.accepted,
    reuse,
    environment: body.environment,
    failOn: body.failOn,
    detectable: null,
    changed: body.changed,
    signing: body.signing,
    history: undefined,
    plots: undefined,
    appended: null,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as GateBody;
}

const VERDICT_ONLY = 'this test set answers with the verdict alone (holdout.feedback)';

/** A policy of the change's own could ask for one bit after the other until it knows the number. */
const NOT_ASKED = {
  verdict: 'skipped',
  fact: 'not judged: its answer would tell more than the policy allows',
} as const;

/** Errors say what has to be mended, in the words of whoever could not judge. */
const factOf = ({ verdict, fact }: { verdict: Verdict; fact: string }, instead: string): string =>
  verdict === 'error' ? fact : instead;

/** What could not be judged, and what is about the data rather than the candidate. */
const isTold = ({ status, scope }: GateRow): boolean =>
  scope === 'overlap' || status === 'error' || status === 'incomparable';

const withoutNumbers = (row: GateRow): GateRow =>
  row.scope === 'overlap'
    ? row
    : {
        ...row,
        baseline: null,
        candidate: null,
        change: null,
        interval: null,
        confidence: null,
        pValue: null,
        margin: null,
        allowed: '',
        losses: null,
        gains: null,
        detectable: null,
      };

function hiddenSide<S extends { readonly metrics: Record<string, number> }>(side: S): S {
  const { scores: _, ...rest } = side as S & { readonly scores?: unknown };
  return { ...rest, metrics: {} } as unknown as S;
}
