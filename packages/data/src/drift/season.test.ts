import { expect, test } from 'vitest';
import { packPeriods } from '../profile/periods.ts';
import type { Profile } from '../profile/schema.ts';
import { counted, framed, normals, profileOf } from './fixture/samples.ts';
import { seasonOf } from './season.ts';

const dayMs = 86_400_000;
const monday = Date.parse('2026-03-02T00:00:00Z');
const ROWS = 100;

/** Weeks of days of 100 values around the number of the weekday, Monday's being 0. */
async function weeks(count: number, length = 'P1D'): Promise<Profile> {
  const days = Array.from({ length: count * 7 }, (_, day) => normals(ROWS, day % 7));
  const whole = await framed('x', Float64Array.from(days.flatMap((day) => [...day])).sort());
  const periods = days.map((values, day) => ({
    start: new Date(monday + day * dayMs).toISOString(),
    rows: ROWS,
    columns: [counted(whole, values)],
  }));
  return { ...profileOf([whole]), periods: packPeriods({ length, apart: false }, periods) };
}
const spanOf = (day: number, days: number, hours = 0) => ({
  start: monday + day * dayMs + hours,
  end: monday + (day + days) * dayMs,
});

test.each([
  ['a Saturday', 4, spanOf(26, 1), 3],
  ['a later one', 4, spanOf(33, 1), 4],
  ['a weekend', 4, spanOf(33, 2), 8],
  ['a Saturday of the third week', 4, spanOf(19, 1), null],
  ['a week', 4, spanOf(28, 7), null],
  ['part of a day', 4, spanOf(33, 1, 1), null],
])('the season of %s', async (_, count, span, days) => {
  expect(seasonOf(await weeks(count), span)?.days ?? null).toBe(days);
});

test('is there of days alone, and on frames of their own', async () => {
  expect(seasonOf(await weeks(4, 'P7D'), spanOf(33, 1))).toBeNull();
  const { periods, ...bare } = await weeks(4);
  expect(seasonOf(bare, spanOf(33, 1))).toBeNull();
  const apart = periods && { periods: { ...periods, apart: true } };
  expect(seasonOf({ ...bare, ...apart }, spanOf(33, 1))).toBeNull();
});

test('counts its own days and no others', async () => {
  const [column, more] = seasonOf(await weeks(4), spanOf(33, 1))?.profile.columns ?? [];
  if (!column || more || !('edges' in column)) throw new Error('the season has no column of numbers');
  expect([column.rows, column.counts.reduce((a, b) => a + b, 0), column.counts.length]).toEqual([400, 400, 8]);
  const bins = column.counts.map((count, bin) => (count > 0 ? bin : 0));
  expect(column.counts.slice(0, 4).reduce((a, b) => a + b, 0)).toBeLessThan(40); // Saturday's are around 5 of 0 to 6
  expect(Math.max(...bins)).toBe(7);
});
