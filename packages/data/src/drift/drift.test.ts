import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../engine.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { buildProfile } from '../profile/build.ts';
import { countAgainst } from '../profile/count.ts';
import { mergeCounts } from '../profile/merge.ts';
import { type Profile, parseProfile, profileText } from '../profile/schema.ts';
import { openSource } from '../source.ts';
import { compareWithProfile } from './compare.ts';
import type { DriftReport } from './result.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** Deterministic standard normals from a row number (Box-Muller on a hash). */
const normal = (seed: number): string =>
  `sqrt(-2 * ln((hash(i, ${seed}, 1) % 1000003 + 1) / 1000004.0)) * cos(2 * pi() * (hash(i, ${seed}, 2) % 1000003) / 1000003.0)`;
const select = (rows: number, seed: number, changes: Record<string, string> = {}): string => {
  const columns: Record<string, string> = {
    x: normal(seed),
    skewed: `exp(${normal(seed + 1)})`,
    zeros: `CASE WHEN hash(i, ${seed}, 3) % 10 < 7 THEN 0 ELSE abs(${normal(seed + 2)}) END`,
    city: `['Rome', 'Oslo', 'Lima'][1 + CASE WHEN hash(i, ${seed}, 4) % 10 < 6 THEN 0 WHEN hash(i, ${seed}, 4) % 10 < 9 THEN 1 ELSE 2 END]`,
    flag: `hash(i, ${seed}, 5) % 10 = 0`,
    side: `CASE WHEN hash(i, ${seed}, 8) % 10 > 0 THEN 'left' ELSE 'right' END`,
    fixed: '5.0',
    gaps: `CASE WHEN hash(i, ${seed}, 6) % 10 > 0 THEN ${normal(seed + 3)} END`,
    id: `'user-' || (i + ${seed} * 1000000)`,
    day: "DATE '2024-01-01' + (i % 30)::INT",
    ...changes,
  };
  return `SELECT ${Object.entries(columns)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ')} FROM range(${rows}) t(i)`;
};
const REFERENCE = select(20_000, 1);

let files = 0;
const source = (query: string) => space.parquet(`d${files++}.parquet`, query);
let shared: Promise<Profile> | undefined;
const build = async () => buildProfile(space.engine, [{ source: await source(REFERENCE) }]);
const reference = () => (shared ??= build());
async function drift(current: string): Promise<DriftReport> {
  const profile = await reference();
  return compareWithProfile(profile, await countAgainst(space.engine, profile, [await source(current)]));
}
const stateOf = (report: DriftReport, column: string) => report.columns.find((each) => each.column === column)?.state;

