import { featuresOn } from '@ml-actions/stats/random-features';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { buildProfile } from '../profile/build.ts';
import { countAgainst } from '../profile/count.ts';
import { mergeCounts } from '../profile/merge.ts';
import { type EmbeddingColumn, type Profile, parseProfile, profileText } from '../profile/schema.ts';
import type { Source } from '../source.ts';
import { compareWithProfile } from './compare.ts';
import { namedEffects } from './named.ts';
import { periodsOf } from './periods.ts';
import { calibratedThresholds } from './quiet.ts';

let space: Workspace;
let before: Source;
let reference: Profile;
beforeAll(async () => {
  space = await openWorkspace();
  before = await parquet(embeddings(1));
  reference = await buildProfile(space.engine, [{ source: before, ignore: ['i'] }]);
});
afterAll(() => space.close());

const ROWS = 1000;
/** A number below `n` by the others; the engine's own hash is no such draw. */
const drawn = (n: number, ...of: (string | number)[]): string =>
  `CAST(md5_number(concat_ws(' ', ${of.join(', ')})) % ${n} AS DOUBLE)`;
/** Quarters between 0 and 15.75, exact as float, double and decimal; two groups of rows, as topics are. */
const vector = (seed: number, shift = 0): string =>
  `list_transform(range(6), lambda j: ${drawn(64, 'i', 'j', seed)} / 4.0 + ${shift} + ${drawn(2, 'i', seed)} * 4 * (j % 2))`;
const rows = (e: string, n = ROWS): string => `SELECT i, ${e} AS e FROM range(${n}) t(i)`;
const embeddings = (seed: number, shift = 0): string => rows(`CAST(${vector(seed, shift)} AS FLOAT[])`);

let files = 0;
const parquet = (query: string): Promise<Source> => space.parquet(`e${files++}.parquet`, query);
async function json(query: string): Promise<Source> {
  const name = `e${files++}.jsonl`;
  await space.engine.rows(`COPY (${query}) TO '${space.root}/${name}' (FORMAT json)`);
  return space.source(
    name,
    await space.engine
      .rows(`SELECT content FROM read_text('${space.root}/${name}')`)
      .then(([row]) => String(row?.content)),
  );
}
const profileOf = async (query: string): Promise<Profile> =>
  buildProfile(space.engine, [{ source: await parquet(query), ignore: ['i'] }]);
const count = async (profile: Profile, source: Source) => countAgainst(space.engine, profile, [source]);
async function judged(profile: Profile, query: string) {
  const { columns } = compareWithProfile(profile, await count(profile, await parquet(query)));
  return columns.find(({ column }) => column === 'e');
}
const embeddingIn = ({ columns }: Profile): EmbeddingColumn => {
  const found = columns.find(({ name }) => name === 'e');
  if (found?.kind !== 'embedding') throw new Error(`the column is ${found?.kind}`);
  return found;
};

