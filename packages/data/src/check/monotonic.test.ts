import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRows } from '../failing/find.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';
import { trino } from '../sql/trino.ts';
import { monotonic } from './monotonic.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function order(source: Source, column: string): Promise<readonly [told: string, rows: string]> {
  const report = await judge(space, [source], `columns: { x: { ${column} } }`);
  const found = await findRows(space.engine, [...report.broken.values()], null);
  const rows = found.flatMap((each) => each?.first ?? []).map(({ file, row }) => `${file}:${row}`);
  return [told(report, 'x.monotonic').join(), rows.join()];
}

describe('monotonic', () => {
  const cases: readonly [values: string, column: string, told: string, rows: number[]][] = [
    ['1 2 2 10', 'type: integer, monotonic: increasing', 'pass 0/4', []],
    ['1 2 2 10', 'type: integer, monotonic: strictly_increasing', 'fail 1/4', [3]],
    ['1 10 9 9 12 2', 'type: integer, monotonic: increasing', 'fail 2/6', [3, 6]],
    ['3 2 2 1', 'type: integer, monotonic: decreasing', 'pass 0/4', []],
    ['3 2 2 1', 'type: integer, monotonic: strictly_decreasing', 'fail 1/4', [3]],
    ['3 4', 'type: integer, monotonic: decreasing', 'fail 1/2', [2]],
    ['1 NA 3 NA 2', 'type: integer, missing: [NA], monotonic: increasing', 'fail 1/3', [5]],
    ['1 2 1', 'type: integer, monotonic: increasing, failing: "<= 34%"', 'pass 1/3', [3]],
    ['0.1 0.2 nan 0.3', 'type: number, monotonic: increasing', 'pass 0/3', []],
    ['0.2 nan 0.1 nan', 'type: number, monotonic: increasing', 'fail 1/2', [3]],
    ['2024-01-01 2024-01-03 2024-01-02', 'type: date, monotonic: increasing', 'fail 1/3', [3]],
    [
      '2024-01-01T10:00:00+02:00 2024-01-01T09:00:00Z 2024-01-01T08:59:59.5Z',
      'type: timestamp, monotonic: increasing',
      'fail 1/3',
      [3],
    ],
    ['1 9 2 3', 'type: integer, monotonic: increasing, where: "x < 5"', 'pass 0/3', []],
    ['7', 'type: integer, monotonic: strictly_increasing', 'pass 0/1', []],
  ];
  test.each(cases)('%s: %s', async (values, column, expected, rows) => {
    const csv = await space.source('x.csv', `x\n${values.replaceAll(' ', '\n')}\n`);
    const numbers = rows.map((row) => `x.csv:${row}`).join();
    expect(await order(csv, column)).toEqual([`x.monotonic ${expected}`, expected.startsWith('pass') ? '' : numbers]);
  });

  test('what is not of the type is not compared', async () => {
    const csv = await space.source('x.csv', 'x\n1\nfive\n2\n');
    expect((await order(csv, 'type: integer, monotonic: increasing'))[0]).toBe('x.monotonic pass 0/2');
  });

  test('files count in the order of their names, and rows as they stand, however many threads read them', async () => {
    const half = 400_000;
    const write = (name: string, from: number, rows: string): Promise<unknown> =>
      space.engine.rows(
        `COPY (SELECT CASE ${rows} ELSE i END AS x FROM range(${from}, ${from + half}) t(i)) TO '${space.root}/${name}' (ROW_GROUP_SIZE 2048)`,
      );
    await write('part-1.parquet', 0, 'WHEN i = 300000 THEN 5');
    await write('part-2.parquet', half, 'WHEN i = 400000 THEN 0');
    const both = await openSource(space.engine, { name: 'data', paths: ['part-*.parquet'], root: space.root });
    expect(await order(both, 'type: integer, monotonic: strictly_increasing')).toEqual([
      `x.monotonic fail 2/${2 * half}`,
      'part-1.parquet:300001,part-2.parquet:1',
    ]);
  });

  test('a table of a warehouse has no order', () => {
    const { measure } = monotonic('x', 'integer', 'increasing', { operator: '<=', value: 0, unit: 'count' });
    const x = { name: 'x', type: 'bigint' };
    const scope = { dialect: trino, columns: [x], column: () => x, relation: 't' };
    expect(() => measure.by === 'statement' && measure.sql(scope)).toThrow(
      'monotonic: the rows of a table have no order. Check the order of rows in files, with `engine: duckdb`.',
    );
  });

  test.each([
    ['type: integer, monotonic: up', /expected increasing, decreasing, strictly_increasing/],
    ['monotonic: increasing', /needs the column's type/],
    ['type: string, monotonic: increasing', /is for columns of type integer or number or date or timestamp/],
  ])('refused: %s', async (column, message) => {
    await expect(judge(space, [], `columns: { x: { ${column} } }`)).rejects.toThrow(message);
  });
});
