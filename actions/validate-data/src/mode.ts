import { inputProblem } from '@ml-actions/core/error';
import type { Errand, Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { ValidateInputs } from './inputs.ts';
import { run as check } from './run.ts';

type Run = (inputs: ValidateInputs, ports: Ports) => Promise<Outcome<'validate-data'> | Errand>;

/** The modes that judge nothing, and so leave no record. */
const ERRANDS: Readonly<Partial<Record<ValidateInputs['mode'], () => Promise<Run>>>> = {
  init: async () => (await import('./init.ts')).init,
  map: async () => (await import('./map.ts')).map,
};

/** What each `mode` does; `check` and `reduce` judge the data, in their rows or in their states. */
export const run: Run = async (inputs, ports) => {
  if (inputs.engine === 'trino' && inputs.mode !== 'check')
    throw inputProblem({
      where: 'mode',
      what: 'is for files; Trino spreads the work itself',
      got: inputs.mode,
      expected: '`check` with `engine: trino`',
    });
  refuseSamples(inputs);
  return ((await ERRANDS[inputs.mode]?.()) ?? check)(inputs, ports);
};

/** Of a shard's states and of a draft nobody can show rows; the values of a profile may still be said to be public. */
function refuseSamples({ mode, samples, 'profile-out': profile }: ValidateInputs): void {
  const isOfProfile = samples === 'values-in-public' && profile !== undefined && mode !== 'init';
  if (mode === 'check' || samples === 'none' || isOfProfile) return;
  throw inputProblem({
    where: 'samples',
    what: `\`mode: ${mode}\` shows no rows`,
    got: samples,
    expected: '`none`',
    next: 'Run `mode: check` on the files whose failing rows you want to see.',
  });
}

export const isErrand = ({ mode }: ValidateInputs): boolean => mode in ERRANDS;
