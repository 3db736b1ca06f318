import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import type { Evaluation } from './ledger.ts';

type Told = Pick<EvaluateGatePredicate, 'model' | 'id' | 'createdAt' | 'testSet' | 'reuse'> & {
  readonly run: Pick<RunIdentity, 'runId' | 'runAttempt' | 'pullRequest' | 'headSha'>;
};

/**
 * What the ledger says of a gate's record; null where there is nothing to count: the policy has no `holdout`, nobody
 * knows the test set, or the gate was sealed and told nothing.
 */
export function evaluationOf(gate: Told): (Evaluation & { readonly testSet: string }) | null {
  const { run, reuse, testSet } = gate;
  if (!reuse || testSet === null || reuse.feedback === 'sealed') return null;
  return {
    testSet: testSet.fingerprint,
    at: gate.createdAt,
    runId: run.runId,
    attempt: run.runAttempt,
    pullRequest: run.pullRequest,
    commit: run.headSha,
    candidate: reuse.candidate,
    feedback: reuse.feedback,
    model: gate.model,
    gate: gate.id,
  };
}
