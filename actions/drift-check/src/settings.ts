import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { GivenInputs } from './inputs.ts';
import { isRemote } from './place.ts';
import { lengthOf } from './stretch.ts';

/**
 * Holds inputs against each other: what would be without effect is a mistake, found before anything is read.
 * @throws InputError
 */
export function refuseIdle({ window, offset, cooldown, ...inputs }: GivenInputs): void {
  const widest = inputs['max-window'];
  lengthOf(cooldown, 'cooldown');
  refuseUnreachable(inputs['webhook-url'], inputs['retrain-workflow']);
  refuseAddresses(inputs);
  if (inputs['engine-config'] !== undefined && inputs.engine !== 'trino')
    throw without('engine-config', 'warehouse', 'Set `engine: trino`, or leave it out.');
  if (window === undefined) {
    if (offset > 0) throw without('offset', 'window', 'Set `window: P1D`.');
    if (widest !== undefined) throw without('max-window', 'window', 'Set `window: P1D`.');
  } else if (widest !== undefined && lengthOf(widest, 'max-window') < lengthOf(window, 'window')) {
    throw inputProblem({
      where: 'max-window',
      what: 'the window may not become as long as it is',
      got: widest,
      expected: `${window} or more`,
    });
  }
  if (inputs['join-key'] !== undefined && inputs.predictions === undefined && inputs.truth === undefined)
    throw without('join-key', 'file of predictions or truths', 'Set `predictions` or `truth`.');
}

/** Only data is fetched, and nothing is sent to a store. */
function refuseAddresses({
  importance,
  'profile-out': profile,
}: Pick<GivenInputs, 'importance' | 'profile-out'>): void {
  for (const [where, path] of [
    ['importance', importance],
    ['profile-out', profile],
  ] as const)
    if (typeof path === 'string' && isRemote(path))
      throw inputProblem({ where, what: 'is a file of the workspace', got: quoted(path), expected: 'a path' });
}

/** What is needed on the day of an alarm only must be right before. The address may hold a secret: it is not told. */
function refuseUnreachable(webhook: string | undefined, workflow: string | undefined): void {
  if (webhook !== undefined && !isWebAddress(webhook))
    throw inputProblem({ where: 'webhook-url', what: 'is no web address', expected: 'https://...' });
  if (workflow !== undefined && !WORKFLOW.test(workflow))
    throw inputProblem({
      where: 'retrain-workflow',
      what: 'is no file name of a workflow',
      got: workflow,
      expected: 'such as train.yml, without its folder',
    });
}

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol);

/** A file of `.github/workflows`, or the number that GitHub gave it. */
const WORKFLOW = /^(?:[^/\\]+\.ya?ml|\d+)$/;

const without = (where: string, what: string, next: string) =>
  inputProblem({ where, what: `it means nothing without a ${what}`, next });
