import { expect, test } from 'vitest';
import type { ProfileColumn } from '../profile/schema.ts';
import { compareWithProfile } from './compare.ts';
import {
  counted,
  countedVectors,
  framed,
  framedVectors,
  longTailed,
  normals,
  profileOf,
  vectors,
} from './fixture/samples.ts';

/** Fifty columns: numbers, categories and embeddings, of which a share is missing. */
const [NUMBERS, CATEGORIES, EMBEDDINGS] = [42, 4, 4];
const REFERENCE_ROWS = 3000;
const MISSING_SHARE = 0.1;

const numbers = await Promise.all(
  Array.from({ length: NUMBERS }, (_, at) => framed(`n${at}`, normals(REFERENCE_ROWS))),
);
const embeddings = Array.from({ length: EMBEDDINGS }, (_, at) => framedVectors(`e${at}`, vectors(REFERENCE_ROWS)));

/** A number of missing values, as chance has it. */
const missingOf = (rows: number): number => normals(rows).filter((value) => value < -1.2816).length; // 10 % of a normal
const withMissing = <T extends ProfileColumn>(column: T, missing: number): T => ({
  ...column,
  rows: column.rows + missing,
  missing,
});
const reference = [...numbers, ...embeddings].map((column) => withMissing(column, MISSING_SHARE * REFERENCE_ROWS));

/** One run on so many rows of the same population; the embeddings moved by so much. */
function run(rows: number, shift = 0) {
  const named = Array.from({ length: CATEGORIES }, (_, at) => longTailed(`c${at}`, REFERENCE_ROWS, rows, 20));
  const current = [
    ...numbers.map((column) => withMissing(counted(column, normals(rows)), missingOf(rows))),
    ...embeddings.map((column) => withMissing(countedVectors(column, vectors(rows, shift)), missingOf(rows))),
    ...named.map((side) => side.current),
  ];
  const profile = profileOf([...reference, ...named.map((side) => side.reference)]);
  return compareWithProfile(profile, { profile: profileOf(current), absent: [], extra: [] });
}

test.each([
  [100, 80],
  [300, 40],
  [1000, 12],
])('50 columns with embeddings, %d rows of the same population: of %d runs at most 8 % alarm', (rows, runs) => {
  const alarms = Array.from({ length: runs }, () => run(rows)).filter(({ state }) => state === 'drift').length;
  expect(alarms / runs).toBeLessThanOrEqual(0.08 + 2 * Math.sqrt((0.08 * 0.92) / runs));
});

test('embeddings are of the family: what is significant of one alone is not among fifty, and what moved is', () => {
  const alone = embeddings.slice(0, 1);
  const shifted = vectors(300, 0.16);
  const among = (others: readonly ProfileColumn[]) => {
    const now = [...others, ...alone.map((column) => countedVectors(column, shifted))];
    const columns = compareWithProfile(profileOf([...others, ...alone]), {
      profile: profileOf(now),
      absent: [],
      extra: [],
    });
    return columns.columns.find(({ column }) => column === 'e0')?.effect;
  };
  const [one, fifty] = [among([]), among(numbers)];
  expect(one?.q).toBe(one?.p);
  expect(fifty?.p).toBe(one?.p);
  expect(fifty?.q).toBeCloseTo((one?.p ?? 1) * (NUMBERS + 1), 12);
  expect(
    run(300, 1)
      .columns.filter(({ state }) => state === 'drift')
      .map(({ column }) => column),
  ).toEqual(expect.arrayContaining(['e0', 'e1', 'e2', 'e3']));
});
