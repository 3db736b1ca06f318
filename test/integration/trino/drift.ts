import { readFile } from 'node:fs/promises';
import { periodsOf } from '@ml-actions/data/drift/periods';
import { onBorrowedFrames } from '@ml-actions/data/profile/borrowed';
import { buildProfile } from '@ml-actions/data/profile/build';
import { countAgainst } from '@ml-actions/data/profile/count';
import { parseProfile, profileText } from '@ml-actions/data/profile/schema';
import type { Source, Table } from '@ml-actions/data/source';
import type { TrinoEngine } from '@ml-actions/data/trino/engine';
import { countTables } from '@ml-actions/data/trino/profile/count';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Nights, openNights } from '../../../actions/drift-check/src/fixture/check.ts';
import { serve } from '../../../actions/drift-check/src/fixture/serve.ts';
import type { Workspace } from '../../../packages/data/src/fixture/workspace.ts';

/** What the tests of one server share. */
export interface Shared {
  readonly trino: TrinoEngine;
  readonly space: Workspace;
  readonly url: string;
  inBoth(name: string, select: string): Promise<{ readonly file: Source; readonly table: Table }>;
}

const SALT = '0123456789abcdef0123456789abcdef';

/** A number in [0, 1) that looks like chance. */
const chance = (seed: number) => `(hash(i * 31 + ${seed}) % 1000003 / 1000003.0)`;

const training = `SELECT CAST(i AS INTEGER) AS i, (${chance(1)} * 2 - 1) * (i % 7) AS x,
  'c' || CAST(power(${chance(2)} * 20, 2) AS INTEGER) AS c, i % 3 = 0 AS b,
  TIMESTAMP '2024-01-01' + to_microseconds(i * 123456789) AS t, DATE '2024-01-01' + CAST(i % 90 AS INTEGER) AS d,
  CAST(CASE WHEN i % 5 = 0 THEN 0 ELSE ${chance(3)} * 100 END AS FLOAT) AS z, CAST(i * 7 % 1000 AS DECIMAL(10, 2)) AS q,
  'id' || i AS k, 'the ' || CASE WHEN i % 2 = 0 THEN 'brówn' ELSE 'Red' END || ' fox number ' || i AS words,
  CAST(5 AS DOUBLE) AS one, 'gone' AS gone FROM range(1500) AS r(i)`;

/** Everything that a double, a time or a text may be, and columns that changed their type. */
const production = `SELECT CAST(i AS INTEGER) AS i,
  CASE i % 50 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE WHEN 3 THEN 1e308
    WHEN 4 THEN -1.7e300 WHEN 5 THEN 1e17 WHEN 6 THEN NULL WHEN 7 THEN -0.0 WHEN 8 THEN 123456789.123
    WHEN 9 THEN 5e-324 WHEN 10 THEN 3e25 ELSE (${chance(4)} * 2 - 1) * (i % 7) END AS x,
  CASE WHEN i % 9 = 0 THEN NULL ELSE 'c' || CAST(power(${chance(5)} * 22, 2) AS INTEGER) END AS c, i % 4 = 0 AS b,
  TIMESTAMPTZ '1960-01-01 00:00:00.000001Z' + to_microseconds(i * 723456789) AS t,
  DATE '1924-01-01' + CAST(i % 90 AS INTEGER) AS d, CAST(i AS VARCHAR) AS z, CAST(i * 7 % 1000 AS INTEGER) AS q,
  'id' || i AS k,
  CASE WHEN i % 3 = 0 THEN 'the ÉÉ ٣ slow 世界 brówn' || chr(10) || ' fox number' || i END AS words, 5.0 + i AS one,
  7 AS more FROM range(1000) AS r(i)`;

/** Thirty days, the last of which differ; a user has many rows. */
const days = `SELECT TIMESTAMP '2026-09-07' + to_hours(CAST(i // 10 AS INTEGER)) + to_seconds(i % 10) AS time,
  ${chance(6)} + CASE WHEN i >= 6700 THEN 0.4 ELSE 0 END AS x,
  CASE WHEN ${chance(7)} < 0.3 THEN 'night' WHEN i > 6800 THEN 'noon' ELSE 'day' END AS phase, 'u' || i % 400 AS member,
  CAST(${chance(8)} AS DOUBLE) AS score FROM range(7200) AS r(i)`;

