import { inputProblem } from '@ml-actions/core/error';
import type { Source } from './source.ts';

/**
 * Holds the engine's count of rows against ours: two readers that do not share a line of code have to see the same rows.
 * @param rows of all files of the source, as the engine counts them; a part of a table has a count of its own
 * @throws InputError when they differ
 */
export function requireSameCount(
  { name, counted, whole }: Pick<Source, 'name' | 'counted' | 'whole'>,
  rows: number,
): void {
  if (!counted || whole || counted.rows === rows) return;
  throw inputProblem({
    where: name,
    what: 'two readers count different numbers of rows, so that nothing can be said of them',
    got: `${rows} by the engine`,
    expected: String(counted.rows),
    next: 'Write the data as Parquet, which tells its own number of rows.',
  });
}
