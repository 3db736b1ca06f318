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
  return ((await ERRANDS[inputs.mode]?.()) ?? check)(inputs, ports);
};

export const isErrand = ({ mode }: ValidateInputs): boolean => mode in ERRANDS;
