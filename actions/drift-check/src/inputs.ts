import { SAMPLES } from '@ml-actions/core/runner/audience';
import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, count, list, structure, text, type Values } from '@ml-actions/core/runner/input';
import { trinoInputs } from '@ml-actions/data/trino/inputs';
import * as z from 'zod';
import { HISTORY_RUNS } from './history-line.ts';

/** GitHub's limit for one issue. */
const MOST_ASSIGNEES = 10;

const debounce = z
  .string()
  .regex(/^[1-9]\d?\/[1-9]\d?$/, '`M/N`, such as 2/3')
  .refine((given) => {
    const [m = 0, n = 0] = given.split('/').map(Number);
    return m <= n && n <= HISTORY_RUNS;
  }, `M at most N, N at most ${HISTORY_RUNS}`);

/** Weights by column. */
export const weights = z.record(z.string(), z.number().nonnegative());

export const inputs = {
  current: list(
    'Path, glob or URI (https, s3, gs, az, hf) of the data to check, with `engine: trino` a table; `{date}`, `{yesterday}` and ' +
      '`{window.start}` (where the window of the clock begins) become the day in UTC as `YYYY-MM-DD`',
    { required: true },
  ),
  'max-bytes': count('Most bytes of all remote objects together', { absent: 'what the disk holds' }),
  ...trinoInputs,
  environment: text("Environment whose serving model's profile is the reference; one issue per model and environment", {
    default: 'production',
  }),
  reference: text(
    'What the data is compared with: `auto` (the profile of the version that serves in `environment`), ' +
      '`NAME@N`, `NAME:ALIAS`, `path:` of a profile or of data, which is profiled first; `previous-window` or `same-weekday`: earlier rows of `current`',
    { default: 'auto' },
  ),
  predictions: text("Column of `current`, or file, with the model's predictions", {
    absent: "the profile's prediction columns, where `current` has them",
  }),
  truth: text('Column of `current`, or file, with the truth: what arrived of it is compared with what the model said'),
  'join-key': text('Column that the files of predictions and truths have in common with `current`'),
  features: list('Features to check', { absent: 'all of the reference' }),
  ignore: list('Columns to leave out', { default: [] }),
  importance: structure(z.union([weights, z.string().min(1)]))(
    'Weights by column, or a JSON file with them: a feature of weight 0 is shown but decides nothing, a date with a weight above 0 does',
    { default: {} },
  ),
  'timestamp-column': text('Column with the event time'),
  window: text('Length of the window of event time to check, on the calendar in UTC: `P1D`, `P7D`, `P1M`, `PT6H`', {
    absent: 'all rows',
  }),
  offset: count('Windows to go back from the one that holds the latest row', { default: 0 }),
  'min-rows': structure(z.number().int().min(1))('A column with fewer values is not judged', { default: 100 }),
  'max-window': text('How long a window with too few rows may become, backwards', { absent: '`window`' }),
  'cluster-column': text('Column whose values tie rows together, such as a user: their number counts, not the rows'),
  methods: structure(z.record(z.string(), z.string()))(
    'Statistics by column instead of the default rule: w1, ks, energy, cvm, ad, mwu, t, js, psi, kl, hellinger, tvd, ' +
      'l-infinity, chi2, g, cramers-v, z; of embeddings rff, mmd, domain-classifier; Evidently’s names with its preset',
    { default: {} },
  ),
  thresholds: structure(z.record(z.string(), z.number().positive()))(
    'Thresholds by column, in the unit of its effect; others have 0.1 W1/std, 0.12 JS distance (base 2) or 0.1 RFF/std',
    { default: {} },
  ),
  'max-new-category-share': structure(z.number().gt(0).max(1))(
    'Share of values the reference never had that alarms, where chance does not explain them and it kept all of its own',
    { default: 0.01 },
  ),
  alpha: structure(z.number().gt(0).lt(1))('False discovery rate over all tests of a run', { default: 0.05 }),
  preset: choice(['default', 'evidently-compatible'])(
    'Set of rules; `evidently-compatible`: the tests, bins and thresholds of Evidently 0.7 on the rows of both sides',
    { default: 'default' },
  ),
  debounce: structure(debounce)(
    '`M/N`: alarm when M of the last N runs over different data saw drift (`1/1`: at once, for long windows of many rows); ' +
      'it ends after 3 clean runs',
    {
      default: '2/3',
    },
  ),
  issue: choice(['on-change', 'never'])('Keep one issue: opened, rewritten by every run, closed', {
    default: 'on-change',
  }),
  'issue-labels': list('Labels of the issue besides `drift-check` and `model:NAME`', { default: [] }),
  assignees: structure(
    z
      .union([z.array(z.string()), z.string().transform((one) => one.split(/[\s,]+/).filter(Boolean))])
      .pipe(z.array(z.string()).max(MOST_ASSIGNEES)) as unknown as z.ZodType<readonly string[]>,
  )('Logins that the issue is assigned to', { default: [] }),
  retrain: choice(['off', 'suggest', 'auto'])(
    'What confirmed drift does: `suggest` shows the command, `auto` starts the training, not on broken data and not on ' +
      'the data that the serving version learned from',
    { default: 'off' },
  ),
  'retrain-workflow': text(
    'File name of the workflow that trains; it declares the input `ml-request`, which gets the request as JSON',
    { absent: 'a `repository_dispatch` of type `ml-retrain`' },
  ),
  cooldown: text('Least time between two trainings', { default: '7d' }),
  'webhook-url': text('Where the start and the end of an alarm are sent', { secret: true }),
  'webhook-format': choice(['slack', 'teams', 'json'])('Shape of what is sent', { default: 'json' }),
  samples: choice(SAMPLES)(
    'What is shown of categories whose share changed: nothing, the shape of their values, or the values (`values-in-public`: although everybody may read them; `profile-out` holds them too)',
    { default: 'none' },
  ),
  'profile-out': text('File to write the profile of `current` to'),
  'fail-on': choice(['never', 'drift', 'performance'])(
    'What fails the step: `drift` is confirmed drift, worse performance or a broken schema, `performance` the latter two',
    { default: 'never' },
  ),
} as const;

/** The inputs as they are given. */
export type GivenInputs = Values<typeof inputs & typeof commonInputs>;
/** The inputs with what their files hold. */
export type DriftInputs = Omit<GivenInputs, 'importance'> & { readonly importance: z.infer<typeof weights> };
