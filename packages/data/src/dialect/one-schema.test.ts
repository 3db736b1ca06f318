import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRows } from '../failing/find.ts';
import { judge, told } from '../fixture/judged.ts';
import { checkedWhole, mapAll, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

let written = 0;

/** A source of several Parquet files, each from what it selects. */
async function filesOf(...selects: readonly string[]): Promise<Source> {
  const paths = selects.map(() => `part-${written++}.parquet`);
  for (const [at, select] of selects.entries()) await space.parquet(paths[at] ?? '', `SELECT ${select}`);
  return openSource(space.engine, { name: 'data', paths, root: space.root });
}

describe('Parquet files of which none has room for the others', () => {
  test.each([
    ['1::BIGINT AS x', '1.5::DOUBLE AS x', 'BIGINT in "part-0.parquet" and DOUBLE in "part-1.parquet"'],
    ['1 AS x', '2 AS x, 7 AS y', 'no such column in "part-0.parquet" and INTEGER in "part-1.parquet"'],
    ['1 AS x, 7 AS y', '2 AS x', 'INTEGER in "part-0.parquet" and no such column'],
    ['1 AS x', "'2' AS x", 'INTEGER in "part-0.parquet" and VARCHAR'],
    ['1::BIGINT AS x', '1::UBIGINT AS x', 'UBIGINT'],
    ["DATE '2024-01-01' AS x", "TIMESTAMP '2024-01-01 12:00:00' AS x", 'DATE in "part-0.parquet" and TIMESTAMP'],
    ["TIMESTAMP '2024-01-01' AS x", "TIMESTAMP_NS '2024-01-01 00:00:00.1234567' AS x", 'TIMESTAMP_NS'],
    [
      "{'a': 1} AS x",
      "{'a': 2, 'b': 99} AS x",
      'STRUCT(a INTEGER) in "part-0.parquet" and STRUCT(a INTEGER, b INTEGER)',
    ],
    ['[1, 2] AS x', '[1.7, 2.2]::DOUBLE[] AS x', 'INTEGER[] in "part-0.parquet" and DOUBLE[]'],
    ['1.55::DECIMAL(10,2) AS x', '1.555::DECIMAL(8,3) AS x', 'DECIMAL(10,2) in "part-0.parquet" and DECIMAL(8,3)'],
  ])('%s and %s', async (first, second, message) => {
    written = 0;
    await expect(filesOf(first, second)).rejects.toThrow(message);
  });

  test.each([
    ['1::BIGINT AS x', '1::UBIGINT AS x'],
    ["DATE '2024-01-01' AS x", '7 AS x'],
  ])('%s and %s, in the other order too', async (first, second) => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const)
      await expect(filesOf(one, other)).rejects.toThrow('the files differ in the column "x"');
  });

  test('any file counts', async () => {
    written = 0;
    await expect(filesOf('1 AS x', '2 AS x', '3.5::FLOAT AS x')).rejects.toThrow('FLOAT in "part-2.parquet"');
  });
});

describe('Parquet files of which one has room for the others', () => {
  test.each([
    ['1 AS x, 5 AS y', '7 AS y, 2 AS x'],
    ['1::BIGINT AS x, 5 AS y', '2::UINTEGER AS x, 7::TINYINT AS y'],
    ['1::DOUBLE AS x, 5::DECIMAL(10,2) AS y', '2::FLOAT AS x, 7::DECIMAL(5,1) AS y'],
    ['1::SMALLINT AS x, 5::BIGINT AS y', '2::BIGINT AS x, 7::SMALLINT AS y'],
  ])('%s and %s, in any order', async (first, second) => {
    for (const source of [await filesOf(first, second), await filesOf(second, first)]) {
      const report = await judge(
        space,
        [source],
        'columns: { x: { type: number, sum: [3, 3] }, y: { type: number, max_value: [7, 7] } }',
      );
      expect([report.verdict, ...told(report, 'x.sum'), ...told(report, 'y.max')]).toEqual([
        'pass',
        'x.sum pass 3',
        'y.max_value pass 7',
      ]);
    }
  });

  test('what the first file has no room for is not cut, and a failing row is found in its file', async () => {
    written = 0;
    const source = await filesOf('unnest([1, 2])::SMALLINT AS x', '70000::INTEGER AS x');
    expect(source.columns).toMatchObject([{ name: 'x', type: 'INTEGER', stated: { types: ['INTEGER', 'SMALLINT'] } }]);
    const report = await judge(space, [source], 'columns: { x: { type: integer, max: 9 } }');
    const [found] = await findRows(space.engine, [...report.broken.values()], null);
    expect(found?.first).toEqual([{ file: 'part-1.parquet', row: 1 }]);
  });
});

