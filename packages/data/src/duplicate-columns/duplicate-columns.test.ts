import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const judged = async (csv: string, check: string) => {
  const source = await space.source('columns.csv', csv, { allowEmpty: true });
  const report = await judge(space, [source], `allow_empty: true\nchecks: [{ duplicate_columns: ${check} }]`);
  return { told: told(report, 'duplicate_columns'), note: report.rules.at(-1)?.note };
};

describe('duplicate_columns', () => {
  test.each([
    ['each column is its own', 'a,b\n1,2\n2,1\n', 'all', 'pass 0/2'],
    ['the same values in another order', 'a,b\n1,2\n2,1\n1,2\n2,1\n', 'all', 'pass 0/2'],
    ['a copy of the values in another order', 'a,b,c\n1,2,2\n2,1,1\n', 'all', 'fail 1/3'],
    ['a copy', 'a,b,c\n1,x,1\n2,y,2\n', 'all', 'fail 1/3'],
    ['copies with missing values', 'a,b\n1,1\n,\n', 'all', 'fail 1/2'],
    ['a missing value that the other has', 'a,b\n1,1\n,3\n', 'all', 'pass 0/2'],
    ['two copies of one', 'a,b,c\n1,1,1\n', 'all', 'fail 2/3'],
    ['an accepted copy', 'a,b\n1,1\n', '{ columns: all, failing: 1 }', 'pass 1/2'],
    ['some rows only', 'a,b,k\n1,1,x\n1,2,y\n', '{ columns: all, where: "k = \'x\'" }', 'fail 1/3'],
    ['a warning', 'a,b\n1,1\n', '{ columns: all, severity: warn }', 'warn 1/2'],
    ['no row', 'a,b\n', 'all', 'pass 0/0'],
  ])('%s', async (_, csv, check, expected) => {
    expect((await judged(csv, check)).told).toEqual([`duplicate_columns ${expected}`]);
  });

  test('only the columns that are named; the note says which repeats which', async () => {
    expect((await judged('a,b,c\n1,1,1\n', '[a, c]')).told).toEqual(['duplicate_columns(a,c) fail 1/2']);
    expect((await judged('a,b\n1,1\n', '[a, z]')).told).toEqual(['duplicate_columns(a,z) error column "z" is missing']);
    expect((await judged('a,b c,d\n1,7,7\n2,8,8\n', 'all')).note).toBe('"d" repeats "b c"');
  });

  test('in Parquet, nested columns too', async () => {
    const source = await space.parquet('columns.parquet', 'SELECT 1 AS a, [1, 2] AS b, [1, 2] AS c');
    expect(told(await judge(space, [source], 'checks: [{ duplicate_columns: all }]'), 'duplicate')).toEqual([
      'duplicate_columns fail 1/3',
    ]);
  });

  test('another key is refused', async () => {
    await expect(judged('a\n1\n', '{ column: a }')).rejects.toThrow('Did you mean columns?');
  });
});
