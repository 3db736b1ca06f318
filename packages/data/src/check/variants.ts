import type { Check, Limit } from '../rule.ts';
import { presentIn } from './of-values.ts';

/** What spellings of one category may differ in: case, whitespace, punctuation. */
const DECORATION = '[\\s\\pZ\\pP]';

/** Values that differ from a commoner one in case, whitespace and punctuation only: "New York", "new york", "New-York". */
export const variants = (column: string, limit: Limit): Check => ({
  kind: 'variants',
  expected: 'one spelling of each value',
  measure: {
    by: 'statement',
    limit,
    sql: ({ dialect, column: named, relation }) => {
      const own = named(column);
      const spellings = `SELECT ${dialect.keyOf(own)} AS v, count(*) AS n FROM ${relation} WHERE ${presentIn(own)} GROUP BY 1`;
      const skeleton = `lower(${dialect.without('v', DECORATION)})`;
      const values = `SELECT sum(n) AS of_value, max(n) AS commonest FROM (${spellings}) GROUP BY ${skeleton}`;
      return `SELECT coalesce(sum(of_value), 0) AS of_rows, coalesce(sum(of_value - commonest), 0) AS failing FROM (${values})`;
    },
  },
});