describe('profile', () => {
  test('is about 4 KB and survives its text', () => {
    const text = profileText(reference);
    expect(text.length).toBeLessThan(5000);
    expect(parseProfile(text, 'profile')).toEqual(reference);
    expect(embeddingIn(reference)).toMatchObject({ rows: ROWS, missing: 0, invalid: 0, nonFinite: 0, dimension: 6 });
  });

  test('order and file format change no byte', async () => {
    const text = profileText(reference);
    expect(profileText(await profileOf(`${embeddings(1)} ORDER BY hash(i)`))).toBe(text);
    expect(profileText(await profileOf(rows(`CAST(${vector(1)} AS DOUBLE[6])`)))).toBe(text);
    const lines = await json(embeddings(1));
    expect(profileText(await buildProfile(space.engine, [{ source: lines, ignore: ['i'] }]))).toBe(text);
  });

  test('merge(parts) = whole, in any order', async () => {
    const odd = `CASE i % 50 WHEN 0 THEN NULL WHEN 1 THEN [1.0] WHEN 2 THEN [1, 2, 3, 4, 5, 'nan'::DOUBLE]
      WHEN 3 THEN [1e308, -1e308, 0, 0, 0, 1] WHEN 4 THEN [1, NULL, 3, 4, 5, 6] ELSE ${vector(2)} END`;
    const part = async (where: string) =>
      (await count(reference, await parquet(`SELECT * FROM (${rows(odd)}) WHERE ${where}`))).profile;
    const [a, b, c] = [await part('i < 100'), await part('i BETWEEN 100 AND 400'), await part('i > 400')];
    const whole = profileText(await part('true'));
    expect(profileText(mergeCounts(mergeCounts(a, b), c))).toBe(whole);
    expect(profileText(mergeCounts(c, mergeCounts(b, a)))).toBe(whole);
    expect(embeddingIn(await part('true'))).toMatchObject({ rows: 1000, missing: 20, invalid: 40, nonFinite: 20 });
    expect(() => mergeCounts(reference, { ...a, columns: [{ ...embeddingIn(a), bandwidth: 1 }] })).toThrow('frames');
  });

  test('several columns beside another are each counted whole', async () => {
    const both = await parquet(`SELECT e, e AS f, i % 3 AS k, 'c' || (i % 4) AS c FROM (${embeddings(1)})`);
    const { columns } = await buildProfile(space.engine, [{ source: both }]);
    for (const name of ['e', 'f']) {
      const column = columns.find((each) => each.name === name);
      expect(column).toEqual({ ...embeddingIn(reference), name });
    }
  });

  /** The engine hands out 2,048 rows at a time, 80 MB of them. */
  test('long vectors come one at a time, with the features that each has', async () => {
    const dimension = 5000;
    const valueOf = (i: number, j: number): number => ((i * 7919 + j * 104_729) % 1000) / 8;
    const list = `CAST(list_transform(range(${dimension}), lambda j: ((i * 7919 + j * 104729) % 1000) / 8) AS FLOAT[])`;
    const long = await parquet(rows(`CASE WHEN i % 4 = 0 THEN NULL WHEN i = 5 THEN [1.0] ELSE ${list} END`, 240));
    const found = embeddingIn(await buildProfile(space.engine, [{ source: long, ignore: ['i'] }]));
    expect(found).toMatchObject({ rows: 240, missing: 60, invalid: 1, nonFinite: 0, dimension });
    const add = featuresOn(found);
    const sums = new Float64Array(found.sums.length);
    for (let i = 0; i < 240; i++)
      if (i % 4 > 0 && i !== 5)
        add(
          Float64Array.from({ length: dimension }, (_, j) => valueOf(i, j)),
          0,
          sums,
        );
    expect(found.sums).toEqual([...sums]);
  });

  test.each([
    ['longer lists than embeddings are', rows('range(16385)', 5), 'opaque'],
    ['integers', rows('[i, i % 7]'), 'embedding'],
    ['one dimension', rows('[i * 0.5]'), 'embedding'],
    ['one list in a thousand is another', rows('CASE WHEN i = 5 THEN [1.0] ELSE [i, 2.0] END'), 'embedding'],
    ['lengths that vary', rows('range(i % 9)'), 'opaque'],
    ['texts', rows("['a', 'b']"), 'opaque'],
    ['lists of lists', rows('[[1.0, 2.0]]'), 'opaque'],
    ['structures', rows("{'a': 1.0}"), 'opaque'],
    ['empty lists', rows('CAST([] AS DOUBLE[])'), 'opaque'],
    ['no list', rows('CAST(NULL AS DOUBLE[])'), 'opaque'],
  ])('%s', async (_, query, kind) => {
    expect((await profileOf(query)).columns.map((column) => column.kind)).toEqual([kind]);
    const found = await buildProfile(space.engine, [{ source: await json(query), ignore: ['i'] }]);
    if (!query.includes('NULL')) expect(found.columns.map((column) => column.kind)).toEqual([kind]);
  });
});

describe('comparison', () => {
  test.each<[string, string, string, RegExp]>([
    ['equal populations', embeddings(2), 'ok', /^compared: the mean features of vectors of 6 numbers$/],
    ['moved by a tenth of the spread', embeddings(3, 0.5), 'warn', /^compared: the mean/],
    ['moved', embeddings(3, 2), 'drift', /^compared: the mean/],
    [
      'a topic fell away',
      `SELECT * FROM (${embeddings(4)}) WHERE ${drawn(2, 'i', 4)} = 0`,
      'drift',
      /^compared: the mean/,
    ],
    ['some are missing', rows(`CASE WHEN i % 5 > 0 THEN ${vector(5)} END`), 'drift', /missing 0.0 % -> 20.0 %/],
    [
      'some hold NaN',
      rows(`CASE WHEN i % 5 > 0 THEN ${vector(6)} ELSE list_transform(range(6), lambda j: 'nan'::DOUBLE) END`),
      'drift',
      /missing 0.0 % -> 20.0 %/,
    ],
    ['another dimension', rows('[i, 2.0, 3.0]'), 'schema', /100.0 % of the values are not of type number\[6\]/],
    ['a number', rows('i'), 'schema', /not of type number\[6\]/],
    ['a text', rows("'[1, 2, 3, 4, 5, 6]'"), 'schema', /not of type number\[6\]/],
    ['empty lists', rows('CAST([] AS DOUBLE[])'), 'schema', /not of type number\[6\]/],
    ['nothing', rows('CAST(NULL AS DOUBLE[])'), 'drift', /0 current values/],
    ['one row', rows(vector(1), 1), 'insufficient', /1 current values/],
    ['huge values', rows(`list_transform(${vector(7)}, lambda x: x * 1e306)`), 'drift', /^compared: the mean/],
    ['no such column', 'SELECT 1 AS i', 'schema', /the column is missing/],
  ])('%s', async (_, query, state, note) => {
    const found = await judged(reference, query);
    expect([found?.state, found?.kind, found?.counts]).toEqual([state, 'embedding', null]);
    expect(found?.notes.join('; ')).toMatch(note);
  });

  test('effects have a unit and the noise of these sizes', async () => {
    const { effect } = (await judged(reference, embeddings(3, 2))) ?? {};
    expect(effect).toMatchObject({ name: 'RFF/std', threshold: 0.1 });
    expect(effect?.noise).toBeCloseTo(Math.sqrt(2 / ROWS), 2);
  });

  const same = rows('[0.0, 0.0]');
  test.each<[string, string, string, string]>([
    ['one vector stays', same, same, 'ok'],
    ['one vector, later others', same, rows('CASE WHEN i % 20 = 0 THEN [0.0, 1e-9] ELSE [0.0, 0.0] END'), 'drift'],
    ['one vector, later huge ones', rows('[3.0, 4.0]'), rows('[1e308, 1.0]'), 'drift'],
    [
      'all huge',
      rows('[1e308, -1e308 * (((i * 7919) % 100) / 100)]'),
      rows('[1e308, -1e308 * (((i * 7927) % 100) / 100)]'),
      'ok',
    ],
    ['all tiny', rows('[1e-308, 1e-308 * ((i * 7919) % 100)]'), rows('[1e-308, 1e-308 * (i % 10)]'), 'drift'],
    ['all NaN', rows("['nan'::DOUBLE, 1.0]"), rows('[1.0, 2.0]'), 'drift'],
    ['a reference of one row', rows('[1.0, 2.0]', 1), same, 'insufficient'],
    ['one dimension', rows(`[${drawn(1000, 'i')}]`), rows(`[${drawn(1000, 'i', 1)} + 300]`), 'drift'],
    [
      'most vectors equal',
      rows('CASE WHEN i % 4 = 0 THEN [i * 1.0, 1.0] ELSE [0.0, 0.0] END'),
      rows('CASE WHEN i % 2 = 0 THEN [i * 1.0, 1.0] ELSE [0.0, 0.0] END'),
      'drift',
    ],
  ])('%s', async (_, before, after, state) => {
    expect((await judged(await profileOf(before), after))?.state).toBe(state);
  });
});

