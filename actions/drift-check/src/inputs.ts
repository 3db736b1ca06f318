import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, list, structure, text, type Values } from '@ml-actions/core/runner/input';
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

export const inputs = {
  current: list('Path or glob of the data to check; `{date}` and `{yesterday}` become the day in UTC as `YYYY-MM-DD`', {
    required: true,
  }),
  environment: text("Environment whose serving model's profile is the reference; one issue per model and environment", {
    default: 'production',
  }),
  reference: text(
    'What the data is compared with: `auto` (the profile of the version that serves in `environment`), ' +
      '`NAME@N`, `NAME:ALIAS`, or `path:` of a profile or of data, which is profiled first',
    { default: 'auto', later: ['previous-window', 'same-weekday'] },
  ),
  predictions: text("Column of `current`, or file, with the model's predictions", {
    absent: "the profile's prediction columns, where `current` has them",
  }),
  truth: text('Column or file with the truth', { later: true }),
  'join-key': text('Column that joins predictions and truth', { later: true }),
  features: list('Features to check', { absent: 'all of the reference' }),
  ignore: list('Columns to leave out', { default: [] }),
  importance: structure(z.record(z.string(), z.number().nonnegative()))(
    'Weights by column: a column of weight 0 is shown but decides nothing, a date with a weight above 0 does',
    { default: {} },
  ),
  'timestamp-column': text('Event time', { later: true }),
  window: text('Length of the event-time window', { later: true }),
  offset: text('Windows to go back', { later: true }),
  'min-rows': structure(z.number().int().min(1))('A column with fewer values is not judged', { default: 100 }),
  'max-window': text('How far too few rows may widen the window', { later: true }),
  'cluster-column': text('Column whose rows are not independent', { later: true }),
  methods: structure(z.record(z.string(), z.string()))(
    'Statistics by column instead of the default rule: w1, ks, energy, cvm, ad, mwu, t, js, psi, kl, hellinger, tvd, ' +
      'l-infinity, chi2, g, cramers-v, z; Evidently’s names with its preset',
    { default: {} },
  ),
  thresholds: structure(z.record(z.string(), z.number().positive()))(
    'Thresholds by column, in the unit of its effect; others have 0.1 W1/std or 0.12 JS distance (base 2)',
    { default: {} },
  ),
  alpha: structure(z.number().gt(0).lt(1))('False discovery rate over all tests of a run', { default: 0.05 }),
  preset: choice(['default', 'evidently-compatible'])(
    'Set of rules; `evidently-compatible`: the tests, bins and thresholds of Evidently 0.7 on the rows of both sides',
    { default: 'default' },
  ),
  debounce: structure(debounce)('`M/N`: alarm when M of the last N runs saw drift; it ends after 3 clean runs', {
    default: '2/3',
  }),
  issue: choice(['on-change', 'never'])('Keep one issue: opened, rewritten by every run, closed', {
    default: 'on-change',
  }),
  'issue-labels': list('Labels of the issue besides `drift-check` and `model:NAME`', { default: [] }),
  assignees: structure(
    z
      .union([z.array(z.string()), z.string().transform((one) => one.split(/[\s,]+/).filter(Boolean))])
      .pipe(z.array(z.string()).max(MOST_ASSIGNEES)) as unknown as z.ZodType<readonly string[]>,
  )('Logins that the issue is assigned to', { default: [] }),
  retrain: choice(['off', 'suggest', 'auto'])('What confirmed drift does: `suggest` shows the command', {
    default: 'off',
    later: ['auto'],
  }),
  'retrain-workflow': text('File name of the workflow that trains'),
  cooldown: text('Time between two retrainings', { later: true }),
  'webhook-url': text('Where changes of state are sent', { secret: true, later: true }),
  'webhook-format': choice(['slack', 'teams', 'json'])('Shape of what is sent', { later: true }),
  samples: choice(['none', 'masked', 'values'])('Whether category values are shown', {
    default: 'none',
    later: ['masked', 'values'],
  }),
  'profile-out': text('File to write the profile of `current` to'),
  'fail-on': choice(['never', 'drift', 'performance'])(
    'What fails the step: `drift` is confirmed drift or a broken schema',
    { default: 'never', later: ['performance'] },
  ),
} as const;

export type DriftInputs = Values<typeof inputs & typeof commonInputs>;
