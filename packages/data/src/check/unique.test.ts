import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataReport } from '../check.ts';
import type { Engine } from '../engine.ts';
import { findRows } from '../failing/find.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { duckdb } from '../sql/duckdb.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

type HashOf = Engine['dialect']['hashOf'];
const remainder =
  (by: number): HashOf =>
  (keys) =>
    `hash(${keys.join(', ')}) % ${by}`;

/** From the engine's own hash, which hardly ever collides, to one that all rows share. */
const HASHES: Readonly<Record<string, HashOf>> = {
  'the hash of the engine': duckdb.hashOf,
  'a hash of seven values': remainder(7),
  'a hash that all rows share': remainder(1),
  'no hash': () => null,
};

/** The workspace's engine with another hash. */
const engineWith = (hashOf: HashOf): Engine => ({ ...space.engine, dialect: { ...duckdb, hashOf } });

const contract = `columns: { a: string, b: integer }
checks:
  - unique: [a]
  - unique: { columns: [a, b], where: b > 1 }
  - duplicate_rows: all
  - duplicate_rows: { columns: [a] }`;

type Pair = readonly [a: string, b: number];
const csv = (rows: readonly Pair[]): string => ['a,b', ...rows.map((row) => row.join(',')), ''].join('\n');

/** `failing/of` of rows that are compared by a key: those beyond the first of each. */
const repeats = (rows: readonly Pair[], key: (row: Pair) => string): string =>
  `${rows.length - new Set(rows.map(key)).size}/${rows.length}`;

/** The same four numbers, in JavaScript. */
function expected(rows: readonly Pair[]): string[] {
  const complete = rows.filter(([a]) => a !== '');
  const [first, both] = [([a]: Pair) => a, ([a, b]: Pair) => `${a} ${b}`];
  const late = complete.filter(([, b]) => b > 1);
  return [repeats(complete, first), repeats(late, both), repeats(rows, both), repeats(rows, first)];
}

const CASES: Readonly<Record<string, readonly Pair[]>> = {
  'different keys': Array.from({ length: 300 }, (_, row) => [`k${row}`, row]),
  'different keys but for one': Array.from({ length: 300 }, (_, row) => [`k${row === 299 ? 7 : row}`, row]),
  'keys that repeat, and are missing': Array.from({ length: 550 }, (_, row) => [
    row % 11 === 3 ? '' : `k${row % 100}`,
    row % 4,
  ]),
  'one key': Array.from({ length: 40 }, () => ['k', 5]),
};

async function judged(hashOf: HashOf, rows: readonly Pair[]): Promise<DataReport> {
  const source = await space.source('keys.csv', csv(rows));
  return judge({ engine: engineWith(hashOf), root: space.root }, [source], contract);
}

describe.each(Object.entries(HASHES))('%s decides nothing: rows are compared by their values', (_, hashOf) => {
  test.each(Object.entries(CASES))('%s', async (_name, rows) => {
    const lines = told(await judged(hashOf, rows), '').filter((line) => /^(unique|duplicate)/.test(line));
    const numbers = lines.map((line) => line.split(' ').at(-1));
    expect(numbers).toEqual(expected(rows));
    expect(lines.map((line) => / pass 0\//.test(line))).toEqual(numbers.map((number) => /^0\//.test(number ?? '')));
  });

  test('the rows that repeat an earlier one are named', async () => {
    const rows: Pair[] = [
      ['x', 1],
      ['y', 2],
      ['x', 3],
      ['z', 2],
      ['y', 2],
      ['x', 1],
    ];
    const { broken } = await judged(hashOf, rows);
    const found = await findRows(engineWith(hashOf), [...broken.values()], null);
    const named = found.map((each) => each?.first.map(({ row }) => row));
    expect(named).toEqual([[3, 5, 6], [5], [5, 6], [3, 5, 6]]);
  });
});

test('an empty list and a list of nothing share a hash of the engine, and are two', async () => {
  const two = await space.parquet('lists.parquet', 'SELECT * FROM (VALUES ([]::INT[]), ([NULL]::INT[])) t(v)');
  expect(await space.engine.row(`SELECT count(DISTINCT hash(v)) AS n FROM ${two.relation}`)).toEqual({ n: 1n });
  expect(told(await judge(space, [two], 'checks: [{ duplicate_rows: all }]'), 'dup')).toEqual([
    'duplicate_rows pass 0/2',
  ]);
});

/** What the proof rests on: nothing that the engine takes for equal has two hashes. */
test.each([
  ['DOUBLE', '0.0', "'-0.0'"],
  ['FLOAT', '0.0', "'-0.0'"],
  ['DOUBLE', "'nan'", "-('nan'::DOUBLE)"],
  ['INTERVAL', "'30 days'", "'1 month'"],
  ['INTERVAL', "'24 hours'", "'1 day'"],
  ['DOUBLE[]', '[0.0]', "['-0.0']"],
  ['DOUBLE[]', "['nan']", "[-('nan'::DOUBLE)]"],
  ['STRUCT(a DOUBLE)', "{'a': 0.0}", "{'a': '-0.0'}"],
])('%s: %s and %s are one value', async (type, a, b) => {
  const source = await space.parquet(
    'one.parquet',
    `SELECT v::${type} AS v FROM (SELECT ${a}::${type} UNION ALL SELECT ${b}::${type}) t(v)`,
  );
  expect(told(await judge(space, [source], 'checks: [{ duplicate_rows: all }]'), 'dup')).toEqual([
    'duplicate_rows fail 1/2',
  ]);
});
