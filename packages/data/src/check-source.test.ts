import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge, told } from './fixture/judged.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const missing = 'column "id" is missing';

test.each<[contract: string, id: string, expected: string[]]>([
  [
    'key: [id]\ncolumns: { id: { type: string, severity: info } }',
    'key',
    [`key.id.nulls error ${missing}`, `key(id) error ${missing}`],
  ],
  [
    'columns: { id: { type: string, severity: warn } }\nchecks: [{ unique: [id] }]',
    'unique',
    [`unique(id) error ${missing}`],
  ],
  [
    'columns: { id: { type: date, severity: info } }\nchecks: [{ fresh: { column: id, within: 2d, severity: warn } }]',
    'id.fresh',
    [`id.fresh error ${missing}`],
  ],
  [
    'columns: { id: { type: integer, severity: info } }\nchecks: [{ column: { name: id, min: 3 } }]',
    'id.range',
    [`id.range error ${missing}`],
  ],
  // `present` says it as strictly
  ['columns: { id: { type: integer, min: 3, severity: info } }', 'id.range', []],
  ['key: [id]\ncolumns: { id: string }', 'key', []],
  ['columns: { id: string }\nchecks: [{ unique: { columns: [id], severity: warn } }]', 'unique', []],
  ['columns: { id: { type: string, optional: true } }\nchecks: [{ unique: [id] }]', 'unique', []],
])('a missing column, whatever its own severity: %s', async (contract, id, expected) => {
  const source = await space.source('lacks.csv', 'a\n1\n');
  expect(told(await judge(space, [source], contract), id)).toEqual(expected);
});
