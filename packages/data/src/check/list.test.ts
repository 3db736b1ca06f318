import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { parseListType } from '../list-type.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

type Case = readonly [what: string, type: string, values: readonly unknown[], failing: string];
/** Each value is one row; the same in JSON and, where Parquet can hold them in one column, in Parquet. */
const cases: readonly Case[] = [
  ['a vector', 'number[3]', [[1, 2.5, 3], [0, 0, 0]], '0/2'],
  ['a vector too short', 'number[3]', [[1, 2.5, 3], [1, 2]], '1/2'],
  ['a missing item', 'number[]', [[1, 2.5], [1, null]], '1/2'],
  ['a missing vector is not looked at', 'number[2]', [[1, 2], null], '0/1'],
  ['an empty list', 'string[]', [[], ['a']], '0/2'],
  ['texts are no numbers', 'number[]', [['1'], ['2']], '2/2'],
  ['integers are numbers', 'number[2]', [[1, 2]], '0/1'],
  ['fractions are no integers', 'integer[]', [[1.5]], '1/1'],
  ['a matrix', 'integer[2][3]', [[[1, 2, 3], [4, 5, 6]]], '0/1'],
  ['a ragged matrix', 'integer[2][3]', [[[1, 2, 3], [4, 5]], [[1, 2, 3], [4, 5, 6]]], '1/2'],
  ['a vector is no matrix', 'integer[][]', [[1, 2]], '1/1'],
  ['a matrix is no vector', 'integer[]', [[[1, 2]]], '1/1'],
  ['a scalar is no list', 'integer[]', [1], '1/1'],
  ['truth values', 'boolean[2]', [[true, false]], '0/1'],
]; // biome-ignore format: one glance

describe.each(['json', 'parquet'] as const)('lists in %s', (format) => {
  const source = async (values: readonly unknown[]) => {
    const lines = values.map((x) => `${JSON.stringify({ x })}\n`).join('');
    if (format === 'json') return space.source('lists.jsonl', lines);
    const file = await space.write('lists.json', lines);
    return space.parquet('lists.parquet', `SELECT * FROM read_json('${file}', format = 'newline_delimited')`);
  };
  test.each(cases)('%s', async (_, type, values, failing) => {
    const report = await judge(space, [await source(values)], `columns: { x: { type: "${type}" } }`);
    const status = failing.startsWith('0') ? 'pass' : 'fail';
    expect(told(report, 'x.type')).toEqual([`x.type ${status} ${failing}`]);
  });

  test('how many items', async () => {
    const lists = await source([['a'], ['a', 'b'], ['a', 'b', 'c']]);
    const asked = (keys: string) =>
      judge(space, [lists], `columns: { x: { type: "string[]", ${keys} } }`).then((report) => told(report, 'x.items'));
    expect(await asked('min_items: 2')).toEqual(['x.items fail 1/3']);
    expect(await asked('max_items: 2')).toEqual(['x.items fail 1/3']);
    expect(await asked('min_items: 1, max_items: 3')).toEqual(['x.items pass 0/3']);
    expect(await asked('min_items: 2, failing: "<= 50%"')).toEqual(['x.items pass 1/3']);
  });

  test('missing and repeated lists', async () => {
    const lists = await source([[1, 2], [1, 2], null]);
    const report = await judge(space, [lists], 'columns: { x: { type: "integer[2]", required: true, unique: true } }');
    expect(told(report, 'x.')).toEqual(['x.present pass ', 'x.nulls fail 1/3', 'x.type pass 0/2', 'x.unique fail 1/2']);
  });
});

test('finite: each number of a list; a sum that overflows is no infinity', async () => {
  const source = await space.parquet(
    'finite.parquet',
    "SELECT unnest([[1.0::DOUBLE, 2], ['nan'::DOUBLE, 1], ['inf'::DOUBLE], [1e308::DOUBLE, 1e308], NULL, []]) AS x",
  );
  const asked = (type: string) => `columns: { x: { type: "${type}", finite: true } }`;
  expect(told(await judge(space, [source], asked('float[]')), 'x.finite')).toEqual(['x.finite fail 2/5']);
  const deep = await space.parquet('deep.parquet', "SELECT [[1.0::DOUBLE], ['-inf'::DOUBLE]] AS x");
  expect(told(await judge(space, [deep], asked('float[][]')), 'x.finite')).toEqual(['x.finite fail 1/1']);
});

test('a list in a cell of CSV is text', async () => {
  const source = await space.source('lists.csv', 'x,y\n"[1, 2]",1\n');
  expect(told(await judge(space, [source], 'columns: { x: { type: "integer[]" } }'), 'x.type')).toEqual([
    'x.type fail 1/1',
  ]);
});

test('rules of another column check know that it is a list', async () => {
  const source = await space.source('few.jsonl', '{"x":[1]}\n');
  const checked = (keys: string) =>
    judge(space, [source], `columns: { x: "integer[]" }\nchecks: [{ column: { name: x, ${keys} } }]`);
  expect(told(await checked('min_items: 2'), 'x.items')).toEqual(['x.items fail 1/1']);
  await expect(checked('min: 2')).rejects.toThrow(
    'is for columns of type integer or number or date or timestamp (got list)',
  );
  await expect(judge(space, [], 'columns: { x: { type: integer, min_items: 1 } }')).rejects.toThrow(
    'is for columns of type list (got integer)',
  );
});

test.each([
  ['number[768]', { of: 'number', shape: [768] }],
  ['float[28][28]', { of: 'number', shape: [28, 28] }],
  ['string[]', { of: 'string', shape: [null] }],
  ['string', undefined],
  ['list[]', undefined],
  ['number[-1]', undefined],
  ['number[2', undefined],
])('%s', (text, type) => {
  expect(parseListType(text)).toEqual(type);
});