describe('profile', () => {
  test('is small, versioned, and survives its text', async () => {
    const profile = await reference();
    const text = profileText(profile);
    expect(parseProfile(text, 'profile.json')).toEqual(profile);
    expect(text.length / profile.columns.length).toBeLessThan(4000);
    expect(profile.columns.map(({ name, kind, type }) => `${name} ${kind} ${type}`)).toMatchInlineSnapshot(`
      [
        "city categorical string",
        "day datetime date",
        "fixed numeric number",
        "flag boolean boolean",
        "gaps numeric number",
        "id opaque string",
        "side categorical string",
        "skewed numeric number",
        "x numeric number",
        "zeros numeric number",
      ]
    `);
  });

  test.each([1, 2, 5])('%d threads over many row groups change no byte', async (threads) => {
    const name = `groups-${threads}.parquet`;
    await space.engine.rows(`COPY (${REFERENCE}) TO '${space.root}/${name}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    const engine = await openEngine({ allow: [space.root], temp: `${space.root}/.threads`, threads });
    try {
      const source = await openSource(engine, { name: 'data', paths: [name], root: space.root });
      const count = `SELECT count(DISTINCT row_group_id) AS n FROM parquet_metadata('${space.root}/${name}')`;
      expect(Number((await engine.row(count)).n)).toBe(10);
      expect(profileText(await buildProfile(engine, [{ source }]))).toBe(profileText(await reference()));
    } finally {
      await engine.close();
    }
  });

  test('row order changes no byte; CSV of the same content neither', async () => {
    const expected = profileText(await reference());
    const shuffled = await source(`SELECT * FROM (${REFERENCE}) ORDER BY hash(id)`);
    expect(profileText(await buildProfile(space.engine, [{ source: shuffled }]))).toBe(expected);
    await space.engine.rows(`COPY (${REFERENCE}) TO '${space.root}/same.csv' (FORMAT csv, HEADER)`);
    const csv = await openSource(space.engine, { name: 'data', paths: ['same.csv'], root: space.root });
    expect(profileText(await buildProfile(space.engine, [{ source: csv }]))).toBe(expected);
  });

  test('merge(parts) = whole, in any order', async () => {
    const profile = await reference();
    const whole = `SELECT * FROM (${select(3000, 7, { x: 'CASE WHEN i % 100 = 0 THEN 1e308 WHEN i % 7 = 0 THEN NULL ELSE i * 1e-3 END' })})`;
    const count = async (query: string) => (await countAgainst(space.engine, profile, [await source(query)])).profile;
    const [a, b, c] = [
      await count(`${whole} LIMIT 1000`),
      await count(`${whole} LIMIT 500 OFFSET 1000`),
      await count(`${whole} LIMIT 9999 OFFSET 1500`),
    ];
    const expected = profileText(await count(whole));
    expect(profileText(mergeCounts(mergeCounts(a, b), c))).toBe(expected);
    expect(profileText(mergeCounts(c, mergeCounts(b, a)))).toBe(expected);
  });

  test('any split of any values adds up, and no value of a category is more than a value', async () => {
    const hostile = [
      "'; DROP TABLE x; --",
      '"',
      "a'b",
      '\u0000',
      '',
      ' ',
      '\u202e',
      '😀',
      'x'.repeat(5000),
      '__proto__',
    ];
    const list = hostile
      .map((text) => `'${text.replaceAll("'", "''").replace('\u0000', "' || chr(0) || '")}'`)
      .join(', ');
    const odd = "[0.0, -0.0, 1.0, 1e-300, 1e308, -1e308, 'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE, NULL]";
    const rows = (seed: number) =>
      `SELECT ${odd}[1 + (hash(i, ${seed}) % 10)::INT] AS v, [${list}][1 + (hash(i, ${seed}, 1) % 10)::INT] AS k FROM range(800) t(i)`;
    const profile = await buildProfile(space.engine, [{ source: await source(rows(1)) }]);
    const known = profile.columns.flatMap((column) => ('categories' in column ? column.categories : []));
    expect(known.map(({ value }) => value).sort()).toEqual([...hostile].sort());
    const whole = profileText((await countAgainst(space.engine, profile, [await source(rows(2))])).profile);
    for (const parts of [2, 5]) {
      const counts: Profile[] = [];
      for (let part = 0; part < parts; part++) {
        const query = `SELECT * FROM (${rows(2)}) WHERE hash(v, k, ${parts}) % ${parts} = ${part}`;
        counts.push((await countAgainst(space.engine, profile, [await source(query)])).profile);
      }
      expect(profileText(counts.reduceRight(mergeCounts))).toBe(whole);
    }
  });

  test.each([
    ['empty', ''],
    ['not JSON', 'PAR1'],
    ['another file', '{"format":"x"}'],
    ['a later version', '{"format":"ml-actions-profile","version":9}'],
    ['damaged', '{"format":"ml-actions-profile","version":1,"values":"plain","columns":[{"name":"a"}]}'],
  ])('%s is refused', (_, text) => {
    expect(() => parseProfile(text, 'profile.json')).toThrowErrorMatchingSnapshot();
  });
});

describe('compareWithProfile', () => {
  test('the same population is no drift', async () => {
    const report = await drift(select(5000, 50));
    expect(
      report.columns.map(({ column, state, notes }) => [column, state, ...notes].join(' | ')),
    ).toMatchInlineSnapshot(`
      [
        "x | ok",
        "gaps | ok",
        "skewed | ok",
        "zeros | ok",
        "flag | ok",
        "city | ok",
        "side | ok",
        "day | ok | only its missing share is compared: its values always move",
        "fixed | ok",
        "id | ok | only its missing share is compared: its values have no shared distribution",
      ]
    `);
    expect(report.state).toBe('ok');
  });

  test.each([
    ['3 sigma', 'x', `3 + ${normal(60)}`],
    ['6 sigma', 'x', `6 + ${normal(60)}`],
    ['10 sigma', 'x', `10 + ${normal(60)}`],
    ['100 sigma', 'x', `100 + ${normal(60)}`],
    ['0.2 sigma', 'x', `0.2 + ${normal(60)}`],
    ['a wider spread', 'x', `2 * ${normal(60)}`],
    ['more zeros', 'zeros', 'CASE WHEN i % 10 < 9 THEN 0 ELSE 1 END'],
    ['another constant', 'fixed', '6.0'],
    ['a constant that varies', 'fixed', 'CASE WHEN i % 20 = 0 THEN 6.0 ELSE 5.0 END'],
    ['flipped shares', 'flag', 'i % 10 > 0'],
    ['90/10 that became 10/90', 'side', "CASE WHEN i % 10 = 0 THEN 'left' ELSE 'right' END"],
    ['a new category', 'city', "CASE WHEN i % 50 = 0 THEN 'Kyiv' ELSE ['Rome', 'Oslo'][1 + (i % 10 >= 6)::INT] END"],
    ['all values of another category', 'city', "'Lima'"],
    ['more missing values', 'gaps', `CASE WHEN i % 10 > 3 THEN ${normal(61)} END`],
    ['fewer missing values', 'gaps', normal(61)],
  ])('%s alarms', async (_, column, sql) => {
    const report = await drift(select(3000, 60, { [column]: sql }));
    expect(stateOf(report, column)).toBe('drift');
    expect(report.state).toBe('drift');
    expect(report.worstColumn).toBe(column);
  });

  test.each([
    ['later dates', "DATE '2031-01-01' + (i % 30)::INT", 'ok'],
    ['no dates', 'NULL::DATE', 'drift'],
    ['dates in half of the rows', "CASE WHEN i % 2 = 0 THEN DATE '2024-01-01' END", 'drift'],
    ['text instead of dates', "'01/02/2024x'", 'schema'],
  ])('%s: values always move, what is missing or of another type counts', async (_, sql, state) => {
    const report = await drift(select(3000, 60, { day: sql }));
    expect([stateOf(report, 'day'), report.state]).toEqual([state, state]);
  });

  test('a missing date is a broken schema', async () => {
    const report = await drift(`SELECT * EXCLUDE (day) FROM (${select(3000, 60)})`);
    expect([stateOf(report, 'day'), report.state]).toEqual(['schema', 'schema']);
  });

  test('columns may have names that every object has', async () => {
    const names = (shift: number) => `SELECT ${shift} + i AS constructor, i AS toString FROM range(1000) t(i)`;
    const profile = await buildProfile(space.engine, [{ source: await source(names(0)) }]);
    const counts = await countAgainst(space.engine, profile, [await source(names(500))]);
    const report = compareWithProfile(profile, counts, { thresholds: { x: 1 } });
    expect([stateOf(report, 'constructor'), stateOf(report, 'toString')]).toEqual(['drift', 'ok']);
  });

  test.each([
    ['text instead of numbers', 'x', "'a' || i"],
    ['numbers instead of text', 'city', 'i'],
    ['all NaN', 'x', "'nan'::DOUBLE", 'drift'],
    ['all infinite', 'x', "'inf'::DOUBLE", 'drift'],
    ['half infinite', 'x', "CASE WHEN i % 2 = 0 THEN 'inf'::DOUBLE ELSE i::DOUBLE END", 'drift'],
    ['all missing', 'x', 'NULL::DOUBLE', 'drift'],
    ['1e308 and -1e308', 'x', 'CASE WHEN i % 2 = 0 THEN 1e308 ELSE -1e308 END', 'drift'],
    ['the smallest double', 'x', '5e-324::DOUBLE', 'drift'],
  ])('%s has a state, not an exception', async (_, column, sql, state = 'schema') => {
    const report = await drift(select(500, 70, { [column]: sql }));
    expect(stateOf(report, column)).toBe(state);
    expect(JSON.stringify(report)).not.toContain('NaN');
  });

  test.each([
    ['a sentinel in two rows of a hundred', `CASE WHEN i % 50 = 7 THEN -9999 ELSE ${normal(60)} END`],
    ['one value beyond all others', `CASE WHEN i = 7 THEN 1e300 ELSE ${normal(60)} END`],
  ])('%s is no all-clear, though the ranks have hardly moved', async (_, sql) => {
    expect(stateOf(await drift(select(3000, 60, { x: sql })), 'x')).toBe('warn');
  });

  test.each([
    ['constant', '7::DOUBLE'],
    ['missing', 'NULL::DOUBLE'],
    ['NaN', "'nan'::DOUBLE"],
    ['infinite', "'-inf'::DOUBLE"],
    ['1e308 and -1e308', 'CASE WHEN i % 2 = 0 THEN 1.7e308 ELSE -1.7e308 END'],
    ['denormal', '5e-324 * (i % 3)'],
    ['two values', '(i % 2)::DOUBLE'],
    ['minus zero', '(-0.0)::DOUBLE'],
    ['tied', '(i % 3) * 1e-3'],
    ['mixed', "[1.0, 'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE, NULL, 1e308, -1e308][1 + i % 7]"],
  ])('a %s reference is profiled and equals itself', async (_, sql) => {
    const profile = await buildProfile(space.engine, [
      { source: await source(`SELECT ${sql} AS v, 'k' AS k FROM range(500) t(i)`) },
    ]);
    expect(parseProfile(profileText(profile), 'p')).toEqual(profile);
    const counted = await countAgainst(space.engine, profile, [
      await source(`SELECT ${sql} AS v, 'k' AS k FROM range(500) t(i)`),
    ]);
    expect(['ok', 'insufficient', 'noise-limited']).toContain(compareWithProfile(profile, counted).state);
    const other = await countAgainst(space.engine, profile, [
      await source(`SELECT 1e300 + i * 1e290 AS v, 'k' AS k FROM range(500) t(i)`),
    ]);
    expect(stateOf(compareWithProfile(profile, other), 'v')).toBeDefined();
  });

  test.each([
    [4000, 400],
    [6000, 220],
    [20_000, 300],
    [20_000, 1000],
    [20_000, 5000],
  ])('of %d rows %d even categories, too many to keep, do not drift', async (rows, categories) => {
    const even = (seed: number, rows: number) =>
      source(`SELECT 'k' || hash(i || '-${seed}') % ${categories} AS k FROM range(${rows}) t(i)`);
    const profile = await buildProfile(space.engine, [{ source: await even(1, rows) }]);
    for (const [seed, rows] of [
      [2, 300],
      [3, 20_000],
      [4, 200_000],
    ] as const) {
      const counted = await countAgainst(space.engine, profile, [await even(seed, rows)]);
      expect(compareWithProfile(profile, counted).state).not.toBe('drift');
    }
  });

  test('a reference of one row has no verdict', async () => {
    const profile = await buildProfile(space.engine, [{ source: await source(select(1, 1)) }]);
    const counted = await countAgainst(space.engine, profile, [await source(select(500, 2))]);
    expect(compareWithProfile(profile, counted).state).toBe('insufficient');
  });

  test('one row, and a missing column', async () => {
    expect((await drift(select(1, 80))).state).toBe('insufficient');
    expect((await drift(select(1, 80, { city: "'Kyiv'" }))).state).toBe('insufficient');
    const report = await drift(`SELECT * EXCLUDE (x) FROM (${select(500, 81)})`);
    expect(report).toMatchObject({ state: 'schema', worstColumn: 'x' });
  });
});
