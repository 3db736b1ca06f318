import type { Check, Limit } from '../rule.ts';

/**
 * A condition that people write in SQL, true for every row. What it says of a missing value is NULL, which breaks it unless
 * `nullsPass`.
 */
export const expression = (
  sql: string,
  { nullsPass }: { readonly nullsPass: boolean },
  limit: Limit,
): Check & { readonly condition: string } => ({
  kind: 'expr',
  expected: sql,
  condition: sql,
  measure: {
    by: 'count',
    limit,
    failing: () => `(${sql}\n) IS ${nullsPass ? 'NOT DISTINCT FROM false' : 'DISTINCT FROM true'}`,
    among: () => null,
  },
});
