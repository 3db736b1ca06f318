import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from './fixture/judged.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import type { Source } from './source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const lines = [
  { id: 1, address: { city: 'Rome', geo: { lat: 41.9 } } },
  { id: 2, address: { city: 'Oslo', geo: { lat: 95 } } },
  { id: 3, address: { city: null, geo: null } },
  { id: 4, address: null },
].map((line) => `${JSON.stringify(line)}\n`);

async function nested(format: 'json' | 'parquet'): Promise<Source> {
  if (format === 'json') return space.source('nested.jsonl', lines.join(''));
  const file = await space.write('nested.json', lines.join(''));
  return space.parquet('nested.parquet', `SELECT * FROM read_json('${file}', format = 'newline_delimited')`);
}

describe.each(['json', 'parquet'] as const)('structures in %s', (format) => {
  const source = () => nested(format);
  test.each([
    ['a type', 'address.city: string', 'address.city.type pass 0/2'],
    ['another type', 'address.city: integer', 'address.city.type fail 2/2'],
    ['missing values, and those of missing structures', 'address.city: { nulls: 1 }', 'address.city.nulls fail 2/4'],
    ['two levels down', 'address.geo.lat: { type: number, max: 90 }', 'address.geo.lat.range fail 1/2'],
    ['a set', 'address.city: { type: string, in: [Rome, Oslo] }', 'address.city.in pass 0/2'],
    ['uniqueness', 'address.city: { unique: true }', 'address.city.unique pass 0/2'],
    [
      'spellings of missing',
      'address.city: { type: string, missing: [Oslo], nulls: 2 }',
      'address.city.nulls fail 3/4',
    ],
    ['a mean', 'address.geo.lat: { type: number, mean: "<= 68" }', 'address.geo.lat.mean fail 68.45'],
  ])('%s', async (_, column, expected) => {
    const report = await judge(space, [await source()], `columns: { ${column.replace(/^([\w.]+)/, '"$1"')} }`);
    expect(told(report, expected.split(' ')[0] ?? '')).toEqual([expected]);
  });

  test('a field that is not there is a missing column', async () => {
    const report = await judge(
      space,
      [await source()],
      'columns: { address.zip: string, address.geo.lon: number, id.x: {} }',
    );
    const missing = report.rules.filter(({ kind, status }) => kind === 'present' && status === 'fail');
    expect(missing.map(({ column }) => column)).toEqual(['address.zip', 'address.geo.lon', 'id.x']);
  });

  test('conditions, keys and other columns', async () => {
    const contract = `columns: { id: integer, address.city: string }
extra_columns: fail
key: [id, address.city]
checks: [{ expr: { sql: '"address.city" = ''Rome''', where: '"address.city" IS NOT NULL' } }]`;
    const report = await judge(space, [await source()], contract);
    expect(told(report, 'expr').map((each) => each.slice(-8))).toEqual(['fail 1/2']);
    expect(told(report, 'extra_columns')).toEqual(['extra_columns fail 1/3']); // address.geo
    expect(told(report, 'key')).toEqual([
      'key.id.nulls pass 0/4',
      'key.address.city.nulls fail 2/4',
      'key(id,address.city) pass 0/2',
    ]);
  });
});

describe.each(['json', 'parquet'] as const)('fields beside those that are named, in %s', (format) => {
  test.each<[columns: string, told: string, note?: string]>([
    ['id: {}, address.city: {}, address.geo.lat: {}', 'pass 0/3'],
    ['id: {}, address.city: {}, address.geo: {}', 'pass 0/3'],
    ['id: {}, address: {}, address.geo.lat: {}', 'pass 0/2'],
    ['id: {}, address.geo.lat: {}', 'fail 1/3', '"address.city"'],
    ['id: {}, address.city: {}, address.geo.lon: { optional: true }', 'fail 1/3', '"address.geo.lat"'],
    ['address.city: {}, address.geo.lat: {}', 'fail 1/3', '"id"'],
    ['id: {}, address.city: { missing: [Oslo] }, address.geo: {}', 'pass 0/3'],
  ])('%s', async (columns, expected, note) => {
    const quoted = columns.replaceAll(/([\w.]+): \{/g, '"$1": {');
    const report = await judge(
      space,
      [await nested(format)],
      `columns: { ${quoted} }\nextra_columns: fail\nchecks: [{ expr: { name: e, sql: "true", where: "1 = 1" } }]`,
    );
    expect(told(report, 'extra_columns')).toEqual([`extra_columns ${expected}`]);
    const found = report.rules.find(({ id }) => id === 'extra_columns')?.note;
    expect(found).toBe(note && `not in the contract: ${note}`);
  });
});

test('keys that only some objects have are told, of a map as many as there is room for', async () => {
  const values = Array.from({ length: 1_500 }, (_, at) => JSON.stringify({ a: { x: 1, [`k${at}`]: at } }));
  const odd = ['{"a":null}', '{"a":[{"y":1}]}', '{"a":7}', '{"b":1}'];
  const source = await space.source('map.jsonl', `${[...odd, ...values].join('\n')}\n`);
  const report = await judge(space, [source], 'columns: { a.x: {}, b: {} }\nextra_columns: warn');
  expect(told(report, 'extra_columns')).toEqual(['extra_columns warn 1000/1001']);
});

test('a column of that very name comes first; hostile names stay names', async () => {
  const dotted = await space.source('dotted.csv', 'a.b\n7\n');
  expect(told(await judge(space, [dotted], 'columns: { a.b: integer }'), 'a.b')).toEqual([
    'a.b.present pass ',
    'a.b.type pass 0/1',
  ]);
  const odd = await space.source('odd.jsonl', `${JSON.stringify({ a: { 'x\'/~"': 1 } })}\n`);
  const contract = `columns: { ${JSON.stringify('a.x\'/~"')}: integer }`;
  expect((await judge(space, [odd], contract)).verdict).toBe('pass');
});