describe('methods by name', () => {
  const asked = async (method: string, query: string, raw = true) => {
    const after = await parquet(query);
    const counted = await count(reference, after);
    const sides = raw ? { engine: space.engine, reference: [before], current: [after] } : null;
    const named = { preset: 'default', methods: { e: method } } as const;
    const effects = await namedEffects(reference, counted.profile, sides, named);
    const { columns } = compareWithProfile(reference, counted, {}, effects);
    return columns.find(({ column }) => column === 'e');
  };

  test.each([
    ['rff', 'RFF/std', /mean features of vectors of 6 numbers/],
    ['mmd', 'MMD/std', /a sample of 400 \+ 400 vectors, \d+ permutations/],
    ['domain-classifier', '2 AUC - 1', /^AUC 0\.\d+, at least 0\.\d+ .*a sample of 1000 \+ 1000 vectors/],
  ])('%s tells moved vectors from others of the same population', async (method, unit, note) => {
    const still = await asked(method, embeddings(2));
    expect(still?.state).toMatch(/^(ok|noise-limited)$/);
    expect(still?.effect).toMatchObject({ name: unit, threshold: 0.1 });
    const moved = await asked(method, embeddings(3, 2));
    expect(moved?.state).toBe('drift');
    expect(moved?.notes.join('; ')).toMatch(note);
    expect(await asked(method, embeddings(3, 2))).toEqual(moved);
  });

  test('values that fit no vector are a state all the same', async () => {
    for (const method of ['mmd', 'domain-classifier']) {
      expect((await asked(method, rows('[i, 2.0]')))?.state).toBe('schema');
      expect((await asked(method, rows('CAST(NULL AS DOUBLE[])')))?.state).toBe('drift');
      expect((await asked(method, rows(vector(1), 3)))?.state).toBe('insufficient');
      expect((await asked(method, rows(`list_transform(${vector(7)}, lambda x: x * 1e306)`)))?.state).toBe('drift');
    }
  });

  test.each([
    ['ks', true, 'this method is not for a column that is embedding (got ks, expected rff, mmd, domain-classifier)'],
    ['mmd', false, 'the method mmd needs the rows of the reference, and this reference is a profile'],
  ])('%s is refused', async (method, raw, message) => {
    await expect(asked(method, embeddings(2), raw)).rejects.toThrow(message);
  });
});

test('quiet periods raise the threshold', async () => {
  const day = (drifting: number): string =>
    `SELECT i, CAST(list_transform(range(3), lambda j: ${drawn(64, 'i', 'j')} / 4.0 + ${drifting} * ((i // 200) % 3)) AS FLOAT[]) AS e,
      TIMESTAMP '2026-03-02' + INTERVAL (i // 200) DAY AS at FROM range(2400) t(i)`;
  const thresholdOf = async (drifting: number): Promise<number> => {
    const source = await parquet(day(drifting));
    const profile = await buildProfile(space.engine, [{ source, ignore: ['i', 'at'] }]);
    const periods = await periodsOf(space.engine, profile, source, { column: 'at', length: 'P1D' });
    return calibratedThresholds({ ...profile, ...(periods && { periods }) }).e ?? 0;
  };
  expect(await thresholdOf(0)).toBeLessThan(0.15);
  expect(await thresholdOf(2)).toBeGreaterThan(0.4);
});
