import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { columnsSchema } from '@ml-actions/core/runner/config';
import { choice, structure, text, type Values } from '@ml-actions/core/runner/input';
import * as z from 'zod';

/** It becomes part of file and artifact names, and of the check's name. */
const gateId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, 'letters, digits, `.`, `_`, `-`; at most 50 characters');

/** A mapping as it stands, or the path of a file that holds one. */
const policy = z.union([z.record(z.string(), z.unknown()), z.string().min(1)]);

/** A list of arguments, or a line that is split at spaces. */
const command = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

export const inputs = {
  id: structure(gateId)('Gate id: one comment section and one record per id (the matrix leg is added by itself)', {
    default: 'default',
  }),
  candidate: text('Metrics file(s) of the candidate: a path or glob', { absent: "train's record" }),
  'candidate-predictions': text('Predictions of the candidate (CSV, JSONL or Parquet)', { absent: "train's record" }),
  baseline: text(
    'What to compare with: `auto`, `none`, `path:FILE`, `git:REF:PATH`, `NAME@N`, `NAME:ALIAS` or `run:ID`. ' +
      "`auto` on a pull request: the merge-base's record, else the metrics file as committed there, else the nearest " +
      "ancestor's record, else the model serving in `environment`; on the default branch: the model serving in " +
      '`environment`, else the nearest ancestor',
    { default: 'auto' },
  ),
  environment: text('Whose serving model is the baseline on the default branch', { default: 'production' }),
  'baseline-predictions': text('Predictions of the baseline model on the same test set: a file', {
    absent: "the baseline version's registered predictions",
  }),
  score: structure(command)(
    'Command that writes the predictions of a model on the test set, as a list of arguments or one line without a shell: ' +
      '`CMD {model} {data} {out}`. Both models are scored by it on the data that train names `test`',
  ),
  anchor: text(
    'Second baseline, against slow creep: a reference as in `baseline`, such as the last release; `anchor_checks` of the policy compare with it',
  ),
  policy: structure(policy)('Policy: a mapping, or the path of a file', { absent: 'report only, nothing is decided' }),
  columns: structure(columnsSchema)('Columns of the predictions: `{id, truth, score, prediction, weight, cluster}`', {
    absent: 'the shared `columns`, else found by name and printed',
  }),
  mode: choice(['gate', 'report', 'accept'])(
    '`gate` judges; `report` posts the results of a run that could not (`workflow_run`); `accept` answers a comment that ' +
      'accepts a block (`issue_comment`)',
    { default: 'gate' },
  ),
  append: text('Markdown file shown, as text, in a folded part of the section'),
  'fail-on': choice(['fail', 'inconclusive', 'never'])('Which verdict fails the step; an `error` always does', {
    default: 'fail',
  }),
  signing: choice(['auto', 'required', 'off'])(
    'Sign the record: `auto` with `signing-key`, else as the workflow itself where the job has `id-token: write` and the repository is public, else not, and says so; `required`: an error where nothing signs',
    { default: 'auto' },
  ),
  'signing-key': text('Private key, ECDSA P-256 in PEM (or that PEM in base64)', { secret: true }),
} as const;

export type GateInputs = Values<typeof inputs & typeof commonInputs>;
