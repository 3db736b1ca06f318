import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { dayOf, type Nights, openNights } from './fixture/check.ts';
import { sinceOf } from './freshness.ts';
import type { HistoryLine } from './history-line.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const values = { reference: 'path:data/train.csv', current: 'data/train.csv', features: 'speed_knots', issue: 'never' };
const check = (night: number, more: Record<string, string> = {}, event = 'schedule') => {
  const run = fakeRun(nights.workspace, { event, runId: String(1000 + night) });
  return nights.check(night, { ...values, ...more }, { run });
};

describe('the same data, night after night', () => {
  test('is told from the second one on, and is old after ten days', async () => {
    expect((await check(1)).predicate.freshness).toEqual({ newest: null, since: null, stale: false });
    const second = await check(2);
    expect(second.outcome.outputs.status).toBe('ok');
    expect(second.markdown).toContain('The same data as in the run of 2026-11-21 03:17 UTC');
    expect((await check(11)).outcome.outputs.status).toBe('ok');
    const old = await check(12);
    expect(old.outcome.outputs.status).toBe('insufficient');
    expect(old.predicate.freshness).toEqual({ newest: null, since: dayOf(1).toISOString(), stale: true });
    expect(old.log).toContain('warning: current: Nothing new has come since the run of 2026-11-21 03:17 UTC.');
    expect(old.markdown).toContain('OLD DATA');
    expect((await check(13, { current: await nights.again('data/train.csv', 13) })).outcome.outputs.status).toBe('ok');
    expect((await check(14)).predicate.freshness).toEqual({ newest: null, since: null, stale: false });
  });

  test('is known however many runs looked at it meanwhile', async () => {
    const line = (at: number, data: string, since?: number) =>
      ({
        data,
        at: dayOf(at).toISOString(),
        ...(since !== undefined && { since: dayOf(since).toISOString() }),
      }) as HistoryLine;
    expect(sinceOf([line(1, 'b'), line(9, 'a', 2)], 'a')).toBe(dayOf(2).toISOString());
    expect(sinceOf([line(1, 'a'), line(9, 'b')], 'a')).toBeUndefined();
  });

  test('may be looked at on purpose', async () => {
    for (const night of [1, 12])
      expect((await check(night, {}, 'workflow_dispatch')).outcome.outputs.status).toBe('ok');
  });

  test('alarms as it did', async () => {
    const drifted = { current: 'data/production/2000.csv', features: 'operator_kind', debounce: '1/1' };
    await check(1, drifted);
    const { outcome, predicate } = await check(20, drifted);
    expect([outcome.outputs.status, predicate.freshness.stale]).toEqual(['drift', true]);
  });
});

describe('data is the same', () => {
  const drifted = { current: 'now.csv', features: 'operator_kind', debounce: '2/3' };
  beforeEach(async () => {
    await nights.write('now.csv', await readFile(join(nights.workspace, 'data/production/2000.csv')));
  });

  test('under another name', async () => {
    expect((await check(1, drifted)).predicate.alarm.phase).toBe('unconfirmed');
    await nights.write('again.csv', await readFile(join(nights.workspace, 'now.csv')));
    const { predicate } = await check(2, { ...drifted, current: 'again.csv' });
    expect(predicate.alarm.phase).toBe('unconfirmed');
    expect(predicate.freshness.since).toBe(dayOf(1).toISOString());
    expect((await check(3, { ...drifted, current: await nights.again('now.csv', 3) })).predicate.alarm.phase).toBe(
      'entered',
    );
  });

  test('with more labels beside it', async () => {
    const rows = (shift: number) =>
      Array.from({ length: 400 }, (_, at) => `${at},${(at % 100) + shift},${(at % 10) / 10},${Number(at % 10 > 4)}`);
    await nights.write('reference.csv', ['id,x,score,truth', ...rows(0)].join('\n'));
    await nights.write('now.csv', ['id,x,score', ...rows(50).map((row) => row.replace(/,\d$/, ''))].join('\n'));
    const labels = (count: number) =>
      rows(50)
        .slice(0, count)
        .map((row) => row.replace(/^(\d+),.*,(\d)$/, '$1,$2'));
    const late = { reference: 'path:reference.csv', features: 'x', truth: 'labels.csv', 'join-key': 'id' };
    for (const night of [1, 2, 3]) {
      await nights.write('labels.csv', ['id,truth', ...labels(10 * night)].join('\n'));
      const { predicate } = await check(night, { ...drifted, ...late });
      expect([predicate.observed, predicate.alarm.phase]).toEqual(['drift', 'unconfirmed']);
    }
  });
});

describe('windows', () => {
  const rows = (last: number, count = 4): string => {
    const days = Array.from({ length: 1000 * count }, (_, at) => dayOf(last - Math.floor(at / 1000)).toISOString());
    return `day,x\n${days.map((day, at) => `${day},${at % 97}\n`).join('')}`;
  };
  const windows = { 'timestamp-column': 'day', current: 'now.csv', reference: 'path:old.csv', features: 'x' };
  beforeEach(() => nights.write('old.csv', rows(-30)));

  test.each([
    ['P1D', 0, 4, 'ok'],
    ['P1D', 0, 5, 'insufficient'],
    ['P7D', 0, 10, 'ok'],
  ])('of %s with rows of night %d are of night %d: %s', async (window, last, night, status) => {
    await nights.write('now.csv', rows(last));
    const { outcome, log, predicate } = await check(night, { ...windows, window });
    expect(outcome.outputs.status).toBe(status);
    expect(predicate.freshness).toEqual({ newest: dayOf(last).toISOString(), since: null, stale: status !== 'ok' });
    const told = 'warning: current: No row is newer than 2026-11-20 03:17 UTC.';
    expect(log.includes(told)).toBe(status !== 'ok');
  });
});
