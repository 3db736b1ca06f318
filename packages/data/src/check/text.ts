import { type Interval, intervalText } from '../interval.ts';
import type { Check, Limit } from '../rule.ts';
import { ofValues } from './of-values.ts';

const LONGEST_PATTERN = 60;
const shown = (pattern: string): string =>
  pattern.length > LONGEST_PATTERN ? `${pattern.slice(0, LONGEST_PATTERN)}…` : pattern;

/** The whole value matches an RE2 pattern. */
export const pattern = (column: string, source: string, limit: Limit): Check => ({
  kind: 'pattern',
  expected: `matches ${shown(source)}`,
  measure: ofValues(column, 'string', limit, (value, { matches }) => `NOT ${matches(value, source)}`),
});

/** The whole value does not match an RE2 pattern. */
export const notPattern = (column: string, source: string, limit: Limit): Check => ({
  kind: 'not-pattern',
  expected: `does not match ${shown(source)}`,
  measure: ofValues(column, 'string', limit, (value, { matches }) => matches(value, source)),
});

/** Length in characters (Unicode code points). */
export const length = (column: string, interval: Interval, limit: Limit): Check => ({
  kind: 'length',
  expected: `${intervalText(interval)} characters`,
  measure: ofValues(column, 'string', limit, (value) => outside(`length(${value})`, interval)),
});

function outside(value: string, { min, max }: Interval): string {
  const tooLong = Number.isFinite(max) ? ` OR ${value} > ${max}` : '';
  return `${value} < ${min}${tooLong}`;
}

/** Whitespace of Unicode, separators included. */
const WHITESPACE = '[\\s\\pZ]';

/** Values hold more than whitespace. */
export const blank = (column: string, limit: Limit): Check => ({
  kind: 'blank',
  expected: 'not blank',
  measure: ofValues(column, 'string', limit, (value, { matches }) => matches(value, `${WHITESPACE}*`)),
});

/** Values neither begin nor end with whitespace. */
export const trimmed = (column: string, limit: Limit): Check => ({
  kind: 'trim',
  expected: 'no whitespace at either end',
  measure: ofValues(column, 'string', limit, (value, { finds }) => finds(value, `^${WHITESPACE}|${WHITESPACE}$`)),
});
