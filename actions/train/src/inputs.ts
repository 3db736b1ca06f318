import { outputRoles } from '@ml-actions/core/record/predicate/train';
import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, count, flag, type Input, list, structure, text, type Values } from '@ml-actions/core/runner/input';
import * as z from 'zod';

/** Text that bash runs, or an argument vector that runs without a shell. */
export type Command = string | readonly [string, ...string[]];

/** A self-hosted job ends after five days (GitHub Docs, Actions limits: job execution time). */
const MAX_MINUTES = 5 * 24 * 60;

/** A checkpoint that takes longer to write is a training of its own. */
const MAX_GRACE_SECONDS = 3_600;

const argument = z.union([z.string(), z.number().transform(String)]);
const argumentVector = z.tuple([z.string().min(1)], argument);
const commandSchema = z.union([z.string().regex(/\S/), argumentVector], {
  error: 'a command: text for bash, or a list of a program and its arguments',
});

/** A workflow's text is bash unless it is a JSON list: `[ -f data.csv ] && ...` must stay bash. */
function commandFromText(value: string): unknown {
  try {
    const json: unknown = JSON.parse(value);
    return Array.isArray(json) ? json : value;
  } catch {
    return value;
  }
}

const commandInput = { schema: commandSchema as z.ZodType<Command>, fromText: commandFromText };
const required: Input<Command> = {
  ...commandInput,
  doc: 'Training command: text for `bash --norc -e -o pipefail`, or a list of a program and its arguments',
  required: true,
};
const optional: Input<Command | undefined> = {
  ...commandInput,
  doc: 'Command that prepares the environment before training',
};

const role = z.string().regex(new RegExp(`^(${outputRoles.join('|')})\\??$`));
const paths = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const outputs = z.record(role, paths, {
  error: ({ code }) => (code === 'invalid_key' ? `one of the roles ${outputRoles.join(', ')}` : undefined),
});
const minutes = structure(z.number().positive().max(MAX_MINUTES));

export const inputs = {
  command: required,
  notebook: text('Notebook to run instead of a command', { later: true }),
  data: list('Training data as `name=path`; its files are hashed into the record'),
  params: list('Parameter files (JSON or YAML) that the record keeps'),
  'params-override': list('Parameters to change, as `key=value`', { later: true }),
  outputs: structure(outputs)('Files that the command writes: role to path, glob or list of them', {
    default: { model: 'model/' },
  }),
  setup: optional,
  metrics: list('Metric files or globs', {
    absent: 'the outputs of role `metrics`, else `metrics.*` where the command wrote one',
  }),
  backend: choice(['local', 'ray', 'kubernetes', 'slurm', 'sagemaker'])('Where the command runs', {
    default: 'local',
    later: ['ray', 'kubernetes', 'slurm', 'sagemaker'],
  }),
  'backend-config': structure(z.looseObject({}))('Settings of the backend', { later: true }),
  'artifact-uri': text('Object store that a remote backend writes big files to', { later: true }),
  seed: count('Seed that the command gets as `ML_SEED`', { default: 0 }),
  deterministic: choice(['off', 'seed', 'strict'])('What is done for repeatable results', {
    default: 'seed',
    later: ['strict'],
  }),
  verify: count('How often training is repeated to measure its spread', { default: 0, later: true }),
  repeats: count('How many seeds are trained', { default: 1, later: true }),
  cache: choice(['auto', 'off', 'read', 'read-write'])('Whether an earlier run with the same key is reused', {
    default: 'auto',
    later: ['read', 'read-write'],
  }),
  reuse: choice(['never', 'pull-request'])("Whether the merged pull request's model is taken", {
    default: 'never',
    later: ['pull-request'],
  }),
  lockfile: text("Lock file that names the environment's packages", { absent: 'detected' }),
  'checkpoint-path': text('Directory of checkpoints', { later: true }),
  resume: choice(['auto', 'never', 'require'])('Whether training resumes from a checkpoint', {
    default: 'auto',
    later: ['require'],
  }),
  'max-preemptions': count('How often a preempted run is resumed', { default: 3, later: true }),
  'timeout-minutes': minutes('Minutes after which set-up and command are stopped', { default: 350 }),
  'start-timeout-minutes': minutes('Minutes a remote run may wait for its start', { default: 20, later: true }),
  'grace-seconds': structure(z.number().int().nonnegative().max(MAX_GRACE_SECONDS))(
    'Seconds between the request to stop and the kill',
    { default: 120 },
  ),
  'stop-when': list('Rules that stop training early', { later: true }),
  'on-cancel': choice(['stop', 'detach'])('What a cancelled job does with its run', {
    default: 'stop',
    later: ['detach'],
  }),
  wait: flag('Whether the step waits for the end of the run', { default: true, later: true }),
  attach: text('Run to attach to', { later: true }),
  progress: choice(['off', 'summary', 'check'])('Where progress is shown besides the log', {
    default: 'summary',
    later: ['check'],
  }),
  artifact: flag('Whether the model is handed to later jobs with the record', { default: true }),
  'retention-days': count('Days that the hand-over is kept', { default: 14 }),
} as const;

export type TrainInputs = Values<typeof inputs & typeof commonInputs>;
