import type { Check, Limit } from '../rule.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';
import { presentIn } from './of-values.ts';

/** What spellings of one category may differ in: case, whitespace, punctuation. */
const skeleton = (value: string): string => `lower(regexp_replace(${value}, '[\\s\\pZ\\pP]', '', 'g'))`;

/** Values that differ from a commoner one in case, whitespace and punctuation only: "New York", "new york", "New-York". */
export const variants = (column: string, limit: Limit): Check => ({
  kind: 'variants',
  expected: 'one spelling of each value',
  measure: {
    by: 'statement',
    limit,
    sql: (columnOf, relation) => {
      const own = columnOf(column);
      const value = own.type === 'json' ? textOf(own) : columnSql(own);
      const spellings = `SELECT ${value} AS v, count(*) AS n FROM ${relation} WHERE ${presentIn(own)} GROUP BY v`;
      const values = `SELECT sum(n) AS of_value, max(n) AS commonest FROM (${spellings}) GROUP BY ${skeleton('v')}`;
      return `SELECT coalesce(sum(of_value), 0) AS of_rows, coalesce(sum(of_value - commonest), 0) AS failing FROM (${values})`;
    },
  },
});
