import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Comparison } from '@ml-actions/metrics/compare';
import type { Feedback, Holdout } from '@ml-actions/metrics/holdout-shape';
import type { GateBody } from '../body.ts';
import type { Candidate } from '../candidate.ts';
import type { PolicyChoice } from '../policy.ts';
import type { Sides } from '../sides.ts';
import { evaluationOf } from './evaluation.ts';
import { feedbackOf } from './feedback.ts';
import { appendEvaluation, readLedger } from './ledger.ts';
import { type Reuse, reuseOf } from './reuse.ts';

/** How one gate stands with its test set: what people may see, and how often it was used. */
export interface Account {
  readonly feedback: Feedback;
  /** null: no policy asks */
  readonly reuse: Reuse | null;
  /** the same, with what only the comparison tells */
  readonly after: (comparison: Pick<Comparison, 'pairing'>) => Reuse | null;
}

/**
 * Opens the account of this evaluation before anything is judged.
 *
 * @param gate id of this gate's record
 * @throws InputError where the policy counts evaluations and nothing tells the test set; ServiceError when the ledger
 * could not be looked at: an evaluation that cannot be counted is not made
 */
export async function openAccount(
  policy: PolicyChoice,
  candidate: Candidate,
  sides: Pick<Sides, 'testSet' | 'predictions'> | undefined,
  gate: string,
  ports: Ports,
): Promise<Account> {
  const { run, model } = ports;
  const feedback = feedbackOf(policy, run);
  const holdout = policy.decides.policy?.holdout ?? policy.proposed?.policy?.holdout ?? null;
  if (holdout === null) return { feedback, reuse: null, after: () => null };
  const testSet = sides?.testSet ?? null;
  if (testSet === null && counts(holdout)) throw unknownTestSet();
  const ledger = testSet && (await readLedger(await ports.store(), testSet.fingerprint));
  const here = {
    now: ports.clock(),
    runId: run.runId,
    attempt: run.runAttempt,
    model,
    gate,
    pullRequest: run.pullRequest,
    candidate: digestOf(candidate, sides?.predictions ?? null),
    feedback,
    rows: testSet?.rows ?? null,
  };
  return {
    feedback,
    reuse: reuseOf(ledger, holdout, { ...here, churn: null }),
    after: ({ pairing }) => {
      // the life that few changed predictions leave would tell how many they are
      const churn = pairing.kind === 'paired' && feedback === 'full' ? pairing.changed / pairing.n : null;
      return reuseOf(ledger, holdout, { ...here, churn });
    },
  };
}

const counts = ({ max_evaluations, max_age, attempts, guarantee }: Holdout): boolean =>
  max_evaluations !== undefined || max_age !== undefined || attempts === 'adjust' || guarantee !== undefined;

const unknownTestSet = (): Error =>
  inputProblem({
    where: 'policy: holdout',
    what: 'evaluations are counted by the content of the test set, and nothing tells it',
    got: 'no predictions, and no data named `test` in train',
    next: 'Give `candidate-predictions`.',
  });

/** The model, else what tells two candidates apart. */
const digestOf = ({ training, metrics }: Candidate, predictions: string | null): string =>
  training?.predicate.trained?.digest ?? predictions ?? sha256(canonical(Object.fromEntries(metrics)));

/**
 * Counts this evaluation, on the default branch only: pull requests' runs may not write, their poster counts for them.
 * It is counted before anybody sees it.
 *
 * @throws InputError, ServiceError as `appendEvaluation`
 */
export async function countEvaluation(id: string, body: GateBody, { run, model, clock, store }: Ports): Promise<void> {
  const evaluation = evaluationOf({ ...body, id, model, run, createdAt: clock().toISOString() });
  if (run.isTrusted && evaluation) await appendEvaluation(await store(), evaluation);
}
