import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { parseContract } from './native.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

describe('a rule of `checks` fails where it passes over values of another type', () => {
  test.each<[columns: string, checks: string, expected: string[]]>([
    ['a: { type: integer, severity: info }', '{ column: { name: a, min: 1 } }', ['info 2/3', 'fail 2/3']],
    ['a: { type: integer, severity: warn }', '{ column: { name: a, mean: [0, 9] } }', ['warn 2/3', 'fail 2/3']],
    [
      'a: { type: integer, where: "b = 1" }',
      '{ column: { name: a, monotonic: increasing } }',
      ['pass 0/1', 'fail 2/3'],
    ],
    [
      'a: { type: integer, where: "b = 1" }',
      '{ column: { name: a, min: 1, where: "b = 2", failing: "<= 60%" } }',
      ['pass 0/1', 'fail 2/2'],
    ],
    [
      'a: { type: integer, severity: info }',
      '{ column: { name: a, min: 1, failing: "<= 70%" } }',
      ['info 2/3', 'pass 2/3'],
    ],
    [
      'a: { type: integer, severity: info }',
      '{ column: { name: a, min: 1, severity: warn } }, { column: { name: a, max: 9 } }, { column: { name: a, sum: [0, 9] } }',
      ['info 2/3', 'warn 2/3', 'fail 2/3'],
    ],
    ['a: { type: "integer[2]", severity: info }', '{ column: { name: a, min_items: 1 } }', ['info 3/3', 'fail 3/3']],
    // somebody asks for the type as strictly
    ['a: integer', '{ column: { name: a, min: 1 } }', ['fail 2/3']],
    ['a: { type: integer, severity: warn }', '{ column: { name: a, min: 1, severity: info } }', ['warn 2/3']],
    ['a: { type: integer, where: "b = 1" }', '{ column: { name: a, min: 1, where: "b = 1" } }', ['pass 0/1']],
    // nothing is passed over
    ['a: { type: integer, severity: info }', '{ column: { name: a, unique: true } }', ['info 2/3']],
    ['a: { type: integer, severity: info, min: 1 }', '{ rows: { min: 1 } }', ['info 2/3']],
  ])('%s, %s', async (columns, checks, expected) => {
    const source = await space.source('mixed.csv', 'a,b\n5,1\nx,2\ny,2\n');
    const contract = `columns: { ${columns}, b: integer }\nchecks: [${checks}]`;
    const types = told(await judge(space, [source], contract), 'a.type');
    expect(types).toEqual(expected.map((each) => `a.type ${each}`));
  });

  test('in segments', () => {
    const text = (by: string): string =>
      `version: 1\ncolumns: { a: { type: integer, by: { columns: b, min_n: 9 } }, b: integer }\nchecks: [{ column: { name: a, min: 1${by} } }]`;
    const types = (by: string): string[] =>
      parseContract(text(by), 'c.yaml')
        .rules.filter(({ kind, column }) => kind === 'type' && column === 'a')
        .map(({ id }) => id);
    expect(types('')).toEqual(['a.type by b', 'a.type']);
    expect(types(', by: b')).toEqual(['a.type by b', 'a.type by b']);
    expect(types(', by: { columns: b, min_n: 9 }')).toEqual(['a.type by b']);
  });
});
