import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { artifactName, recordId } from '@ml-actions/core/record/identity';
import { filesSuffix } from '@ml-actions/core/record/records';
import { subject } from '@ml-actions/core/record/statement';
import type { Body, Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { absolutePaths } from './harvest.ts';
import type { TrainInputs } from './inputs.ts';

/** Id of the run's record: one per matrix leg. */
export const idOf = ({ matrix }: TrainInputs): string => recordId(undefined, matrix);

/** Roles that later jobs need; checkpoints and logs stay where they are. */
const handedOver = ['model', 'metrics', 'predictions', 'profile', 'plot'];

/** What the step ends with. The record of a run without a model is about the run itself. */
export function outcomeOf(body: Body<'train'>, inputs: TrainInputs, ports: Ports): Outcome<'train'> {
  const succeeded = body.phase === 'SUCCEEDED';
  const { run, model } = ports;
  const bundle = artifactName(model, 'train', idOf(inputs), run.runAttempt) + filesSuffix;
  const shared = body.outputs.filter(({ role }) => handedOver.includes(role));
  const files = absolutePaths(run.workspace, shared);
  return {
    exitCode: succeeded ? 0 : 1,
    outputs: {
      phase: body.phase,
      'cache-hit': false,
      'run-id': run.runId,
      metrics: JSON.stringify(body.metrics),
      'metrics-path': body.outputs.find(({ role }) => role === 'metrics')?.path ?? '',
      'model-path': body.trained?.root ?? '',
      'model-digest': body.trained?.digest ?? '',
      'duration-seconds': body.durationSeconds,
      'artifact-name': inputs.artifact && files.length > 0 ? bundle : '',
    },
    subjects: [body.trained ? subject(model, body.trained.digest) : subject('train', sha256(canonical(body)))],
    body,
    files,
    retentionDays: inputs['retention-days'],
  };
}
