import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Reuse as Weighed } from '@ml-actions/metrics/compare';
import type { Feedback, Holdout } from '@ml-actions/metrics/holdout-shape';
import type { Notice } from '@ml-actions/metrics/notice';
import { expectedMaximum } from '@ml-actions/stats/extreme';
import { evaluationsSupported } from '@ml-actions/stats/sample-size';
import { changeKey, type Evaluation, isSame, type Ledger } from './ledger.ts';

type Recorded = NonNullable<EvaluateGatePredicate['reuse']>;

/** How used up a test set is: what the record says of it, and what the comparison must know. */
export type Reuse = Recorded & Weighed;

/** The record's part; the notices stand among the others. */
export function recordedReuse({ notices: _, ...recorded }: Reuse): Recorded {
  return recorded;
}

/** The evaluation that is being made. */
export interface Here extends Pick<Evaluation, 'runId' | 'attempt' | 'model' | 'gate' | 'pullRequest' | 'candidate'> {
  readonly now: Date;
  /** what people see of it; a sealed one is none */
  readonly feedback: Feedback;
  readonly rows: number | null;
  /** share of predictions that change; null: not known, or not to be told */
  readonly churn: number | null;
}

/** A fresh set is due before the last evaluation (research 6.2). */
const WARNED_SHARE = 0.8;
const DAY_MS = 86_400_000;
/** Nobody plans beyond; the bounds of a set that is not reused adaptively grow exponentially. */
const MOST_EVALUATIONS = 1_000_000;
const luckDecimals = 1;

/**
 * What earlier looks at a test set leave of it, this one included: the n-th of `max_evaluations` still decides, the next
 * one does not.
 *
 * @param ledger null: nobody evaluated on it yet
 */
export function reuseOf(ledger: Ledger | null, holdout: Holdout, here: Here): Reuse {
  const used = usedWith(ledger, here);
  const max = holdout.max_evaluations ?? null;
  const attempt = here.pullRequest === null ? null : attemptsWith(ledger, here);
  const since = ledger?.since ?? null;
  const days = since === null ? 0 : Math.floor((here.now.getTime() - Date.parse(since)) / DAY_MS);
  const alphaDivisor = holdout.attempts === 'adjust' ? (attempt ?? 1) : 1;
  const luck = attempt === null ? null : expectedMaximum(attempt);
  const notices = [
    ...budgetNotices(used, max),
    ...ageNotices(days, holdout.max_age ?? null),
    ...attemptNotices(attempt, luck, alphaDivisor),
  ];
  return {
    feedback: here.feedback,
    candidate: here.candidate,
    used,
    max,
    attempt,
    luck,
    alphaDivisor,
    since,
    exhausted: (max !== null && used > max) || isOld(days, holdout.max_age ?? null),
    life: lifeOf(holdout.guarantee, used, here),
    notices,
  };
}

function usedWith(ledger: Ledger | null, here: Here): number {
  const before = ledger ? ledger.earlier.evaluations + ledger.evaluations.length : 0;
  const counted = here.feedback === 'sealed' || ledger?.evaluations.some((one) => isSame(one, here));
  return before + (counted ? 0 : 1);
}

/** Distinct candidates of this change: the same model again has no new luck. */
function attemptsWith(ledger: Ledger | null, here: Here): number {
  const change = changeKey(here);
  const own = (ledger?.evaluations ?? []).filter((one) => changeKey(one) === change);
  const candidates = new Set([...own.map(({ candidate }) => candidate), here.candidate]);
  return (ledger?.earlier.attempts[change] ?? 0) + candidates.size;
}

const notice = (level: Notice['level'], text: string): Notice => ({ kind: 'test-set-reuse', level, text });

function budgetNotices(used: number, max: number | null): Notice[] {
  if (max === null || used < WARNED_SHARE * max) return [];
  if (used > max) {
    const text = `the budget of this test set is spent (evaluation ${used} of ${max}): comparisons decide nothing until there is a fresh one`;
    return [notice('warn', text)];
  }
  return [notice('warn', `${used} of ${max} evaluations of this test set are used: prepare a fresh one`)];
}

const isOld = (days: number, maxAge: number | null): boolean => maxAge !== null && days > maxAge;

function ageNotices(days: number, maxAge: number | null): Notice[] {
  if (!isOld(days, maxAge)) return [];
  const text = `this test set was first evaluated ${days} days ago, the policy allows ${maxAge}: comparisons decide nothing until there is a fresh one`;
  return [notice('warn', text)];
}

function attemptNotices(attempt: number | null, luck: number | null, divisor: number): Notice[] {
  if (attempt === null || luck === null || attempt === 1) return [];
  const adjusted = divisor > 1 ? `; alpha is divided by ${divisor}` : '';
  return [
    notice(
      'info',
      `attempt ${attempt} of this pull request; expected luck +${luck.toFixed(luckDecimals)} SE${adjusted}`,
    ),
  ];
}

/** An estimate by the bounds of ease.ml/ci, which decides nothing. */
function lifeOf(guarantee: Holdout['guarantee'], used: number, { rows, churn }: Here): Recorded['life'] {
  if (!guarantee || rows === null) return null;
  const { reliability, tolerance, adaptivity } = guarantee;
  const supported = evaluationsSupported(rows, { delta: 1 - reliability, tolerance, adaptivity }, churn);
  const remaining = supported > MOST_EVALUATIONS ? null : Math.max(0, supported - used);
  return { remaining, reliability, tolerance, adaptivity, churn };
}
