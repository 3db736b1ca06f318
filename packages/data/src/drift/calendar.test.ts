import { expect, test } from 'vitest';
import { isNoLonger, parseDuration, windowAt } from './calendar.ts';

test.each([
  ['P1D', '2026-11-21', '2026-11-22'],
  ['P7D', '2026-11-16', '2026-11-23'],
  ['P2W', '2026-11-09', '2026-11-23'],
  ['P1M', '2026-11-01', '2026-12-01'],
  ['P3M', '2026-10-01', '2027-01-01'],
  ['P12M', '2026-01-01', '2027-01-01'],
])('a window of %s is from %s to %s', (text, start, end) => {
  const duration = parseDuration(text);
  if (!duration) throw new Error(text);
  const window = windowAt(Date.parse('2026-11-21T13:00:00Z'), duration);
  expect([window.start, window.end].map((time) => new Date(time).toISOString().slice(0, 10))).toEqual([start, end]);
});

test.each(['', '7d', 'P', 'P0D', 'P1Y', 'PT', 'PT1M', 'P-1D', 'P99999D'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ['P1D', 'P1D', true],
  ['P1W', 'P7D', true],
  ['PT24H', 'P1D', true],
  ['P1D', 'P7D', true],
  ['P7D', 'P1D', false],
  ['P7D', 'P1M', true],
  ['P30D', 'P1M', false],
  ['P1M', 'P1M', true],
])('%s is no longer than %s: %s', (one, other, expected) => {
  expect(isNoLonger(one, other)).toBe(expected);
});
