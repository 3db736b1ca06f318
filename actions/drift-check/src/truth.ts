import { inputProblem } from '@ml-actions/core/error';
import type { Config } from '@ml-actions/core/runner/config';
import type { Source } from '@ml-actions/data/source';

/**
 * The column of a file of truths: the shared setting `columns.truth`, or the only one besides the key.
 *
 * @throws InputError without a key to join by, or when it is not clear which column is meant
 */
export function truthColumn({ columns }: Source, key: string | undefined, config: Config): string {
  if (key === undefined)
    throw inputProblem({
      where: 'join-key',
      what: 'a file of truths needs the column that it has in common with the data',
      next: 'Set `join-key: COLUMN`, or name a column of `current` as `truth`.',
    });
  const names = columns.map(({ name }) => name).filter((name) => name !== key);
  const wanted = config.shared.columns?.truth ?? 'truth';
  if (names.includes(wanted)) return wanted;
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  throw inputProblem({
    where: 'truth',
    what: 'it is not clear which column is the truth',
    got: names.join(', ') || 'no column besides the key',
    next: 'Set `columns: {truth: COLUMN}` in ml-actions.yml.',
  });
}
