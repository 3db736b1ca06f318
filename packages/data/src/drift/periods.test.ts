import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { buildProfile } from '../profile/build.ts';
import { countAgainst } from '../profile/count.ts';
import { mergeCounts } from '../profile/merge.ts';
import { periodsIn } from '../profile/periods.ts';
import { type Profile, parseProfile, profileText } from '../profile/schema.ts';
import type { Source } from '../source.ts';
import { numericEffect } from './effect.ts';
import { countPeriods, periodsOf } from './periods.ts';
import { calibratedThresholds } from './quiet.ts';
import { DEFAULT_RULE } from './rule.ts';
import { timelineOf } from './window.ts';

const DAYS = 8;
const EACH = 150;
/** Eight days of 150 rows that differ by themselves; columns of every kind, some of them called as every object's keys are. */
const draw = (seed: number): string => `(hash(i, ${seed}) % 10007) / 10007.0`;
const rowsOf = `SELECT i, TIMESTAMP '2026-03-02' + INTERVAL (i // ${EACH}) DAY AS at,
  ${draw(1)} + 0.3 * sin((i // ${EACH}) * 2.1) AS x,
  exp(3 * ${draw(2)}) AS "constructor",
  CASE WHEN i % 50 = 0 THEN NULL WHEN i % 51 = 0 THEN 'nan'::DOUBLE ELSE round(4 * ${draw(3)}) END AS few,
  5.0 AS fixed,
  ['Rome', 'Oslo', 'Lima'][1 + (3 * ${draw(4)} * ((i // ${EACH}) % 5) / 4.0)::INT % 3] AS "__proto__",
  ${draw(5)} > 0.5 AS flag,
  [${draw(6)}, ${draw(7)}] AS e
  FROM range(${DAYS * EACH}) t(i)`;

let space: Workspace;
let whole: Profile;
beforeAll(async () => {
  space = await openWorkspace();
  await space.engine.rows(`CREATE TABLE days AS ${rowsOf}`);
  const source = await part('true');
  const built = await buildProfile(space.engine, [{ source, ignore: ['i', 'at'] }]);
  const periods = await periodsOf(space.engine, built, source, { column: 'at', length: 'P1D' });
  whole = { ...built, ...(periods && { periods }) };
});
afterAll(() => space.close());

let files = 0;
const part = (where: string): Promise<Source> =>
  space.parquet(`part${files++}.parquet`, `SELECT * FROM days WHERE ${where}`);

/** Rows on the frames of the whole, its periods among them. */
async function counted(where: string): Promise<Profile> {
  const source = await part(where);
  const { profile } = await countAgainst(space.engine, whole, [source]);
  const timeline = await timelineOf(space.engine, source, 'at', 'timestamp-column');
  const kind = { length: 'P1D', apart: false };
  const periods = await countPeriods(timeline, kind, (tables) => countAgainst(space.engine, whole, tables));
  return { ...profile, periods };
}

describe('the periods of a profile', () => {
  test('are counts on its frames, which its text keeps whatever columns are called', () => {
    const read = parseProfile(profileText(whole), 'profile');
    expect(read).toEqual(whole);
    expect(read.periods).toMatchObject({ length: 'P1D', apart: false, rows: Array.from({ length: DAYS }, () => EACH) });
    const last = periodsIn(read).at(-1);
    expect(last?.start).toBe('2026-03-09T00:00:00.000Z');
    expect(last?.columns.map(({ name }) => name)).toEqual(whole.columns.map(({ name }) => name));
    expect(Object.keys(calibratedThresholds(read)).sort()).toEqual([
      '__proto__',
      'constructor',
      'e',
      'few',
      'flag',
      'x',
    ]);
  });

  test('merge(parts) = whole, in any order, also where a part ends before the others begin', async () => {
    const [a, b, c] = [
      await counted('i % 2 = 0 AND i >= 600'),
      await counted('i % 2 = 1 AND i >= 600'),
      await counted('i < 600'),
    ];
    expect(c.periods?.starts.length).toBe(4);
    const expected = profileText(whole);
    expect(profileText(mergeCounts(mergeCounts(a, b), c))).toBe(expected);
    expect(profileText(mergeCounts(c, mergeCounts(b, a)))).toBe(expected);
    expect(calibratedThresholds(mergeCounts(b, mergeCounts(c, a)))).toEqual(calibratedThresholds(whole));
  });

  test('of one side alone, or of another length, are refused', async () => {
    const { periods = null, ...bare } = whole;
    expect(periods).not.toBeNull();
    expect(() => mergeCounts(whole, bare)).toThrow('two counts do not fit together: the periods differ');
    const weeks = { ...whole, ...(periods && { periods: { ...periods, length: 'P7D' } }) };
    expect(() => mergeCounts(whole, weeks)).toThrow('the periods differ');
  });

  test('of later rows are not those of the reference', async () => {
    const { profile } = await countAgainst(space.engine, whole, [await part('i < 500')]);
    expect(profile.periods).toBeUndefined();
  });

  test('cost 0.25 KB each of a column of numbers', () => {
    const size = (names: readonly string[]): number =>
      JSON.stringify(whole.periods?.columns.filter(({ name }) => names.includes(name))).length / names.length / DAYS;
    expect(size(['x', 'constructor'])).toBeLessThan(250);
    expect(size(['flag', '__proto__'])).toBeLessThan(30);
  });

  test('tell by few bins what all bins tell', async () => {
    const name = 'x';
    const column = (profile: Profile) => profile.columns.find((each) => each.name === name);
    const effects: number[] = [];
    const columns = whole.columns.filter((each) => each.name === name);
    for (let day = 0; day < DAYS; day++) {
      const source = await part(`i // ${EACH} = ${day}`);
      const { profile } = await countAgainst(space.engine, { ...whole, columns }, [source]);
      const [a, b] = [column(whole), column(profile)];
      if (a && b && 'edges' in a && 'edges' in b)
        effects.push(numericEffect(a, b, DEFAULT_RULE).value / (1 - 1 / DAYS));
    }
    const mean = effects.reduce((a, b) => a + b, 0) / DAYS;
    const variance = effects.reduce((a, b) => a + (b - mean) ** 2, 0) / (DAYS - 1);
    const ratio = (calibratedThresholds(whole)[name] ?? 0) / (mean + 3 * Math.sqrt(variance));
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });
});

