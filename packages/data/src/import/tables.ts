import type { Reading } from '../contract/reading.ts';
import type { Choice } from './draft.ts';

/** The one that is described, or the one that was chosen by name; undefined (and a problem) where that is not clear. */
export function chosen<T>(
  reading: Reading,
  { table }: Choice,
  all: readonly (readonly [name: string, one: T])[],
  word: string,
): T | undefined {
  const [only, second] = all;
  if (table === undefined && only && !second) return only[1];
  const found = all.find(([name]) => name === table);
  if (found) return found[1];
  reading.report(
    reading.top,
    only
      ? {
          what: table === undefined ? `the file describes ${all.length} ${word}s` : `there is no ${word} ${table}`,
          expected: `one of ${all.map(([name]) => name).join(', ')}`,
          next: 'Name it in `contract-table`.',
        }
      : { what: `the file describes no ${word}`, next: 'Write what the data must be like.' },
  );
  return undefined;
}
