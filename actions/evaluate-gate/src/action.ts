import { defineAction } from '@ml-actions/core/runner/action';
import { checkName } from './check-name.ts';
import { inputs } from './inputs.ts';
import { run } from './mode.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'evaluate-gate',
  description:
    'Decide whether a candidate model may replace the baseline, say why, and leave evidence that deploy verifies',
  inputs,
  outputs: {
    verdict: '`pass`, `warn`, `accepted`, `no-baseline`, `skipped`, `inconclusive`, `fail` or `error`',
    blocked: '`true` when the step fails',
    'failed-checks': 'Metrics whose check failed or could not be decided, separated by `, `',
    comparison: 'Path of the whole comparison, JSON',
    report: 'Path of the report, Markdown',
    'html-report': 'Path of the interactive report, one HTML file',
    record: "Path of the gate's record, relative to the workspace",
    'evidence-digest': "sha256 of the gate's record",
    'comment-url': 'Where the pull-request comment is',
    'baseline-source': 'Where the baseline came from, in words; `none` or `failed` without one',
    'baseline-commit': 'Commit of the baseline, where it is known',
  },
  onError: { verdict: 'error', blocked: true },
  run,
  isErrand: ({ mode }) => mode !== 'gate',
  section,
  check: checkName,
  keepsRecords: true,
});
