import type { Check, Limit } from '../rule.ts';
import { ofValues } from './of-values.ts';

/** Values are dates or times written in a format of strptime, such as `%d.%m.%Y`, and exist in the calendar. */
export const dateFormat = (column: string, format: string, limit: Limit): Check => ({
  kind: 'date_format',
  expected: `written as ${format}`,
  measure: ofValues(column, 'string', limit, (value, { isWrittenAs }) => `NOT (${isWrittenAs(value, format)})`),
});
