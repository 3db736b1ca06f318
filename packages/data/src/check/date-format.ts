import type { Check, Limit } from '../rule.ts';
import { dateForm } from './date-form.ts';
import { ofValues } from './of-values.ts';

/**
 * Values are dates or times written in a format of strptime, such as `%d.%m.%Y`, with all their digits, and exist in the
 * calendar.
 */
export const dateFormat = (column: string, format: string, limit: Limit): Check => ({
  kind: 'date_format',
  expected: `written as ${format}`,
  measure: ofValues(column, 'string', limit, (value, { isWrittenAs, matches }) => {
    const isForm = matches(value, dateForm(format));
    return `NOT (${isForm} AND ${isWrittenAs(value, format)})`;
  }),
});
