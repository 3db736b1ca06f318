import { inputProblem } from '@ml-actions/core/error';
import type { DriftInputs } from './inputs.ts';
import { lengthOf } from './stretch.ts';

type Settings = Pick<
  DriftInputs,
  'window' | 'offset' | 'max-window' | 'cooldown' | 'join-key' | 'predictions' | 'truth'
>;

/**
 * Holds inputs against each other: what would be without effect is a mistake, found before anything is read.
 * @throws InputError
 */
export function refuseIdle({ window, offset, cooldown, ...inputs }: Settings): void {
  const widest = inputs['max-window'];
  lengthOf(cooldown, 'cooldown');
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

const without = (where: string, what: string, next: string) =>
  inputProblem({ where, what: `it means nothing without a ${what}`, next });
