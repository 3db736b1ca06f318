import { load } from '@ml-actions/cli/load';
import { actionNames } from '@ml-actions/core/record/predicate/header';
import type { Action } from '@ml-actions/core/runner/action';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import type { Input, Inputs } from '@ml-actions/core/runner/input';

/** All six actions, for what is generated from their definitions. */
export const allActions = (): Promise<readonly Action[]> =>
  Promise.all(actionNames.map((name) => load(name) as Promise<Action>));

/** The inputs of an action as `action.yml` lists them: its own first, then the common ones. */
export const inputsOf = (action: Action): Inputs => ({ ...action.inputs, ...(commonInputs as Inputs) });

export const recordOutput = { record: "Path of this run's record" };

/** How a default reads in a table: the value, the words for a computed one, or a dash. */
export function defaultText(input: Input<unknown>): string {
  if (input.expression) return `\`${input.expression}\``;
  if (input.default !== undefined)
    return `\`${typeof input.default === 'string' ? input.default : JSON.stringify(input.default)}\``;
  return input.absent ?? (input.required ? 'required' : '-');
}

/** What is not available yet, as one half-sentence, or nothing. */
export function laterText(input: Input<unknown>): string {
  if (input.later === true) return '; not available yet';
  return input.later ? `; not available yet: ${input.later.map((word) => `\`${word}\``).join(', ')}` : '';
}
