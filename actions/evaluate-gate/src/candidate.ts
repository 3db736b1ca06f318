import { InputError, inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { LoadedRecord } from '@ml-actions/core/record/record';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Metrics } from '@ml-actions/metrics/metric';
import { recordedMetrics } from '@ml-actions/metrics/recorded';
import type { GateInputs } from './inputs.ts';
import { readMetricFiles, workspacePath } from './metric-files.ts';

export interface Candidate {
  readonly metrics: Metrics;
  /** in words, for people */
  readonly source: string;
  /** the metrics file, relative to the workspace, as it may be committed at the baseline */
  readonly committed: string | null;
  /** absolute path of the predictions and the directory they must stay in */
  readonly predictions: { readonly file: string; readonly root: string } | null;
  /** what was trained, where this run has train's record */
  readonly training: LoadedRecord<TrainPredicate> | null;
}

/**
 * The model under judgement: by default what train left in this run.
 *
 * @throws InputError when neither `candidate` nor train's record tells a metric, or a named file cannot be used
 */
export async function readCandidate(inputs: GateInputs, ports: Ports): Promise<Candidate> {
  const training = await trainingOf(inputs, ports);
  const predictions = await predictionsOf(inputs['candidate-predictions'], training, ports);
  if (inputs.candidate !== undefined) {
    const { metrics, paths, source } = await readMetricFiles(inputs.candidate, 'candidate', ports);
    const committed = paths.length === 1 ? (paths[0] ?? null) : null;
    return { metrics, source, committed, predictions, training };
  }
  if (!training) throw nothingToJudge(predictions !== null);
  const { predicate } = training;
  return {
    metrics: recordedMetrics(predicate.metrics, predicate.scores),
    source: "train's record",
    committed: predicate.outputs.find(({ role }) => role === 'metrics')?.path ?? null,
    predictions,
    training,
  };
}

/** With `candidate` named, a training of this run still says which model it is; it need not have left a usable record. */
async function trainingOf({ candidate }: GateInputs, ports: Ports): Promise<Candidate['training']> {
  try {
    const training = await ports.records.find('train', { files: true });
    if (training && training.predicate.verdict !== 'succeeded') {
      const { verdict, reason } = training.predicate;
      throw inputProblem({
        where: 'candidate',
        what: `the training ${verdict}`,
        got: reason,
        next: 'Mend that first.',
      });
    }
    return training;
  } catch (error) {
    if (candidate !== undefined && error instanceof InputError) return null;
    throw error;
  }
}

async function predictionsOf(
  given: string | undefined,
  training: Candidate['training'],
  ports: Ports,
): Promise<Candidate['predictions']> {
  const { workspace } = ports.run;
  const where = 'candidate-predictions';
  if (given !== undefined)
    return { file: await inside(workspace, workspacePath(ports, given), where), root: workspace };
  const output = training?.predicate.outputs.find(({ role }) => role === 'predictions');
  return training && output ? { file: await inside(training.root, output.path, where), root: training.root } : null;
}

const nothingToJudge = (hasPredictions: boolean): InputError =>
  inputProblem({
    where: 'candidate',
    what: hasPredictions ? 'there are predictions but no metrics file' : 'there is nothing to judge',
    got: 'no record of train in this run and no `candidate`',
    next: 'Run train before evaluate-gate, or name the metrics file in `candidate`.',
  });
