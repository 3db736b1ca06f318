import { defineAction } from '@ml-actions/core/runner/action';
import { closeAbandoned } from './announce.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

export const action = defineAction({
  name: 'deploy',
  description:
    'Put exactly the model that passed its gate in front of traffic, prove that it serves, put the old one back when it does not',
  inputs,
  outputs: {
    changed: '`true` when another model serves than before',
    'served-digest': 'sha256 of the model that serves now',
    'previous-digest': 'sha256 of the model that served before',
    verdict:
      '`deployed`, `unchanged`, `planned`, `waiting`, `refused`, `rolled-back`, `rollback-failed`, `superseded`, `inconclusive` or `error`',
    'deployment-id': "Id of GitHub's deployment record",
    url: 'Address of the endpoint',
    plan: 'What would be done, in one sentence (`mode: plan`)',
    record: "Path of this run's record",
  },
  onError: { changed: false, verdict: 'error' },
  run,
  section,
  post: closeAbandoned,
});
