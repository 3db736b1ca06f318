import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { Source } from '../source.ts';
import { validatorOf } from './validator.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const SCHEMA =
  '{ type: object, required: [id], properties: { id: { type: integer, minimum: 1 }, mail: { format: email } } }';
const rule = `checks: [{ json_schema: { column: payload, schema: ${SCHEMA} } }]`;
const good = '{"id":1,"mail":"a@b.example"}';
const cells = [good, '{"id":0}', '{"mail":"x"}', '{"id":1,"mail":"PRIVATE"}', '{oops', null];

const csvCell = (cell: string | null): string => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`);
const formats: readonly [string, (some: readonly (string | null)[]) => Promise<Source>][] = [
  ['text in CSV', (some) => space.source('cells.csv', `n,payload\n${some.map((cell, n) => `${n},${csvCell(cell)}\n`).join('')}`)],
  ['text in JSONL', (some) => space.source('cells.jsonl', some.map((cell, n) => `${JSON.stringify({ n, payload: cell })}\n`).join(''))],
]; // biome-ignore format: one glance

describe.each(formats)('%s', (_, source) => {
  test('counts what breaks the schema by keyword, and tells no value', async () => {
    const report = await judge(space, [await source(cells)], rule);
    expect(told(report, 'json_schema')).toEqual(['json_schema(payload) fail 4/5']);
    const [result] = report.rules.filter(({ kind }) => kind === 'json-schema');
    expect(result?.note?.split(', ').sort()).toEqual(['1 format', '1 minimum', '1 not JSON', '1 required']);
    expect(JSON.stringify(report)).not.toContain('PRIVATE');
  });

  test('holds where every value is valid; a missing one is not looked at', async () => {
    const report = await judge(space, [await source([good, null, good])], rule);
    expect(told(report, 'json_schema')).toEqual(['json_schema(payload) pass 0/2']);
  });
});

test('objects of JSON and structures of Parquet are taken as they are', async () => {
  const objects = await space.source('objects.jsonl', '{"payload":{"id":1}}\n{"payload":{"id":"1"}}\n');
  expect(told(await judge(space, [objects], rule), 'json_schema')).toEqual(['json_schema(payload) fail 1/2']);
  const nested = await space.parquet('nested.parquet', "SELECT unnest([{'id': 1}, {'id': 0}]) AS payload");
  expect(told(await judge(space, [nested], rule), 'json_schema')).toEqual(['json_schema(payload) fail 1/2']);
});

test('a limit and a condition', async () => {
  const source = await space.source('few.csv', `n,payload\n1,{}\n2,"{""id"":1}"\n`);
  const limited = (keys: string) => judge(space, [source], rule.replace('column:', `${keys}, column:`));
  expect(told(await limited('failing: "<= 50%"'), 'json_schema')).toEqual(['json_schema(payload) pass 1/2']);
  expect(told(await limited('where: "n = \'2\'"'), 'json_schema')).toEqual(['json_schema(payload) pass 0/1']);
});

test.each([
  ['no schema', '{ column: payload }', /needs `schema`/],
  ['a path', '{ column: payload, schema: schemas/x.json }', /must be a JSON Schema/],
  ['another key', '{ column: payload, schema: {}, draft: 7 }', /"draft" is not a key here/],
])('refused: %s', async (_, keys, message) => {
  await expect(judge(space, [], `checks: [{ json_schema: ${keys} }]`)).rejects.toThrow(message);
});

test.each([
  ['a type that is none', '{ type: int }'],
  ['an unknown keyword', '{ minimun: 1 }'],
  ['an unknown format', '{ type: string, format: shoe-size }'],
  ['a reference elsewhere', '{ $ref: "https://schemas.example/x.json" }'],
])('what is no schema errs alone: %s', async (_, schema) => {
  const source = await space.source('one.csv', 'payload\n1\n');
  const report = await judge(space, [source], `checks: [{ json_schema: { column: payload, schema: ${schema} } }]`);
  expect(report.verdict).toBe('error');
  expect(report.rules.find(({ kind }) => kind === 'json-schema')?.note).toContain('the schema cannot be used');
});

test.each([
  ['http://json-schema.org/draft-07/schema#', { items: [{ type: 'integer' }], additionalItems: false }],
  ['https://json-schema.org/draft/2019-09/schema', { items: [{ type: 'integer' }], additionalItems: false }],
  ['https://json-schema.org/draft/2020-12/schema', { prefixItems: [{ type: 'integer' }], items: false }],
])('drafts: %s', (uri, keywords) => {
  const problemOf = validatorOf({ $schema: uri, type: 'array', ...keywords });
  expect([problemOf('[1]'), problemOf('["a"]'), problemOf('[1, 2]')]).toEqual([null, 'type', expect.any(String)]);
});

test.each(['constructor', 'toString', '__proto__'])('no value has a key %s by itself', (key) => {
  const problemOf = validatorOf({ type: 'object', required: [key] });
  expect([problemOf('{}'), problemOf(`{"${key}": 1}`)]).toEqual(['required', null]);
});
