import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { Source } from '../source.ts';
import { conflictingRows } from './conflicts.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const csv = (text: string): Promise<Source> => space.source('labels.csv', text);
const labels = async (rows: string, keys: string) =>
  judge(space, [await csv(`id,a,b,y\n${rows}`)], `labels: { column: y, ${keys} }`);

describe('labels', () => {
  const cases: readonly [what: string, keys: string, rows: string, told: string][] = [
    ['missing: none', 'missing: 0', '1,1,1,x\n', 'missing pass 0/1'],
    ['missing: one', 'missing: 0', '1,1,1,x\n2,1,1,\n', 'missing fail 1/2'],
    ['in: all', 'in: [x, "1"]', '1,1,1,x\n2,1,1,1\n3,1,1,\n', 'in pass 0/2'],
    ['in: one is not', 'in: [x]', '1,1,1,x\n2,1,1,X\n', 'in fail 1/2'],
    ['in: numbers', 'in: [0, 1]', '1,1,1,0\n2,1,1,1.0\n', 'in pass 0/2'],
    ['in: nothing is labelled', 'in: [0, 1]', '1,1,1,\n', 'in fail 0/0'],
    ['share: every class', 'min_share: 50%', '1,1,1,x\n2,1,1,y\n', 'min_share pass 0/2'],
    ['share: a rare one', 'min_share: ">= 40%"', '1,1,1,x\n2,1,1,x\n3,1,1,y\n', 'min_share fail 1/2'],
    ['share: a class of exactly as many', 'min_share: 7%', `${'1,1,1,x\n'.repeat(93)}${'1,1,1,y\n'.repeat(7)}`, 'min_share pass 0/2'],
    ['share: a listed class that no row has', 'in: [x, z], min_share: 0.1', '1,1,1,x\n', 'in pass 0/1,labels.min_share fail 1/2'],
    ['share: one class is left', 'min_share: 5%', '1,1,1,x\n2,1,1,x\n', 'min_share fail there is one class'],
    ['share: there is but one', 'in: [x], min_share: 5%', '1,1,1,x\n', 'in pass 0/1,labels.min_share pass 0/1'],
    ['imbalance: one class is left', 'imbalance: ">= 0.5"', '1,1,1,x\n2,1,1,x\n', 'imbalance fail there is one class'],
    ['imbalance: within', 'imbalance: ">= 0.5"', '1,1,1,x\n2,1,1,x\n3,1,1,y\n', 'imbalance pass 0.5'],
    ['imbalance: too far', 'imbalance: ">= 0.6"', '1,1,1,x\n2,1,1,x\n3,1,1,y\n', 'imbalance fail 0.5'],
    ['imbalance: no label at all', 'imbalance: ">= 0.6"', '1,1,1,\n', 'imbalance fail there is nothing to measure'],
    ['conflicts: none', 'conflicts: 0', '1,1,1,x\n2,1,1,x\n3,2,1,y\n', 'conflicts pass 0/3'],
    ['conflicts: all rows of the group, without unlabelled ones', 'conflicts: 0', '1,1,1,x\n2,1,1,x\n3,1,1,y\n4,1,1,\n5,2,2,x\n', 'conflicts fail 3/4'],
    ['conflicts: missing equals missing, and is not empty', 'conflicts: 0', '1,,1,x\n2,,1,y\n3,"",1,z\n', 'conflicts fail 2/3'],
    ['conflicts: an ignored column', 'conflicts: 0, ignore: [b]', '1,1,1,x\n2,1,2,y\n', 'conflicts fail 2/2'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (_, keys, rows, expected) => {
    expect(told(await labels(rows, keys), 'labels').join()).toBe(`labels.${expected}`);
  });

  test('Parquet: booleans and doubles by their names', async () => {
    const source = await space.parquet(
      'l.parquet',
      'SELECT * FROM (VALUES (1, true, 1.0::DOUBLE), (2, false, 0)) t(a, ok, y)',
    );
    expect(told(await judge(space, [source], 'labels: { column: ok, in: [true, false] }'), 'labels')).toEqual([
      'labels.in pass 0/2',
    ]);
    expect(told(await judge(space, [source], 'labels: { column: y, in: [1] }'), 'labels')).toEqual([
      'labels.in fail 1/2',
    ]);
  });

  test.each<[ignore: string, told: string]>([
    ['[meta]', 'fail 2/3'],
    ['["meta.ts"]', 'fail 2/3'],
    ['["meta.ts", "meta.by"]', 'fail 2/3'],
    ['["meta.ts", a]', 'fail 3/3'],
    ['[a]', 'pass 0/3'],
  ])('fields that rules name are features once: ignoring %s', async (ignore, expected) => {
    const lines = [
      { a: 1, meta: { ts: 1, by: 'x' }, y: 'x' },
      { a: 1, meta: { ts: 2, by: 'x' }, y: 'z' },
      { a: 2, meta: { ts: 3, by: 'x' }, y: 'z' },
    ];
    const source = await space.source('meta.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const contract = `columns: { meta.ts: integer, meta.by: string }\nlabels: { column: y, conflicts: 0, ignore: ${ignore} }`;
    expect(told(await judge(space, [source], contract), 'labels')).toEqual([`labels.conflicts ${expected}`]);
  });

  test('an empty input excuses itself alone, where it may be empty', async () => {
    const open = async (name: string, rows: string) =>
      space.source(`${name}.csv`, `a,y\n${rows}`, { name, allowEmpty: true });
    const inputs = [await open('train', '1,\n'), await open('test', '')];
    const contract = 'allow_empty: true\nlabels: { column: y, in: [x] }';
    const found = (await judge(space, inputs, contract)).rules.filter(({ id }) => id === 'labels.in');
    expect(found.map(({ source, status }) => [source, status])).toEqual([
      ['train', 'fail'],
      ['test', 'pass'],
    ]);
  });

  test('NaN is no label where labels are numbers', async () => {
    const values = "SELECT * FROM (VALUES (1, 1.0::DOUBLE), (2, 'nan'), (3, NULL)) t(a, y)";
    const found = async (source: Source, contract: string) => told(await judge(space, [source], contract), 'labels');
    const parquet = await space.parquet('nan.parquet', values);
    expect(await found(parquet, 'labels: { column: y, missing: 1 }')).toEqual(['labels.missing fail 2/3']);
    const text = await csv('a,y\n1,1\n2,nan\n3,\n');
    expect(await found(text, 'labels: { column: y, missing: 1 }')).toEqual(['labels.missing pass 1/3']);
    expect(await found(text, 'columns: { y: number }\nlabels: { column: y, missing: 1 }')).toEqual([
      'labels.missing fail 2/3',
    ]);
  });

  test('groups that only share a hash are no conflict', async () => {
    const source = await csv('a,y\n1,x\n2,z\n3,x\n3,z\n');
    expect(await conflictingRows(space.engine, source, { column: 'y', ignore: [] }, () => '1')).toMatchObject({
      failing: 2,
      of: 4,
    });
  });

  test('only the inputs that are named; a column that is not there is an error', async () => {
    const train = { ...(await csv('a,y\n1,x\n')), name: 'train' };
    const test = { ...(await space.source('unlabelled.csv', 'a,b\n1,2\n')), name: 'test' };
    expect(
      told(await judge(space, [train, test], 'labels: { column: y, in: [x], inputs: [train] }'), 'labels'),
    ).toEqual(['labels.in pass 0/1']);
    expect(told(await judge(space, [train, test], 'labels: { column: y, in: [x] }'), 'labels')).toEqual([
      'labels.in pass 0/1',
      'labels.in error column "y" is missing',
    ]);
    expect(told(await judge(space, [train], 'labels: { column: y, in: [x], inputs: [val] }'), 'labels')).toEqual([
      'labels.in error there is no input "val"',
    ]);
    expect(
      told(
        await judge(space, [{ ...(await csv('id,y\n1,x\n')), name: 'train' }], 'labels: { column: y, conflicts: 0 }'),
        'labels',
      ),
    ).toEqual(['labels.conflicts error there is no feature beside the label']);
  });

  test('a condition narrows the rows; one that is no expression is an error', async () => {
    const rows = '1,1,1,x\n2,1,2,y\n3,9,1,z\n';
    const typed = `columns: { a: integer }\nlabels: { column: y, in: [x, y], where: "a < 5" }`;
    expect(told(await judge(space, [await csv(`id,a,b,y\n${rows}`)], typed), 'labels')).toEqual(['labels.in pass 0/2']);
    for (const where of ['a < 5', '1=1); DROP TABLE x; --', 'nothing = 1'])
      expect((await labels(rows, `in: [x], where: ${JSON.stringify(where)}`)).verdict).toBe('error');
  });

  test('a mistyped column to ignore would stay a feature', async () => {
    const report = await labels('1,1,1,x\n2,1,1,y\n', 'conflicts: 0, missing: 0, ignore: [rowid]');
    expect(told(report, 'labels')).toEqual([
      'labels.missing pass 0/2',
      'labels.conflicts error there is no column "rowid" to ignore',
    ]);
  });

  test('hostile labels and values stay inert and untold', async () => {
    const report = await labels(
      `1,1,1,"'); DROP TABLE x; --"\n2,1,1,secret-value\n`,
      `in: ["'); DROP TABLE x; --"], conflicts: 0, min_share: 90%`,
    );
    expect(told(report, 'labels')).toEqual([
      'labels.in fail 1/2',
      'labels.min_share fail 2/2',
      'labels.conflicts fail 2/2',
    ]);
    expect(JSON.stringify(report.rules.map(({ expected: _, ...rule }) => rule))).not.toMatch(/secret-value|DROP/);
  });

  test.each([
    ['column: y', /asks for nothing/],
    ['in: [a]', /names no column/],
    ['column: y, in: [a, a]', /twice/],
    ['column: y, in: []', /lists nothing/],
    ['column: y, min_share: 120%', /not a share/],
    ['column: y, imbalance: [2, 1]', /upper bound is below/],
    ['column: y, conflict: 0', /Did you mean conflicts/],
  ])('refused: %s', async (keys, message) => {
    await expect(judge(space, [], `labels: { ${keys} }`)).rejects.toThrow(message);
  });
});
