import { modelName } from '../record/predicate/header.ts';
import { choice, structure, text } from './input.ts';

/** The inputs that all six actions share. */
export const commonInputs = {
  config: text('Configuration file', { absent: '`ml-actions.yml` where it exists' }),
  model: structure(modelName)('Name of the model', { absent: "the repository's name" }),
  store: text('Record store: a branch of this repository, `file:DIR` or `OWNER/REPO`', {
    absent: 'branch `ml-records` of this repository',
  }),
  'github-token': text('Token for the GitHub API and for pushing to the record store', {
    secret: true,
    expression: '${{ github.token }}',
  }),
  comment: choice(['on-change', 'always', 'never'])('When the pull-request comment is written', {
    default: 'on-change',
  }),
  'from-run': text('Run whose records are read', { absent: 'this run' }),
  'working-directory': text('Directory that relative paths start from', {
    absent: "the configuration file's directory",
  }),
  matrix: text("The job's matrix leg, so that legs never overwrite each other; leave it alone", {
    expression: '${{ toJSON(matrix) }}',
  }),
} as const;
