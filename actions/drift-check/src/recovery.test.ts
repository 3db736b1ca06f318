import { compareWithProfile } from '@ml-actions/data/drift/compare';
import { counted, framed, normals, profileOf } from '@ml-actions/data/drift/fixture/samples';
import { DEFAULT_RULE } from '@ml-actions/data/drift/rule';
import { describe, expect, test } from 'vitest';
import { CLEAN_RUNS, heldBy, nextAlarm } from './alarm.ts';
import { HISTORY_RUNS, type HistoryLine } from './history-line.ts';
import { ENOUGH_RELIEF, isBeyondBand, reliefOf } from './recovery.ts';
import { sightingOf } from './sighting.ts';

const frame = await framed('c0', normals(100_000));
const never = Number.POSITIVE_INFINITY;

/** One run over equal columns, the first of which is `shift` standard deviations off; thresholds are 0.1. */
function look(columns: number, rows: number, shift: number) {
  const reference = Array.from({ length: columns }, (_, at) => ({ ...frame, name: `c${at}` }));
  const current = reference.map((column, at) => counted(column, normals(rows, at === 0 ? shift : 0)));
  const counts = { profile: profileOf(current), absent: [], extra: [] };
  const report = compareWithProfile(profileOf(reference), counts);
  return { report, observed: report.state, rule: DEFAULT_RULE, performance: null, window: null };
}

/** Runs after an alarm of the first column until it ended; infinite where it did not while runs are remembered. */
function runsToRecover(next: () => ReturnType<typeof look>): number {
  const facts = { at: '2026-11-20T00:00:00.000Z', status: 'ok', maxEffect: 0, effects: {} } as const;
  let lines: readonly HistoryLine[] = [
    { ...facts, drifted: ['c0'], alarming: true, clean: false, active: true, relief: { c0: -ENOUGH_RELIEF }, run: '0' },
  ];
  for (let run = 1; run < HISTORY_RUNS; run++) {
    const data = String(run);
    const sighting = sightingOf(next(), null, { columns: heldBy(lines, data), performance: null });
    const { active } = nextAlarm(lines, { ...sighting, data }, { needed: 2, of: 3 });
    if (!active) return run;
    const { accepted: _, certain: __, relief, ...rest } = sighting;
    lines = [...lines, { ...facts, ...rest, relief: { ...relief }, drifted: [], data, run: data, active }];
  }
  return never;
}

const times = (runs: number, next: () => ReturnType<typeof look>): number[] =>
  Array.from({ length: runs }, () => runsToRecover(next)).sort((a, b) => a - b);
const shareWithin = (all: readonly number[], most: number): number =>
  all.filter((each) => each <= most).length / all.length;

describe('an alarm ends', () => {
  test('by itself where 50 columns of 200 rows are as they were: noise near the threshold holds nothing', () => {
    const all = times(5, () => look(50, 200, 0));
    expect(all[0]).toBeGreaterThanOrEqual(CLEAN_RUNS);
    expect(shareWithin(all, HISTORY_RUNS)).toBeGreaterThanOrEqual(0.8);
  });

  test.each([
    [200, 0, HISTORY_RUNS],
    [500, 0, 2 * CLEAN_RUNS],
    [1000, 0, CLEAN_RUNS],
    [10_000, 0.03, CLEAN_RUNS],
  ])('where its column of %d rows is %d sigma off, mostly within %d runs', (rows, shift, most) => {
    expect(
      shareWithin(
        times(20, () => look(1, rows, shift)),
        most,
      ),
    ).toBeGreaterThanOrEqual(0.8);
  });
});

test.each([
  [200, 40],
  [500, 40],
  [1000, 20],
  [3000, 10],
])('drift at its threshold in %d rows ends no alarm but by chance (%d times)', (rows, runs) => {
  const chance = 0.1;
  const ended = shareWithin(
    times(runs, () => look(1, rows, 0.1)),
    HISTORY_RUNS,
  );
  expect(ended).toBeLessThanOrEqual(chance + 2 * Math.sqrt((chance * (1 - chance)) / runs));
});

test('too little data ends no alarm, and a column without any holds none for ever', () => {
  expect(runsToRecover(() => look(3, 50, 0))).toBe(never);
  const gone = () => {
    const { report, ...rest } = look(2, 1000, 0);
    const columns = report.columns.map((each) =>
      each.column === 'c0' ? { ...each, state: 'insufficient' as const } : each,
    );
    return { ...rest, report: { ...report, columns } };
  };
  expect(runsToRecover(gone)).toBe(never);
});

test('a column that is ignored since, or weighs nothing, holds no alarm', () => {
  const drifted = look(2, 1000, 1);
  const weightless = drifted.report.columns.map((each) => ({ ...each, important: each.column !== 'c0' }));
  const seen = { ...drifted, report: { ...drifted.report, columns: weightless }, observed: 'ok' as const };
  const { relief } = sightingOf(seen, null, { columns: new Set(['c0', 'gone']), performance: null });
  expect(Math.min(relief.c0 ?? 0, relief.gone ?? 0)).toBeGreaterThanOrEqual(ENOUGH_RELIEF);
});

test.each([
  [0, 0.79, false],
  [0, 0.81, true],
  [0.9, 1, false],
  [0.9, 1.3, true],
])('with noise of %d thresholds, a distance of %d is beyond the band: %s', (noise, multiple, beyond) => {
  expect(isBeyondBand({ noise, multiple })).toBe(beyond);
  expect(reliefOf([{ noise, multiple }]) < 0).toBe(beyond);
});

test('the distance that speaks most against it counts; without one nothing is said', () => {
  expect(
    reliefOf([
      { noise: 0.1, multiple: 0.1 },
      { noise: 0.1, multiple: 2 },
    ]),
  ).toBeLessThan(0);
  expect(reliefOf([])).toBe(0);
});
