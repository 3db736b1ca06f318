import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
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

describe('Parquet files that the first one has no room for', () => {
  test.each([
    ['1::BIGINT AS x', '1.5::DOUBLE AS x', 'BIGINT in "part-0.parquet" and DOUBLE in "part-1.parquet"'],
    ['1 AS x', '2 AS x, 7 AS y', 'no such column in "part-0.parquet" and INTEGER in "part-1.parquet"'],
    ['1 AS x, 7 AS y', '2 AS x', 'INTEGER in "part-0.parquet" and no such column'],
    ['1 AS x', "'2' AS x", 'INTEGER in "part-0.parquet" and VARCHAR'],
    ['1::SMALLINT AS x', '70000::INTEGER AS x', 'SMALLINT in "part-0.parquet" and INTEGER'],
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

  test('any file counts', async () => {
    written = 0;
    await expect(filesOf('1 AS x', '2 AS x', '3.5::FLOAT AS x')).rejects.toThrow('FLOAT in "part-2.parquet"');
  });
});

describe('Parquet files that the first one has room for', () => {
  test.each([
    ['1 AS x, 5 AS y', '7 AS y, 2 AS x'],
    ['1::BIGINT AS x, 5 AS y', '2::UINTEGER AS x, 7::TINYINT AS y'],
    ['1::DOUBLE AS x, 5::DECIMAL(10,2) AS y', '2::FLOAT AS x, 7::DECIMAL(5,1) AS y'],
  ])('%s and %s', async (first, second) => {
    const source = await filesOf(first, second);
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

test('a column that has no value in one file is read as in the others', async () => {
  await space.parquet('full.parquet', "SELECT 1::BIGINT AS x, 'a' AS s");
  await space.write('later.parquet', Buffer.from(WITHOUT_VALUES, 'base64'));
  const paths = ['full.parquet', 'later.parquet'];
  const source = await openSource(space.engine, { name: 'data', paths, root: space.root });
  expect(source.columns.find(({ name }) => name === 's')?.stated?.types).toEqual(['VARCHAR']);
  expect(await space.engine.rows(`SELECT x, s FROM ${source.relation} ORDER BY x`)).toEqual([
    { x: 1n, s: 'a' },
    { x: 3n, s: null },
  ]);
});
