import { defineAction } from '@ml-actions/core/runner/action';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'train',
  description:
    "Runs the team's own training command and leaves a record that proves what was trained, from what, and how",
  inputs,
  outputs: {
    phase: '`SUCCEEDED`, `FAILED`, `STOPPED` or `TIMEOUT`',
    'cache-hit': '`true` when an earlier run was reused; always `false` yet',
    'run-id': 'The run that holds the record, as `from-run` and `run:ID` take it',
    metrics: 'The metrics as JSON',
    'metrics-path': 'The first metrics file, relative to the workspace',
    'model-path': "Directory of the model's files, relative to the workspace",
    'model-digest': "The model's identity: sha256 of its manifest",
    record: 'The record, relative to the workspace',
    'duration-seconds': 'Seconds that set-up and command took',
    'resumed-from': 'The run whose checkpoint was used; always empty yet',
    'engine-url': "The run's page at a remote engine; empty for `local`",
    'artifact-name': 'Artifact that holds the model and the other outputs',
  },
  onError: { phase: 'FAILED', 'cache-hit': false },
  run,
  section,
});
