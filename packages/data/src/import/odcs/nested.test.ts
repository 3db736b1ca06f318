import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../../check.ts';
import { parseContract } from '../../contract/native.ts';
import { told } from '../../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../../fixture/workspace.ts';
import type { Source } from '../../source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const contractOf = (property: object): string =>
  JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    schema: [{ name: 't', properties: [{ name: 'a', ...property }] }],
  });

async function judged(property: object, source: Source): Promise<string | undefined> {
  const contract = parseContract(contractOf(property), 'c.json');
  const files = { workspace: space.root, base: space.root };
  return told(await checkData({ engine: space.engine, sources: [source], contract, files }), 'json_schema')[0];
}

const text = { logicalType: 'string' };
const order = {
  logicalType: 'object',
  properties: [
    { name: 'id', logicalType: 'integer', required: true },
    { name: 'note', ...text, logicalTypeOptions: { maxLength: 3 } },
    { name: 'at', logicalType: 'timestamp' },
    {
      name: 'lines',
      logicalType: 'array',
      logicalTypeOptions: { minItems: 1 },
      items: { logicalType: 'object', properties: [{ name: 'sku', ...text, required: true }] },
    },
  ],
};

test.each<[string, object, unknown, string]>([
  ['a field', order, { id: 1, note: 'abc' }, 'pass 0/1'],
  ['a field that is there and null', order, { id: 1, note: null, lines: null }, 'pass 0/1'],
  ['a field that is missing', order, { note: 'abc' }, 'fail 1/1'],
  ['a field that is null', order, { id: null }, 'fail 1/1'],
  ['a type of a field', order, { id: 'x' }, 'fail 1/1'],
  ['an option of a field', order, { id: 1, note: 'abcd' }, 'fail 1/1'],
  ['a time', order, { id: 1, at: '2024-01-31T10:00:00Z' }, 'pass 0/1'],
  ['a time that is none', order, { id: 1, at: '2024-13-31T10:00:00Z' }, 'fail 1/1'],
  ['items', order, { id: 1, lines: [{ sku: 'x' }] }, 'pass 0/1'],
  ['too few items', order, { id: 1, lines: [] }, 'fail 1/1'],
  ['a field of items', order, { id: 1, lines: [{ sku: 'x' }, {}] }, 'fail 1/1'],
  ['a value that is no object', order, 'text', 'fail 1/1'],
  ['an object of whatever', { logicalType: 'object' }, { x: [1] }, 'pass 0/1'],
  ['a list where an object is asked', { logicalType: 'object' }, [1], 'fail 1/1'],
  ['a list of whatever', { logicalType: 'array' }, [1, 'x'], 'pass 0/1'],
  [
    'a map',
    { logicalType: 'map', map: { key: text, value: { logicalType: 'integer' } } },
    { x: 1, y: null },
    'pass 0/1',
  ],
  [
    'a value of a map',
    { logicalType: 'map', map: { key: text, value: { logicalType: 'integer' } } },
    { x: 'y' },
    'fail 1/1',
  ],
  ['a set', { logicalType: 'array', items: text, logicalTypeOptions: { uniqueItems: true } }, ['a', 'b'], 'pass 0/1'],
  [
    'a set that repeats',
    { logicalType: 'array', items: text, logicalTypeOptions: { uniqueItems: true } },
    ['a', 'a'],
    'fail 1/1',
  ],
  [
    'a range of bits',
    { logicalType: 'array', items: { logicalType: 'integer', logicalTypeOptions: { format: 'u8' } } },
    [255],
    'pass 0/1',
  ],
  [
    'beyond it',
    { logicalType: 'array', items: { logicalType: 'integer', logicalTypeOptions: { format: 'u8' } } },
    [256],
    'fail 1/1',
  ],
  ['members', { logicalType: 'array', items: { ...text, enum: [{ value: 'x' }] } }, ['x', null], 'pass 0/1'],
  ['no member', { logicalType: 'array', items: { ...text, enum: [{ value: 'x' }] } }, ['y'], 'fail 1/1'],
])('%s', async (_, property, value, expected) => {
  const lines = `${JSON.stringify({ a: value, k: 1 })}\n`;
  const cell = typeof value === 'string' ? value : JSON.stringify(value);
  const csv = `a,k\n"${cell.replaceAll('"', '""')}",1\n`;
  for (const source of [await space.source('d.jsonl', lines), await space.source('d.csv', csv)])
    expect((await judged(property, source))?.replace(/(\d\/\d).*/, '$1')).toBe(`json_schema(a) ${expected}`);
});

