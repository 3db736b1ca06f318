import { inputProblem } from '@ml-actions/core/error';
import { groupBy } from '@ml-actions/core/group-by';
import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { commitSha, modelName, sha256 } from '@ml-actions/core/record/predicate/header';
import { layout } from '@ml-actions/core/store/layout';
import type { Store, StoreView } from '@ml-actions/core/store/store';
import { feedbackLevels } from '@ml-actions/metrics/holdout-shape';
import * as z from 'zod';

/** Evaluations that are told one by one; older ones are counts. A ledger stays below some 400 kB. */
export const mostEvaluations = 1000;
const keptEvaluations = 500;
/** Changes of which older attempts are still counted. */
const mostChanges = 200;

const evaluationSchema = z.strictObject({
  at: z.iso.datetime(),
  runId: z.string().regex(/^\d{1,20}$/),
  attempt: z.number().int().positive(),
  pullRequest: z.number().int().positive().nullable(),
  commit: commitSha,
  /** digest of the model, or of its metrics */
  candidate: sha256,
  feedback: z.enum(feedbackLevels),
  model: modelName,
  /** the gate's id, the matrix leg's hash included */
  gate: z.string().max(100),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

const count = z.number().int().nonnegative();
const ledgerSchema = z.strictObject({
  version: z.literal(1),
  testSet: z.string(),
  /** when it was first evaluated */
  since: z.iso.datetime(),
  /** what is no longer told one by one */
  earlier: z.strictObject({
    evaluations: count,
    /** candidates by change, see `changeKey` */
    attempts: z.record(z.string(), count),
  }),
  /** in the order in which they were written */
  evaluations: z.array(evaluationSchema),
});

/** Every candidate that was scored on one test set: an append-only list without names. */
export type Ledger = z.infer<typeof ledgerSchema>;

/** What one model of one pull request tried at one gate: its candidates are attempts at the same thing. */
export const changeKey = ({ pullRequest, model, gate }: Pick<Evaluation, 'pullRequest' | 'model' | 'gate'>): string =>
  `${pullRequest}/${model}/${gate}`;

/** A step that is told twice is one evaluation; a re-run is another one. */
export const isSame = (a: StepOfRun, b: StepOfRun): boolean =>
  a.runId === b.runId && a.attempt === b.attempt && a.model === b.model && a.gate === b.gate;
export type StepOfRun = Pick<Evaluation, 'runId' | 'attempt' | 'model' | 'gate'>;

/**
 * The ledger of a test set; null: nobody evaluated on it yet.
 *
 * @param testSet fingerprint of its content
 * @throws InputError for a file that is no ledger; ServiceError when the store could not be looked at
 */
export const readLedger = async (store: Store, testSet: string): Promise<Ledger | null> =>
  ledgerIn(await store.view(), testSet);

/**
 * Counts an evaluation, whatever others write at the same time.
 *
 * @returns the ledger with it
 * @throws as `readLedger` and `Store.update`
 */
export function appendEvaluation(
  store: Store,
  { testSet, ...given }: Evaluation & { readonly testSet: string },
): Promise<Ledger> {
  const evaluation = evaluationSchema.parse(given);
  return store.update(async (view) => {
    const ledger = (await ledgerIn(view, testSet)) ?? emptyLedger(testSet, evaluation.at);
    const message = `Count an evaluation of run ${evaluation.runId}`;
    if (ledger.evaluations.some((one) => isSame(one, evaluation))) {
      return { writes: new Map(), message, result: ledger };
    }
    const result = compacted({ ...ledger, evaluations: [...ledger.evaluations, evaluation] });
    return { writes: new Map([[layout.testset(testSet), canonical(result)]]), message, result };
  });
}

async function ledgerIn(view: StoreView, testSet: string): Promise<Ledger | null> {
  const where = layout.testset(testSet);
  const bytes = await view.read(where);
  if (bytes === undefined) return null;
  const parsed = ledgerSchema.safeParse(parseJson(bytes, where));
  if (parsed.success && parsed.data.testSet === testSet) return parsed.data;
  throw inputProblem({
    where,
    what: 'is no ledger of that test set',
    next: 'Restore it from the history of the record store: without it nobody knows how often the set was used.',
  });
}

const emptyLedger = (testSet: string, since: string): Ledger => ({
  version: 1,
  testSet,
  since,
  earlier: { evaluations: 0, attempts: {} },
  evaluations: [],
});

/** Turns the oldest evaluations of a long ledger into counts. */
function compacted(ledger: Ledger): Ledger {
  const { evaluations, earlier } = ledger;
  if (evaluations.length <= mostEvaluations) return ledger;
  const old = evaluations.slice(0, -keptEvaluations);
  const attempts = new Map(Object.entries(earlier.attempts));
  for (const [change, candidates] of groupBy(old, changeKey)) {
    const distinct = new Set(candidates.map(({ candidate }) => candidate)).size;
    const before = attempts.get(change) ?? 0;
    attempts.delete(change);
    if (candidates[0]?.pullRequest !== null) attempts.set(change, before + distinct);
  }
  return {
    ...ledger,
    earlier: {
      evaluations: earlier.evaluations + old.length,
      attempts: Object.fromEntries([...attempts].slice(-mostChanges)),
    },
    evaluations: evaluations.slice(-keptEvaluations),
  };
}
