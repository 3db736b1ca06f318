import { withoutNan } from '../relation.ts';
import type { Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { presentIn } from './of-values.ts';

/** SQL of each comparison. */
export const OPERATORS = ['<', '<=', '=', '!=', '>=', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Rows that are not looked at: those in which one of the values is missing, or both are, or none. */
export const SKIPS = ['either', 'both', 'never'] as const;

export interface Comparison {
  readonly left: string;
  readonly operator: Operator;
  readonly right: string;
  readonly skip: (typeof SKIPS)[number];
}

/**
 * Two columns of a row compare so. A value that is missing in a row that is looked at, or NaN, or not of its column's type,
 * breaks the rule, for nothing was compared.
 *
 * @param types of the columns: as text "10" is below "9"
 */
export const compare = (
  { left, operator, right, skip }: Comparison,
  types: { readonly left: LogicalType; readonly right: LogicalType },
  limit: Limit,
): Check => ({
  kind: 'compare',
  expected: `${left} ${operator} ${right}`,
  measure: {
    by: 'count',
    limit,
    failing: ({ dialect, column }) => {
      const value = (side: 'left' | 'right') =>
        withoutNan(dialect.typed(column({ left, right }[side]), types[side]).value, types[side], dialect);
      const broken = `(${value('left')} ${operator} ${value('right')}) IS DISTINCT FROM true`;
      return [among(skip, presentIn(column(left)), presentIn(column(right))), broken]
        .filter((each) => each !== null)
        .join(' AND ');
    },
    among: ({ column }) => among(skip, presentIn(column(left)), presentIn(column(right))),
  },
});

function among(skip: Comparison['skip'], left: string, right: string): string | null {
  if (skip === 'never') return null;
  return skip === 'both' ? `(${left} OR ${right})` : `(${left} AND ${right})`;
}