test('structures, lists and maps of Parquet are their JSON', async () => {
  const line = "{'sku': 'x'}";
  const select = (id: string, at = "TIMESTAMP '2024-01-01 10:00:00'") =>
    `SELECT {'id': ${id}, 'note': NULL::VARCHAR, 'at': ${at}, 'lines': [${line}]} AS a`;
  expect(await judged(order, await space.parquet('d.parquet', select('1')))).toBe('json_schema(a) pass 0/1');
  expect(await judged(order, await space.parquet('d.parquet', select('NULL::INTEGER')))).toBe(
    'json_schema(a) fail 1/1',
  );
  const map = { logicalType: 'map', map: { key: text, value: { logicalType: 'integer' } } };
  expect(await judged(map, await space.parquet('d.parquet', "SELECT MAP {'x': 1} AS a"))).toBe(
    'json_schema(a) pass 0/1',
  );
  expect(await judged(map, await space.parquet('d.parquet', "SELECT MAP {'x': 1.5} AS a"))).toBe(
    'json_schema(a) fail 1/1',
  );
});

test.each([
  ['string', 'date-time', '2024-01-31T10:00:00Z', '31.1.2024'],
  ['string', 'date', '2024-01-31', '2024-13-31'],
  ['timestamp', 'date-time', '2024-01-31T10:00:00Z', '31.1.2024'],
  ['date', 'date', '2024-01-31', '2024-13-31'],
  ['date', 'date', '2024-02-29', '2023-02-29'],
  ['date', 'date', '2000-02-29', '1900-02-29'],
  ['date', 'date', '2024-04-30', '2024-04-31'],
])('%s of the format %s, of a cell and in one', async (logicalType, format, good, bad) => {
  const property = { logicalType, logicalTypeOptions: { format } };
  for (const [value, status] of [
    [good, 'pass'],
    [bad, 'fail'],
  ] as const) {
    const nested = await space.source('n.jsonl', `${JSON.stringify({ a: [value] })}\n`);
    expect(await judged({ logicalType: 'array', items: property }, nested)).toBe(
      `json_schema(a) ${status} ${status === 'pass' ? 0 : 1}/1`,
    );
    const contract = parseContract(contractOf(property), 'c.json');
    const files = { workspace: space.root, base: space.root };
    const sources = [await space.source('c.csv', `a,k\n${value},1\n`)];
    expect((await checkData({ engine: space.engine, sources, contract, files })).verdict).toBe(status);
  }
});

test('one personal field makes the whole column personal', () => {
  const field = { name: 'mail', ...text, classification: 'restricted' };
  const { meaning } = parseContract(contractOf({ logicalType: 'object', properties: [field] }), 'c.json');
  expect([...meaning.personal]).toEqual(['a']);
});

test.each<[object, string]>([
  [
    { logicalType: 'object', properties: [{ name: 'x', logicalType: 'vector' }] },
    'vector is no type of what is nested',
  ],
  [{ logicalType: 'object', properties: [{ name: 'x', ...text, items: text }] }, 'the property is no array'],
  [{ logicalType: 'object', logicalTypeOptions: { minLength: 1 } }, 'it says nothing of this type'],
  [{ logicalType: 'array', items: { ...text, logicalTypeOptions: { format: 'iban' } } }, 'no native format'],
  [{ logicalType: 'map', map: { key: { logicalType: 'integer' } } }, 'keys of JSON are texts'],
  [{ logicalType: 'object', properties: [{ name: 'x', ...text, unique: true }] }, 'it is not asked of what is nested'],
])('refused: %j', (property, message) => expect(() => parseContract(contractOf(property), 'c.json')).toThrow(message));

test('a nested type can be left out', () => {
  const { blocks } = parseContract(contractOf({ logicalType: 'object' }), 'c.json', { ignore: ['a:logicalType'] });
  expect(blocks).toEqual([]);
});
