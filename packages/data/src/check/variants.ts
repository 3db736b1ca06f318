import type { Scope } from '../measure.ts';
import type { Check, Limit } from '../rule.ts';
import type { Sql } from '../sql/dialect.ts';
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
    parts: 'values',
    sql: (scope) => {
      const values = `SELECT sum(n) AS of_value, max(n) AS commonest FROM (${spellings(scope, column)}) GROUP BY ${skeleton(scope)}`;
      return `SELECT coalesce(sum(of_value), 0) AS of_rows, coalesce(sum(of_value - commonest), 0) AS failing FROM (${values})`;
    },
    rows: (scope) => {
      const own = scope.column(column);
      const rank = `row_number() OVER (PARTITION BY ${skeleton(scope)} ORDER BY n DESC, v)`;
      const rarer = `SELECT v FROM (SELECT v, ${rank} AS rank FROM (${spellings(scope, column)})) WHERE rank > 1`;
      return { among: presentIn(own), broken: `${scope.dialect.keyOf(own)} IN (${rarer})` };
    },
  },
});

/** Each spelling `v` with the number of its rows. */
function spellings({ dialect, column, relation }: Scope, name: string): Sql {
  const own = column(name);
  return `SELECT ${dialect.keyOf(own)} AS v, count(*) AS n FROM ${relation} WHERE ${presentIn(own)} GROUP BY 1`;
}

const skeleton = ({ dialect }: Scope): Sql => `lower(${dialect.without('v', DECORATION)})`;
