import { inputProblem } from '@ml-actions/core/error';
import type { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { choice, count, flag, list, structure, text, type Values } from '@ml-actions/core/runner/input';
import * as z from 'zod';

const targets = [
  'directory',
  'ssh',
  'command',
  'http',
  'kubernetes',
  'kserve',
  'sagemaker',
  'open-inference',
  'mlflow-alias',
] as const;

/** `30d`, `12h`: a whole number of days or hours */
const duration = z.string().regex(/^[1-9]\d{0,4}[dh]$/, 'days or hours, such as 30d or 12h');

/** GitHub's longest environment name; control characters would break every log and page that shows it. */
const environment = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, 'a name without control characters');

export const inputs = {
  'model-version': text('What to deploy: `NAME@N`, `NAME:ALIAS` or `NAME@N#sha256:...`', {
    absent: "register-model's record of this run",
  }),
  environment: structure(environment)('Name of the GitHub environment', { required: true }),
  target: choice(targets)('What serves', { default: 'directory', later: targets.slice(1) }),
  'target-config': structure(z.looseObject({}))('Settings of the target', { required: true }),
  mode: choice(['plan', 'apply', 'status', 'rollback', 'start', 'promote', 'reject'])('What to do', {
    default: 'apply',
    later: ['start', 'promote', 'reject'],
  }),
  strategy: choice(['direct', 'canary', 'blue-green', 'shadow'])('How traffic moves', {
    default: 'direct',
    later: ['canary', 'blue-green', 'shadow'],
  }),
  steps: text('Shares of a canary', { later: true }),
  bake: text('How long each step is watched', { later: true }),
  require: list('Evidence that must be there: `gate`. `scan`, `approval` and `protection` are not available yet', {
    default: ['gate'],
  }),
  'allow-ungated': flag('Deploy a version that was registered without a gate; recorded and shown', { default: false }),
  'evidence-max-age': structure(duration)('How old the gate may be; a roll-back is exempt', { default: '30d' }),
  'on-stale': choice(['recompare'])('What to do when another model serves than the gate compared with', {
    later: true,
    absent: 'refused; comparing again is not available yet',
  }),
  smoke: text('JSON file of `[{request, expected}]` that the model must answer', { absent: 'none' }),
  golden: text("The test set's features with its ids: served scores must equal the gate's offline predictions", {
    absent: 'none',
  }),
  judge: structure(z.looseObject({}))('Limits of a canary', { later: true }),
  'on-inconclusive': text('What an inconclusive judge means', { later: true }),
  windows: list('When deployments are allowed', { later: true }),
  'on-closed-window': text('What to do outside of them', { later: true }),
  'override-reason': text('Why rules are bypassed', { later: true }),
  'override-ticket': text('Where that was agreed', { later: true }),
  keep: count('Releases kept in the target', { default: 5 }),
} as const;

export type DeployInputs = Values<typeof inputs & typeof commonInputs>;

const laterEvidence = ['scan', 'approval', 'protection'];

/**
 * The gate is always demanded; the rest of the specification's list is not there yet and never passes silently.
 *
 * @throws InputError
 */
export function checkRequired(required: readonly string[]): void {
  const wrong = required.find((one) => one !== 'gate');
  if (wrong === undefined) return;
  const what = laterEvidence.includes(wrong)
    ? `\`require: ${wrong}\` is not available yet`
    : `${JSON.stringify(wrong)} is no evidence`;
  throw inputProblem({ where: 'require', what, expected: 'gate', next: 'Leave it out for now.' });
}