test('the latest thirty are kept, by the calendar, of parts as of the whole', async () => {
  const days = (where: string): Promise<Source> =>
    space.parquet(
      `part${files++}.parquet`,
      `SELECT TIMESTAMP '2026-01-01' + INTERVAL (i // 10) DAY AS at, i % 7 AS x FROM range(400) t(i) WHERE ${where}`,
    );
  const profile = await buildProfile(space.engine, [{ source: await days('true'), ignore: ['at'] }]);
  const count = async (where: string): Promise<Profile> => {
    const source = await days(where);
    const own = await countAgainst(space.engine, profile, [source]);
    const timeline = await timelineOf(space.engine, source, 'at', 'timestamp-column');
    const kind = { length: 'P1D', apart: false };
    return {
      ...own.profile,
      periods: await countPeriods(timeline, kind, (all) => countAgainst(space.engine, profile, all)),
    };
  };
  const [early, late, all] = [await count('i < 120'), await count('i >= 200'), await count('i < 120 OR i >= 200')];
  expect([early, late, all].map(({ periods }) => periods?.starts.length)).toEqual([12, 20, 22]);
  expect(profileText(mergeCounts(early, late))).toBe(profileText(all));
});

test.each([
  ['too few of them', 'P1D', 'i < 1000', undefined],
  ['days stand in for weeks', 'P7D', 'true', 'P1D'],
])('%s', async (_, length, where, expected) => {
  const periods = await periodsOf(space.engine, whole, await part(where), { column: 'at', length });
  expect(periods?.length).toBe(expected);
});

describe('reading', () => {
  test('version 1, whose effects cannot be added, loses them and nothing else', () => {
    const { periods: _, ...rest } = whole;
    const effects = { length: 'P1D', starts: ['2026-03-02T00:00:00.000Z'], effects: { x: [0.1] } };
    const old = JSON.stringify({ ...rest, version: 1, periods: effects });
    expect(parseProfile(old, 'profile')).toEqual({ ...rest, version: 1 });
  });

  test.each<[string, (periods: NonNullable<Profile['periods']>) => unknown, string]>([
    ['another number of rows', (periods) => ({ ...periods, rows: [1] }), 'its periods do not fit its columns'],
    [
      'starts in no order',
      (periods) => ({ ...periods, starts: [...periods.starts].reverse() }),
      'its periods do not fit its columns',
    ],
    [
      'a column that is none',
      (periods) => ({ ...periods, columns: periods.columns.map((each) => ({ ...each, name: 'other' })) }),
      'its periods do not fit its columns',
    ],
    [
      'bins that are not there',
      (periods) => ({
        ...periods,
        columns: periods.columns.map((each) => (each.kind === 'numeric' ? { ...each, counts: [[1]] } : each)),
      }),
      'its periods do not fit its columns',
    ],
    ['effects', ({ length, starts }) => ({ length, starts, effects: { x: [1] } }), 'the profile is damaged'],
  ])('%s is refused', (_, damage, message) => {
    const text = JSON.stringify({ ...whole, periods: whole.periods && damage(whole.periods) });
    expect(() => parseProfile(text, 'profile')).toThrow(message);
  });
});
