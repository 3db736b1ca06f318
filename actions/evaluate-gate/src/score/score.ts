import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateBaseline } from '../baseline.ts';
import { type BaselinePredictions, versionOf } from '../baseline-predictions.ts';
import type { Candidate } from '../candidate.ts';
import type { GateInputs } from '../inputs.ts';
import { scoreTemplate } from './command.ts';
import { fetchedModel } from './model.ts';
import { type Scoring, scoreModel } from './score-model.ts';

/** The candidate with the predictions that count, and the baseline's. */
export interface Scored {
  readonly candidate: Candidate;
  readonly scored: BaselinePredictions | null;
}

/**
 * With the input `score`: both models' predictions on today's test set, made by the checkout's own command. A retrained
 * model and a changed test set become comparable that way.
 *
 * @throws InputError without a training of this run that names its test set; ServiceError when the command fails;
 * GateRefused when the baseline's files are not those that were registered
 */
export async function scoreBoth(
  inputs: GateInputs,
  candidate: Candidate,
  baseline: GateBaseline,
  ports: Ports,
): Promise<Scored> {
  if (inputs.score === undefined) return { candidate, scored: null };
  const scoring: Scoring = { template: scoreTemplate(inputs.score), ...(await testSetOf(candidate, ports)) };
  const { root, digest } = candidateModel(candidate);
  const own = await scoreModel({ name: 'candidate', digest, model: async () => root }, scoring, ports);
  const judged = { ...candidate, predictions: own };
  const version = baseline.kind === 'found' ? (baseline.version ?? (await versionOf(baseline, ports))) : null;
  if (version === null) {
    if (baseline.kind === 'found')
      ports.log.warning(`score: ${baseline.source} has no registered model, so only the candidate is scored.`);
    return { candidate: judged, scored: null };
  }
  const { modelDigest } = version.predicate;
  const model = () => fetchedModel(version, ports);
  const other = await scoreModel({ name: 'baseline', digest: modelDigest, model }, scoring, ports);
  return {
    candidate: judged,
    scored: { name: "the baseline's predictions by `score`", ...other, columns: inputs.columns ?? {}, salt: null },
  };
}

function candidateModel({ training }: Candidate): { root: string; digest: string } {
  const trained = training?.predicate.trained;
  if (!training || !trained)
    throw inputProblem({
      where: 'score',
      what: 'there is no model to score',
      expected: "train's record with a model in this run",
      next: 'Run train before this step, or take `score` out.',
    });
  return { root: join(training.root, trained.root), digest: trained.digest };
}

/** The data that train calls `test`, which must still be what train saw. */
async function testSetOf({ training }: Candidate, ports: Ports): Promise<Pick<Scoring, 'data' | 'dataDigest'>> {
  const test = training?.predicate.data.find(({ name }) => name === 'test');
  if (test?.count !== 1) {
    throw inputProblem({
      where: 'score',
      what: test ? 'the test set is more than one file' : 'train names no test set',
      expected: 'one file named `test` in `data` of train',
      next: 'Write `data: {test: data/test.csv}` there.',
    });
  }
  const data = await inside(ports.run.workspace, test.path, 'score');
  const [seen] = test.files;
  if (seen && (await fileDigest(data)).sha256 !== seen.sha256)
    throw inputProblem({ where: 'score', what: `${test.path} is not the test set that train saw` });
  return { data, dataDigest: test.sha256 };
}
