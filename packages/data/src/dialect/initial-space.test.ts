import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { requireSameCount } from '../second-count.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const CONTRACT =
  'version: 1\nread: { csv: { skip_initial_space: true, null: ["", NA] } }\ncolumns: { a: integer, b: string }';
const { csv } = parseContract(CONTRACT, 'c.yaml');

async function rowsOf(text: string): Promise<unknown[][]> {
  const source = await space.source('spaces.csv', text, { csv });
  const rows = await space.engine.rows(`SELECT * FROM ${source.relation}`);
  requireSameCount(source, rows.length);
  return [source.columns.map(({ name }) => name), ...rows.map((row) => Object.values(row))];
}

describe('spaces before values that belong to none', () => {
  // the values of csv.reader(skipinitialspace=True) of Python, with what is missing as null
  test.each<[what: string, text: string, rows: unknown[][]]>([
    [
      'before quotes',
      '"a", "b"\n"1",  "x,y"\n',
      [
        ['a', 'b'],
        ['1', 'x,y'],
      ],
    ],
    [
      'before plain values',
      'a, b\n1,  x \n',
      [
        ['a', 'b'],
        ['1', 'x '],
      ],
    ],
    [
      'at the start of rows',
      ' a,b\n "1","x"\n 2,y\n',
      [
        ['a', 'b'],
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'before what is missing',
      'a, b\n1, NA\n2,  \n3, "NA"\n4, ""\n',
      [
        ['a', 'b'],
        ['1', null],
        ['2', null],
        ['3', 'NA'],
        ['4', ''],
      ],
    ],
    [
      'before line ends and quotes in quotes',
      'a, b\n1, "x\n\n y"\n2, """y"\n',
      [
        ['a', 'b'],
        ['1', 'x\n\n y'],
        ['2', '"y'],
      ],
    ],
    [
      'and other white space stays',
      'a,b\n1, \tx\n',
      [
        ['a', 'b'],
        ['1', '\tx'],
      ],
    ],
  ])('%s', async (_, text, rows) => {
    expect(await rowsOf(text)).toEqual(rows);
  });

  test('a byte-order mark behind them is a value', async () => {
    const names = ['a', 'b'];
    const source = await space.source('spaces.csv', '  \ufeff, x\n', { csv: { names, skipInitialSpace: true } });
    expect(await space.engine.row(`SELECT hex(a) AS a, b FROM ${source.relation}`)).toEqual({ a: 'EFBBBF', b: 'x' });
  });

  test('rules see the values behind them', async () => {
    const source = await space.source('spaces.csv', '"a", "b"\n"1", "x"\n 2, y\n', { csv });
    expect((await judge(space, [source], CONTRACT.slice('version: 1\n'.length))).verdict).toBe('pass');
  });

  test.each([
    ['a,b\n1, "x" \n', /nothing between a closing quote and the delimiter/],
    ['a,b\n1, "', /line 2 of "spaces.csv": a quoted value is never closed/],
    ['a,b\n1, "x,y\n', /line 2 of "spaces.csv": a quoted value is never closed/],
  ])('what readers would read otherwise is refused: %j', async (text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(message);
  });

  test('are of the values otherwise, and before a quote an error that says how to go on', async () => {
    const source = await space.source('spaces.csv', 'a,b\n1, x\n');
    expect(told(await judge(space, [source], 'columns: { b: { type: string, in: [x] } }'), '')).toContain(
      'b.in fail 1/1',
    );
    await expect(space.source('spaces.csv', '"a", "b"\n1, "x"\n')).rejects.toThrow(
      'data, line 1 of "spaces.csv": a value begins with spaces and a quote, which readers take for different values. Remove the spaces, or set `read: { csv: { skip_initial_space: true } }` in the contract where they belong to no value.',
    );
  });

  test('cannot be told from a delimiter that is a space', () => {
    const text = 'version: 1\nread: { csv: { delimiter: " ", skip_initial_space: true } }\nchecks: [{ rows: 1 }]';
    expect(() => parseContract(text, 'c.yaml')).toThrow('a delimiter that is a space leaves no space to skip');
  });
});
