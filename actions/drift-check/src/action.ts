import { defineAction } from '@ml-actions/core/runner/action';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'drift-check',
  description: "Compare production data with the serving model's training data; keep one issue when it moves away",
  inputs,
  outputs: {
    status: '`ok`, `noise-limited`, `warn`, `drift`, `performance`, `schema`, `insufficient` or `error`',
    'drifted-columns': 'Names of the important columns that drift or break the schema, one per line, worst first',
    'worst-column': 'The column that decided; empty when all is well',
    'max-effect':
      'How far the furthest column went, of effect, missing share and new categories, in multiples of the threshold',
    'estimated-metric': 'Performance estimated without labels: AUC, or accuracy without scores',
    'realised-metric': 'The same from the labels that arrived, once they are complete',
    'issue-number': 'Number of the issue that is kept',
    'issue-url': 'Its address',
    'retrain-run-id': 'Number of the training run that was started',
    report: 'Path of the report as JSON',
    'html-report': 'Path of the report as one HTML page without scripts',
    profile: 'Path of the profile that `profile-out` asked for',
    record: "Path of this run's record",
  },
  onError: { status: 'error' },
  keepsRecords: true,
  run,
  section,
});
