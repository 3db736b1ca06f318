import { defineAction } from '@ml-actions/core/runner/action';
import { inputs } from './inputs.ts';
import { isErrand, run } from './mode.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'validate-data',
  description:
    'Checks data files against a contract before anything learns from them, and says which rule failed for how many rows',
  inputs,
  outputs: {
    verdict: '`pass`, `warn`, `fail` or `error`',
    rows: 'Rows of all data together',
    'failed-rules': 'How many rules failed or could not be evaluated',
    'warned-rules': 'How many rules of severity `warn` are broken',
    digest: 'sha256 over all data files: any changed byte changes it',
    fingerprint: 'Identity of the content, whatever the order of rows and files',
    report: 'Path of the report, JSON',
    'html-report': 'Path of the report as one HTML page without scripts',
    junit: 'Path of the report in JUnit form',
    'failing-rows': 'Path of the failing rows, Parquet; empty with `samples: none` and where no rule with rows fails',
    profile: 'Path of the reference profile, where `profile-out` asks for one',
    states: 'Folder of the states, with `mode: map`',
    record: 'The record, relative to the workspace',
  },
  onError: { verdict: 'error' },
  run,
  isErrand,
  section,
});
