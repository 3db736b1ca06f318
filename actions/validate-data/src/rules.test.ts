import { readFile } from 'node:fs/promises';
import { openWorkspace, type Workspace } from '@ml-actions/data/fixture/workspace';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, workspaceWith } from './fixture/check.ts';

/** One good row, one bad one, one that is missing. */
const table = `id,age,score,kind,on,at,ok,code
1,30,0.5,bird,2024-01-01,2024-01-01T00:00:00Z,true,AB1
2,200,NaN,fish,2030-01-01,2030-01-01T00:00:00Z,false,abcdef
2,,,,,,,
`;
const types =
  "{'id': 'BIGINT', 'age': 'BIGINT', 'score': 'DOUBLE', 'kind': 'VARCHAR', 'on': 'DATE', 'at': 'TIMESTAMPTZ', 'ok': 'BOOLEAN', 'code': 'VARCHAR'}";

/** Every kind of rule: a contract that holds, one that does not, and how many of how many break it. */
const kinds: readonly (readonly [kind: string, holds: string, fails: string, failing: string])[] = [
  ['present', 'columns: { age: }', 'columns: { agee: }', 'null of null'],
  [
    'extra-columns',
    'extra_columns: fail\ncolumns: { id: , age: , score: , kind: , on: , at: , ok: , code: }',
    'extra_columns: fail\ncolumns: { id: , age: , score: }',
    '5 of 8',
  ],
  ['rows', 'checks: [{ rows: ">= 3" }]', 'checks: [{ rows: { between: [4, 9] } }]', '3'],
  ['nulls', 'columns: { id: { required: true } }', 'columns: { age: { required: true } }', '1 of 3'],
  ['nulls', 'columns: { age: { nulls: "<= 34%" } }', 'columns: { age: { nulls: "<= 33%" } }', '1 of 3'],
  ['type', 'columns: { age: integer }', 'columns: { kind: integer }', '2 of 2'],
  ['type', 'columns: { ok: boolean }', 'columns: { on: boolean }', '2 of 2'],
  ['type', 'columns: { on: date }', 'columns: { code: date }', '2 of 2'],
  [
    'finite',
    'columns: { score: { type: number, finite: false } }',
    'columns: { score: { type: number, finite: true } }',
    '1 of 2',
  ],
  [
    'range',
    'columns: { age: { type: integer, max: 200 } }',
    'columns: { age: { type: integer, exclusive_max: 200 } }',
    '1 of 2',
  ],
  ['range', 'columns: { age: { type: integer, min: 30 } }', 'columns: { age: { type: integer, min: 31 } }', '1 of 2'],
  [
    'range',
    'columns: { on: { type: date, max: "2030-01-01" } }',
    'columns: { on: { type: date, max: "2029-12-31" } }',
    '1 of 2',
  ],
  [
    'range',
    'columns: { at: { type: timestamp, min: "2024-01-01T00:00:00Z" } }',
    'columns: { at: { type: timestamp, min: "2024-01-01T00:00:01Z" } }',
    '1 of 2',
  ],
  [
    'in',
    'columns: { kind: { type: string, in: [bird, fish] } }',
    'columns: { kind: { type: string, in: [bird] } }',
    '1 of 2',
  ],
  [
    'not-in',
    'columns: { kind: { type: string, not_in: [bee] } }',
    'columns: { kind: { type: string, not_in: [fish] } }',
    '1 of 2',
  ],
  [
    'pattern',
    'columns: { code: { type: string, pattern: "[A-Za-z0-9]+" } }',
    'columns: { code: { type: string, pattern: "[A-Z]+[0-9]" } }',
    '1 of 2',
  ],
  [
    'length',
    'columns: { code: { type: string, max_length: 6 } }',
    'columns: { code: { type: string, max_length: 5 } }',
    '1 of 2',
  ],
  ['unique', 'columns: { code: { unique: true } }', 'columns: { id: { unique: true } }', '1 of 3'],
  ['unique', 'checks: [{ unique: [id, age] }]', 'checks: [{ unique: [id] }]', '1 of 3'],
];

let made: Workspace;
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  made = await openWorkspace();
  const csv = await made.write('table.csv', table);
  const select = `SELECT * FROM read_csv('${csv}', header = true, auto_detect = false, columns = ${types}, nullstr = '')`;
  await made.parquet('table.parquet', select);
  files = { 'table.csv': Buffer.from(table), 'table.parquet': await readFile(`${made.root}/table.parquet`) };
});
afterAll(() => made.close());

describe.each(['table.csv', 'table.parquet'])('%s', (file) => {
  test.each(kinds)('%s: %s', async (kind, holds, fails, failing) => {
    const root = await workspaceWith({
      ...files,
      'holds.yaml': `version: 1\n${holds}\n`,
      'fails.yaml': `version: 1\n${fails}\n`,
    });
    const good = await check(root, { data: [file], contract: 'holds.yaml' });
    expect(good.outcome.outputs).toMatchObject({ verdict: 'pass', rows: 3, 'failed-rules': 0 });
    expect(good.outcome.exitCode).toBe(0);

    const bad = await check(root, { data: [file], contract: 'fails.yaml' });
    expect(bad.outcome.outputs.verdict).toBe('fail');
    expect(bad.outcome.exitCode).toBe(1);
    const broken = bad.predicate.rules.filter(({ status }) => status !== 'pass');
    expect(broken.map(({ kind, got, failing: n, of }) => [kind, got === null ? `${n} of ${of}` : String(got)])).toEqual(
      [[kind, failing]],
    );
  });
});
