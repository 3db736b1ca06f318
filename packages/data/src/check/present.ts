import { quoted } from '@ml-actions/core/path/inside';
import { nearest } from '@ml-actions/core/runner/nearest';
import type { Check } from '../rule.ts';

/** The column is there, whatever it holds. */
export const present = (column: string): Check => ({
  kind: 'present',
  expected: 'the column is there',
  measure: {
    by: 'columns',
    judge: (columns) => {
      const names = columns.map(({ name }) => name);
      if (names.includes(column)) return { broken: false, failing: null, of: null };
      const near = nearest(column, names);
      const note = `the column is missing${near ? `; the data has ${quoted(near)}` : ''}`;
      return { broken: true, failing: null, of: null, note };
    },
  },
});
