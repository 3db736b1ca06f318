import { inputProblem } from '@ml-actions/core/error';
import { labelOf } from './predictions.ts';

/** The labels of a column, each once. */
export const labelsIn = (column: Float64Array | readonly string[]): ReadonlySet<string> =>
  new Set([...new Set<string | number>(column)].map(labelOf));

/**
 * Labels that truth and prediction write in two ways would make every model wrong in every row, so that none is worse.
 * One label alone is no proof: a model may well say nothing else.
 *
 * @param pinned labels of the policy, which the model may say where the truth is written so
 * @throws InputError for such labels
 */
export function requireSharedLabels(
  truths: ReadonlySet<string>,
  said: ReadonlySet<string>,
  pinned: readonly string[],
  where: string,
): void {
  const known = pinned.some((label) => truths.has(label)) ? [...truths, ...pinned] : [...truths];
  if (Math.min(truths.size, said.size) < 2 || known.some((label) => said.has(label))) return;
  throw inputProblem({
    where,
    what: 'the predicted labels are not those of the truth',
    got: `${said.size} labels, none of the ${truths.size} of the truth`,
    next: 'Write truths and predictions alike, such as both as `1` and `0`.',
  });
}
