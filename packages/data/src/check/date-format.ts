import type { Check, Limit } from '../rule.ts';
import { literal } from '../sql.ts';
import { ofValues } from './of-values.ts';

/** Values are dates or times written in a format of strptime, such as `%d.%m.%Y`, and exist in the calendar. */
export const dateFormat = (column: string, format: string, limit: Limit): Check => ({
  kind: 'date_format',
  expected: `written as ${format}`,
  measure: ofValues(column, 'string', limit, (value) => `try_strptime(${value}, ${literal(format)}) IS NULL`),
});
