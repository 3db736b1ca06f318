import type { Undefined } from '@ml-actions/stats/measure';
import { assess, type CheckResult, conclude, type Known } from './check.ts';
import { type Comparison, comparisonOf } from './comparison.ts';
import { adjustedPValues, decide } from './decide.ts';
import type { Encoded } from './encode.ts';
import { type Evidence, evidenceFor, type Question, questionsOf } from './evidence.ts';
import type { Notice } from './notice.ts';
import type { Policy } from './policy.ts';
import { type Resampled, type ResampleJob, resample } from './resample.ts';
import { rowOrder } from './row-order.ts';
import { type Further, scopesOf } from './scopes.ts';
import type { Side } from './side.ts';
import { type Baseline, setStage } from './stage.ts';
import type { Outcome } from './status.ts';

export type { Comparison, MetricRow } from './comparison.ts';
export type { Baseline } from './stage.ts';

export interface ComparisonInput extends Further {
  /** null: report only */
  readonly policy: Policy | null;
  readonly candidate: Side;
  readonly baseline: Baseline;
  /** ISO 8601 day, for waivers */
  readonly today?: string;
  /** what earlier looks at this test set leave of it */
  readonly reuse?: Reuse;
}

/** A test set that was looked at often tells less. */
export interface Reuse {
  /** the budget is spent: comparisons decide nothing until there is a fresh test set */
  readonly exhausted: boolean;
  /** alpha is divided by it: attempts of the same change */
  readonly alphaDivisor: number;
  readonly notices: readonly Notice[];
}

const FRESH: Reuse = { exhausted: false, alphaDivisor: 1, notices: [] };

/**
 * Judges a candidate against its baseline. Pure: the same inputs give the same bytes whatever the order of keys, the
 * locale or the machine; the order of rows moves sums in their last bits only and no verdict.
 *
 * @throws InputError when the predictions need the policy to say `task` or `positive`, or lack a column it names
 */
export function compare(input: ComparisonInput): Comparison {
  const { jobs, conclude } = planComparison(input);
  return conclude(jobs.map(resample));
}

/** A comparison whose bootstraps are still to be drawn: in this thread or in others, in any order. */
export interface Plan {
  readonly jobs: readonly ResampleJob[];
  /** the predictions as they are compared, rows aligned; a baseline that is not paired has other rows and is left out */
  readonly encoded: { readonly candidate: Encoded | null; readonly baseline: Encoded | null };
  /** @param drawn one result per job */
  readonly conclude: (drawn: readonly (Resampled | Undefined)[]) => Comparison;
}

/** The same in two steps. @throws InputError as `compare` */
export function planComparison(input: ComparisonInput): Plan {
  const { candidate, baseline, reuse = FRESH, today = '' } = input;
  const policy = input.policy && stricter(input.policy, reuse);
  const stage = setStage(policy, candidate, baseline);
  const { scopes, notices } = policy ? scopesOf(policy, stage, input) : { scopes: [], notices: [] };
  const questions = questionsOf(scopes);
  const order = rowOrder(stage.predictions?.ids ?? null);
  const evidence = policy ? questions.map((question) => evidenceFor(question, policy, order)) : [];
  const jobs = evidence.flatMap((each) => (each.kind === 'resample' ? [each.job] : []));
  return {
    jobs,
    encoded: {
      candidate: stage.candidate.encoded,
      baseline: (stage.paired && stage.baseline?.encoded) || null,
    },
    conclude: (drawn) => {
      let next = 0;
      const known = evidence.map((each) => knownBy(each, each.kind === 'resample' ? drawn[next++] : undefined));
      const decided = policy ? decideAll(questions, known, policy, reuse) : [];
      return comparisonOf({ policy, baseline, stage, decided, today, notices: [...notices, ...reuse.notices] });
    },
  };
}

const stricter = (policy: Policy, { alphaDivisor }: Reuse): Policy => ({
  ...policy,
  stats: { ...policy.stats, alpha: policy.stats.alpha / alphaDivisor },
});

function knownBy(evidence: Evidence, drawn: Resampled | Undefined | undefined): Known {
  if (evidence.kind === 'change') return { change: evidence.change, reason: '' };
  if (evidence.kind === 'none') return { change: null, reason: evidence.reason };
  if (drawn && 'replicates' in drawn) return { change: evidence.read(drawn), reason: '' };
  return { change: null, reason: `it cannot be drawn: ${drawn?.undefined ?? 'nothing was drawn'}` };
}

function decideAll(
  questions: readonly Question[],
  known: readonly Known[],
  policy: Policy,
  reuse: Reuse,
): CheckResult[] {
  const assessments = questions.map((question, at) => assess(question, known[at] ?? UNKNOWN, policy));
  const trials = assessments.map(({ trial }) => trial).filter((trial) => trial !== null);
  const pValues = adjustedPValues(trials, policy);
  return assessments.map((assessment) => {
    const p = (assessment.trial && pValues[trials.indexOf(assessment.trial)]) ?? null;
    const outcome = assessment.trial && (reuse.exhausted ? SPENT : decide(assessment.trial, p, policy));
    return conclude(assessment, outcome, p, policy);
  });
}

const UNKNOWN: Known = { change: null, reason: 'nothing is known' };
const SPENT: Outcome = {
  status: 'inconclusive',
  reason: 'this test set is used up (holdout): comparisons need a fresh one',
};
