import type { Check, Limit } from '../rule.ts';
import { type LogicalType, textOf, typed } from '../typing.ts';
import { presentIn } from './of-values.ts';

/** SQL of each comparison. */
export const OPERATORS = ['<', '<=', '=', '!=', '>=', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * Two columns of a row compare so. Rows in which one is missing are not looked at; a value that is not of its column's
 * type breaks the rule, for nothing was compared.
 *
 * @param types of the columns; undefined: compared as text
 */
export const compare = (
  { left, operator, right }: { readonly left: string; readonly operator: Operator; readonly right: string },
  types: { readonly left: LogicalType | undefined; readonly right: LogicalType | undefined },
  limit: Limit,
): Check => ({
  kind: 'compare',
  expected: `${left} ${operator} ${right}`,
  measure: {
    by: 'count',
    limit,
    failing: (columnOf) => {
      const [a, b] = [columnOf(left), columnOf(right)];
      const first = types.left ? typed(a, types.left).value : textOf(a);
      const second = types.right ? typed(b, types.right).value : textOf(b);
      return `${presentIn(a)} AND ${presentIn(b)} AND (${first} ${operator} ${second}) IS NOT TRUE`;
    },
    among: (columnOf) => `${presentIn(columnOf(left))} AND ${presentIn(columnOf(right))}`,
  },
});
