import { inputProblem } from '@ml-actions/core/error';
import { positionIn } from '../failing/numbered.ts';
import type { Scope } from '../measure.ts';
import { withoutNan } from '../relation.ts';
import type { Check, Limit } from '../rule.ts';
import type { Sql } from '../sql/dialect.ts';
import type { LogicalType } from '../typing.ts';

/** How a value that breaks an order compares with the one before it. */
const BREAKS = {
  increasing: '<',
  decreasing: '>',
  strictly_increasing: '<=',
  strictly_decreasing: '>=',
} as const;
export type Order = keyof typeof BREAKS;
export const ORDERS = Object.keys(BREAKS) as readonly Order[];

/**
 * Each value against the value before it, in the order of the files and their rows. Missing values, NaN, and those that
 * are not of the column's type, stand in no order: the values around them are compared.
 */
export const monotonic = (column: string, type: LogicalType, order: Order, limit: Limit): Check => {
  const valueIn = ({ dialect, column: own }: Scope): Sql =>
    withoutNan(dialect.typed(own(column), type).value, type, dialect);
  const breaks = (value: Sql, last: Sql): Sql => `coalesce(${value} ${BREAKS[order]} ${last}, false)`;
  return {
    kind: 'monotonic',
    expected: order.replace('_', ' '),
    measure: {
      by: 'statement',
      limit,
      sql: (scope) => {
        const value = valueIn(scope);
        const values = `SELECT ${value} AS v FROM ${scope.relation} WHERE ${value} IS NOT NULL`;
        const pairs = `SELECT v, ${before(scope, 'v')} AS before FROM (${values})`;
        return `SELECT count(*) AS of_rows, count(*) FILTER (WHERE ${breaks('v', 'before')}) AS failing FROM (${pairs})`;
      },
      rows: (scope) => {
        const value = valueIn(scope);
        return {
          among: `${value} IS NOT NULL`,
          broken: breaks(value, `lag(${value}) OVER (ORDER BY ${positionIn(scope)})`),
        };
      },
    },
  };
};

function before({ dialect }: Scope, column: Sql): Sql {
  if (dialect.before) return dialect.before(column);
  throw inputProblem({
    where: 'monotonic',
    what: 'the rows of a table have no order',
    next: 'Check the order of rows in files, with `engine: duckdb`.',
  });
}