/** Tests of drift-check against tables; the server is the one of all tests of Trino. */
export function driftTests(shared: () => Shared): void {
  describe('counts on the frames of a profile', () => {
    test('are those of DuckDB, values plain or hashed', async () => {
      const { space, trino, inBoth } = shared();
      const reference = await space.parquet('training.parquet', training);
      const { file, table } = await inBoth('production', production);
      for (const salt of [{ text: SALT, isSecret: false }, null]) {
        const profile = await buildProfile(space.engine, [{ source: reference }], salt);
        const there = await countTables(trino, profile, [table]);
        expect(there).toEqual(await countAgainst(space.engine, profile, [file]));
        expect(there.absent).toEqual(['gone']);
        expect(there.profile.columns.map(({ name: column, kind }) => `${column}: ${kind}`)).toMatchInlineSnapshot(`
        [
          "b: boolean",
          "c: categorical",
          "d: datetime",
          "i: numeric",
          "k: opaque",
          "one: numeric",
          "q: numeric",
          "t: datetime",
          "words: opaque",
          "words (characters): numeric",
          "words (non-ASCII share): numeric",
          "words (vocabulary): categorical",
          "words (words): numeric",
          "x: numeric",
          "z: numeric",
        ]
      `);
      }
    });
  });

  describe('drift-check', () => {
    let nights: Nights;
    beforeAll(async () => {
      nights = await openNights();
      const { space, inBoth } = shared();
      const { file } = await inBoth('days', days);
      await space.engine.rows(`COPY (SELECT * FROM ${file.relation}) TO '${space.root}/days.csv'`);
      await nights.write('days.csv', await readFile(`${space.root}/days.csv`));
      const past = await space.parquet('past.parquet', `SELECT * FROM (${days}) WHERE time < TIMESTAMP '2026-10-01'`);
      await nights.write('past.parquet', await readFile(`${space.root}/past.parquet`));
      const profile = await buildProfile(space.engine, [{ source: past, ignore: ['time', 'member'] }]);
      await nights.write('profile.json', profileText(profile));
    });
    afterAll(() => nights?.close());

    const common = {
      'timestamp-column': 'time',
      reference: 'path:profile.json',
      ignore: 'member',
      issue: 'never',
      debounce: '1/1',
    };
    const onFiles = (more: Record<string, string> = {}) => nights.check(1, { ...common, current: 'days.csv', ...more });
    const onTrino = (more: Record<string, string> = {}) =>
      nights.check(1, {
        ...common,
        engine: 'trino',
        'engine-config': `server: ${shared().url}\ncatalog: memory\nschema: default`,
        current: 'days',
        ...more,
      });

    /** of the rows that were looked at */
    const digests = new Set<string>();
    test.each([
      ['all rows', {}],
      ['an earlier window, by clusters', { window: 'P7D', offset: '1', 'cluster-column': 'member', ignore: '' }],
      ['hours, widened', { window: 'PT6H', 'max-window': 'P1D', 'min-rows': '100' }],
      ['a method of counts', { window: 'P1D', methods: 'phase: js\nx: psi' }],
      ['a reference of files', { window: 'P1D', reference: 'path:past.parquet' }],
    ])('finds what it finds in files: %s', async (_, given) => {
      const [files, table] = [await onFiles(given), await onTrino(given)];
      const { current, ...seen } = table.predicate;
      expect({ columns: seen.columns, window: seen.window, rows: current.rows }).toEqual({
        columns: files.predicate.columns,
        window: files.predicate.window,
        rows: files.predicate.current.rows,
      });
      expect(current).toMatchObject({ source: 'days', files: 0 });
      digests.add(current.sha256);
    });

    test('tells the data apart, and knows it again', () => {
      expect(digests.size).toBe(4); // the last two look at the same day
    });

    test.each([
      ['truth', { truth: 'score' }, /^truth: cannot be had from `engine: trino`/],
      ['preset', { preset: 'evidently-compatible' }, /^preset: cannot be had from `engine: trino`/],
      ['fail-on', { 'fail-on': 'performance' }, /^fail-on: cannot be had from `engine: trino`/],
      ['reference', { reference: 'previous-window', window: 'P1D' }, /^reference: no version of birds serves/],
      ['methods', { methods: 'x: ks' }, /^methods: "x": this method needs the rows of both sides/],
      ['predictions', { predictions: 'scores' }, /^predictions: the table has no column "scores"/],
      ['current', { current: 'days\nother' }, /^current: several tables are no one data/],
      ['an unknown table', { current: 'day' }, /^current: Table 'memory.default.day' does not exist/],
      [
        'no time',
        { 'timestamp-column': 'x', window: 'P1D' },
        /^timestamp-column: the column "x" of current does not hold times/,
      ],
      ['no such time', { 'timestamp-column': 'at', window: 'P1D' }, /^timestamp-column: current has no column "at"/],
      ['engine-config', { 'engine-config': '' }, /^engine-config: is missing/],
    ])('what it cannot do is an error of its input: %s', async (_, given, message) => {
      await expect(onTrino(given)).rejects.toThrow(message);
    });

    test('writes the profile of a table, with its periods, on the frames of the reference: that of the same rows in files', async () => {
      const given = { window: 'P3D', 'profile-out': 'table.json' };
      await expect(onTrino(given)).rejects.toThrow(/^profile-out: the reference spells out its categories/);
      const { window } = (await onTrino({ ...given, samples: 'values-in-public' })).predicate;
      const written = parseProfile(await readFile(`${nights.workspace}/table.json`), 'table.json');
      const own = parseProfile(await readFile(`${nights.workspace}/profile.json`), 'profile.json');
      const { space } = shared();
      const rows = (name: string, where: string) => space.parquet(name, `SELECT * FROM (${days}) WHERE ${where}`);
      const judged = await rows('judged.parquet', `time >= '${window?.start}' AND time < '${window?.end}'`);
      const counted = onBorrowedFrames(await countAgainst(space.engine, own, [judged]));
      const { periods, ...about } = written;
      expect(about).toEqual(counted);
      const before = await rows('before.parquet', `time < '${window?.start}'`);
      const past = { column: 'time', length: 'P3D', apart: true };
      expect(periods?.starts.length).toBe(10);
      expect(periods).toEqual(await periodsOf(space.engine, counted, before, past));
      const next = await onFiles({ window: 'P3D', offset: '1', reference: 'path:table.json' });
      expect(next.predicate.columns.map(({ effect }) => effect)).not.toContain(null);
    });

    test('compares with earlier rows of the table on the frames of the version that serves', async () => {
      await serve(nights, await readFile(`${nights.workspace}/profile.json`, 'utf8'));
      const before = await onTrino({ window: 'P1D', reference: 'previous-window' });
      expect(before.predicate.reference).toMatchObject({ kind: 'data', rows: 240 });
      const weekday = await onTrino({ window: 'P1D', reference: 'same-weekday' });
      expect(weekday.predicate.reference).toMatchObject({ source: '4 same weekdays before 2026-10-06', rows: 960 });
      expect(weekday.predicate.verdict).toBe('drift');
    });
  });
}
