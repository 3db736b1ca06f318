import { type Interval, intervalText } from '../interval.ts';
import { counted } from '../parts.ts';
import type { Check } from '../rule.ts';

/** How many rows there are. */
export const rows = (interval: Interval): Check => ({
  kind: 'rows',
  expected: `${intervalText(interval)} ${interval.max === 1 || (interval.min === 1 && interval.max === Number.POSITIVE_INFINITY) ? 'row' : 'rows'}`,
  measure: {
    by: 'value',
    value: (_, filter) => (filter === null ? 'count(*)' : `count(*) FILTER (WHERE ${filter})`),
    interval,
    unit: 'rows',
    parts: counted((_, filter) => [filter]),
  },
});