/** Of pyarrow: `x` is 3, and `s` has no value, so that its logical type is Null. */
const WITHOUT_VALUES =
  'UEFSMRUEFRAVFEwVAhUAEgAACBwDAAAAAAAAABUAFRIVFiwVAhUQFQYVBhwYCAMAAAAAAAAAGAgDAAAAAAAAABYAKAgDAAAAAAAAABgIAwAAAA' +
  'AAAAAREQAAAAkgAgAAAAIBAQIAFQQVABUCTBUAFQASAAAAFQAVDhUSLBUCFRAVBhUGHAAAAAcYAgAAAAIAABUEGTw1ABgGc2NoZW1hFQQAFQQl' +
  'AhgBeAAVAiUCGAFzbLwAAAAWAhkcGSwmABwVBBk1AAYQGRgBeBUCFgIWvAEWxAEmOCYIHBgIAwAAAAAAAAAYCAMAAAAAAAAAFgAoCAMAAAAAAA' +
  'AAGAgDAAAAAAAAABERABksFQQVABUCABUAFRAVAgA8KQYZJgACAAAAJgAcFQIZNQAGEBkYAXMVAhYCFlAWVibqASbMASksFQQVABUCABUAFRAV' +
  'AgA8KQYZJgIAAAAAFowCFgImCBaaAgAZHBgMQVJST1c6c2NoZW1hGOwBLy8vLy82Z0FBQUFRQUFBQUFBQUtBQXdBQmdBRkFBZ0FDZ0FBQUFBQk' +
  'JBQU1BQUFBQ0FBSUFBQUFCQUFJQUFBQUJBQUFBQUlBQUFCQUFBQUFCQUFBQU5qLy8vOEFBQUVCRUFBQUFCZ0FBQUFFQUFBQUFBQUFBQUVBQUFC' +
  'ekFBQUFCQUFFQUFRQUFBQVFBQlFBQ0FBR0FBY0FEQUFBQUJBQUVBQUFBQUFBQVFJUUFBQUFIQUFBQUFRQUFBQUFBQUFBQVFBQUFIZ0FBQUFJQU' +
  'F3QUNBQUhBQWdBQUFBQUFBQUJRQUFBQUFBQUFBQT0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAAPsBAABQQVIx';

/** A file with a row without a value in `x`, and one with a value, each by its own writer's form of such a column. */
const EMPTY = [
  ['pyarrow, of the logical type Null', (name: string) => space.write(name, Buffer.from(WITHOUT_VALUES, 'base64'))],
  ['DuckDB, an INTEGER', (name: string) => space.parquet(name, 'SELECT 3::BIGINT AS x, NULL AS s')],
] as const;
const TYPES = [
  "'a'",
  "DATE '2024-01-01'",
  "TIMESTAMP '2024-01-01 10:00:00'",
  '1.5::DECIMAL(10, 2)',
  '[1.5]',
  "{'a': 1}",
];

describe.each(EMPTY)('a column that has no value in one file, written by %s', (_, writeEmpty) => {
  test.each(TYPES)('is read as in the others, before them and behind: %s', async (value) => {
    await space.parquet('full.parquet', `SELECT 1::BIGINT AS x, ${value} AS s`);
    for (const empty of ['a.parquet', 'z.parquet']) {
      await writeEmpty(empty);
      const paths = ['full.parquet', empty];
      const source = await openSource(space.engine, { name: 'data', paths, root: space.root });
      const [stored] = await space.engine.rows(`SELECT typeof(${value}) AS type`);
      expect(source.columns[1]).toMatchObject({ name: 's', type: stored?.type, stated: { types: [stored?.type] } });
      const asked = `SELECT x, s = ${value} AS same FROM ${source.relation} ORDER BY x`;
      expect(await space.engine.rows(asked)).toEqual([
        { x: 1n, same: true },
        { x: 3n, same: null },
      ]);
    }
  });
});

test('a file without rows states no type', async () => {
  const write = (name: string, select: string) =>
    space.engine.rows(`COPY (SELECT ${select}) TO '${space.root}/${name}' (FORMAT parquet)`);
  await write('none-a.parquet', '1::BIGINT AS x LIMIT 0');
  await write('none-m.parquet', "'a' AS x");
  await write('none-z.parquet', "DATE '2024-01-01' AS x LIMIT 0");
  const source = await openSource(space.engine, { name: 'data', paths: ['none-*.parquet'], root: space.root });
  expect(source.columns[0]).toMatchObject({ type: 'VARCHAR', stated: { types: ['VARCHAR'] } });
  expect(await space.engine.rows(`FROM ${source.relation}`)).toEqual([{ x: 'a' }]);
});

test('one value is enough to make a type count', async () => {
  written = 0;
  await expect(filesOf("'a' AS x", 'unnest([NULL, 7, NULL]) AS x')).rejects.toThrow(
    'VARCHAR in "part-0.parquet" and INTEGER in "part-1.parquet"',
  );
});

test('a column that has no value in any file is stored as nobody knows', async () => {
  await space.write('only.parquet', Buffer.from(WITHOUT_VALUES, 'base64'));
  const source = await openSource(space.engine, { name: 'data', paths: ['only.parquet'], root: space.root });
  const asked = (physical: string) =>
    judge(space, [source], `columns: { x: integer, s: { type: string, physical_type: ${physical} } }`);
  const open = 'no file states its type, for want of values';
  expect(told(await asked('VARCHAR'), 's.phys')).toEqual([`s.physical_type error ${open}`]);
  expect(told(await asked('VARCHAR'), 's.type')).toEqual(['s.type pass 0/0']);
  expect(told(await asked('{ type: VARCHAR, unjudged: info }'), 's.phys')).toEqual([`s.physical_type info ${open}`]);
});

test('JSON is text too', async () => {
  written = 0;
  const source = await filesOf('\'{"a":1}\'::JSON AS x', "'b' AS x");
  expect(source.columns[0]).toMatchObject({ type: 'VARCHAR', stated: { types: ['JSON', 'VARCHAR'] } });
});

test('shards of different types say that one job reads them', async () => {
  const shards = ['1::BIGINT', '2::SMALLINT'].map((value, at) => ({ value, file: `shard-${at}.parquet` }));
  for (const { value, file } of shards) await space.parquet(file, `SELECT ${value} AS x`);
  const text = 'version: 1\ncolumns: { x: integer }\n';
  const whole = await checkedWhole(space, text, { data: shards.map(({ file }) => file) });
  expect(whole.verdict).toBe('pass');
  const states = await mapAll(
    space,
    text,
    shards.map(({ file }) => ({ data: [file] })),
  );
  await expect(reduced(space, text, states)).rejects.toThrow(
    'differ in the columns "x" (expected the same in every shard, types included). Write all files with one schema, or check them in one job.',
  );
});
