import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { findOverlap, type OverlapColumns } from './overlap.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

let files = 0;
/** `.csv`, or `.jsonl` for text that starts with a brace. */
async function source(name: 'train' | 'test', text: string) {
  files += 1;
  return workspace.source(`${name}-${files}.${text.startsWith('{') ? 'jsonl' : 'csv'}`, text, { name });
}
const overlap = async (train: string, held: string, columns: OverlapColumns = {}) =>
  findOverlap(workspace.engine, await source('train', train), await source('test', held), columns);

describe('rows that training has seen', () => {
  const train = 'id,a,b,y\n1,1,x,0\n2,2.5,y,1\n3,,z,0\n';
  const cases: readonly [what: string, held: string, columns: OverlapColumns, shared: number][] = [
    ['none', 'id,a,b,y\n1,1,q,0\n', {}, 0],
    ['another id is no other row', 'id,a,b,y\n9,1,x,0\n8,1,x,0\n7,5,x,0\n', {}, 2],
    ['another label is one, unless it is named', 'id,a,b,y\n9,1,x,1\n', {}, 0],
    ['another label is none where it is named', 'id,a,b,y\n9,1,x,1\n', { label: 'y' }, 1],
    ['spelling of numbers', 'id,a,b,y\n9,1.0,x,0\n8,2.50,y,1\n', {}, 2],
    ['missing is missing, and not empty text', 'id,a,b,y\n9,,z,0\n8,,,0\n', {}, 1],
    ['order of columns', 'y,b,a,id\n0,x,1,9\n', {}, 1],
    ['another format', '{"y":0,"b":"x","a":1,"id":9}\n{"y":0,"b":"x","a":1.5,"id":9}\n', {}, 1],
    ['only columns that both have', 'id,a,b,y,new\n9,1,x,0,7\n', {}, 1],
    ['an id of another name', 'key,a,b,y\n9,1,x,0\n', {}, 1],
  ];
  test.each(cases)('%s', async (_, held, columns, shared) => {
    const found = await overlap(train, held, columns);
    expect([found.sharedRows, found.testRows, found.trainRows]).toEqual([
      shared,
      held.trim().split('\n').length - (held.startsWith('{') ? 0 : 1),
      3,
    ]);
  });

  test('values that join to the same text are not the same row', async () => {
    const found = await overlap('a,b\n"1,2:",x\n', 'a,b\n1,"2:,x"\n');
    expect(found.sharedRows).toBe(0);
  });

  test('Parquet against CSV', async () => {
    const train = await workspace.parquet(
      'train.parquet',
      "SELECT 7::INTEGER AS id, 2.5::DOUBLE AS a, 'y' AS b, 1::BIGINT AS y",
    );
    const held = await source('test', 'id,a,b,y\n1,2.5,y,1\n2,2.5,y,2\n');
    expect((await findOverlap(workspace.engine, train, held, {})).sharedRows).toBe(1);
  });
});

describe('groups and times', () => {
  test('groups on both sides, and the test rows in them', async () => {
    const found = await overlap('a,who\n1,p1\n2,p2\n3,\n', 'a,who\n11,p2\n12,p2\n13,p3\n14,\n', { group: 'who' });
    expect(found.groups).toEqual({ shared: 1, of: 2, rows: 2 });
  });
  const times: readonly [what: string, train: string, held: string, late: number][] = [
    ['all before', '2026-01-01\n2026-01-31', '2026-02-01\n2026-03-01', 0],
    ['the same day is late', '2026-01-01\n2026-02-01', '2026-02-01', 1],
    ['two after', '2026-03-01\n2026-04-01\n2026-01-01', '2026-02-01\n2026-05-01', 2],
    ['timestamps', '2026-01-01T00:00:00Z\n2026-01-01T02:00:00Z', '2026-01-01T01:00:00Z', 1],
    ['numbers', '1\n2\n3', '2.5', 1],
  ];
  test.each(times)('%s', async (_, train, held, late) => {
    const found = await overlap(`a,t\n${table(train)}`, `a,t\n${table(held)}`, { time: 't' });
    expect(found.lateRows).toBe(late);
  });
  const table = (column: string) =>
    column
      .split('\n')
      .map((value, at) => `${at},${value}\n`)
      .join('');
});

describe('what cannot be looked at is an error', () => {
  const cases: readonly [what: string, train: string, held: string, columns: OverlapColumns][] = [
    ['a column that is not there', 'a,b\n1,2\n', 'a,c\n1,2\n', { group: 'b' }],
    ['nothing in common', 'a\n1\n', 'c\n1\n', {}],
    ['nothing but the id', 'id,a\n1,2\n', 'id,c\n1,2\n', {}],
    ['times that are text', 'a,t\n1,soon\n', 'a,t\n1,later\n', { time: 't' }],
    ['no time at all', 'a,t\n1,2026-01-01\n', 'a,t\n1,\n', { time: 't' }],
  ];
  test('says why', async () => {
    const told = await Promise.all(
      cases.map(async ([, train, held, columns]) =>
        overlap(train, held, columns).then(String, (error: Error) => error.message),
      ),
    );
    expect(told).toMatchInlineSnapshot(`
      [
        "test: there is no column "b" (got columns "a", "c").",
        "holdout.overlap: train and test have no feature in common (expected columns of the same name on both sides, besides id and label).",
        "holdout.overlap: train and test have no feature in common (expected columns of the same name on both sides, besides id and label).",
        "holdout.overlap.time: the column "t" holds no times (got text, expected dates, timestamps or numbers on both sides).",
        "holdout.overlap.time: the column "t" holds no times (got text, expected dates, timestamps or numbers on both sides).",
      ]
    `);
  });
});
