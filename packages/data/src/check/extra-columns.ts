import { quoted } from '@ml-actions/core/path/inside';
import type { Check } from '../rule.ts';

/** Names listed in a note; the rest is counted. */
const NAMED_COLUMNS = 10;

/** The source has no column that the contract does not know; a structure is known when a path leads into it. */
export const extraColumns = (known: readonly string[]): Check => ({
  kind: 'extra-columns',
  expected: 'no other columns',
  measure: {
    by: 'columns',
    judge: (columns) => {
      const names = columns.map(({ name }) => name);
      const isKnown = (name: string): boolean => known.some((each) => each === name || each.startsWith(`${name}.`));
      const extra = names.filter((name) => !isKnown(name));
      const listed = extra.slice(0, NAMED_COLUMNS).map(quoted).join(', ');
      return {
        broken: extra.length > 0,
        failing: extra.length,
        of: names.length,
        ...(listed && { note: `not in the contract: ${listed}` }),
      };
    },
  },
});
