import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { parseContract } from '@ml-actions/data/contract/native';
import { openWorkspace } from '@ml-actions/data/fixture/workspace';
import { expect, test } from 'vitest';
import { writeFiles } from '../../../test/support/registered.ts';
import { runAction } from '../../../test/support/run-action.ts';
import { changedRules, type Earlier } from './changes.ts';
import { withStored } from './recorded.ts';
import { schemaDiff } from './schema-diff.ts';

const columns = { id: 'integer', age: 'integer', note: 'string' };
const input = (rows: number, types: Readonly<Record<string, string>> = columns) => ({
  name: 'train',
  rows,
  columns: Object.entries(types).map(([name, type]) => ({ name, type })),
});
const mean = (got: number | null) => ({ id: 'age.mean', source: 'train', got });
const earlier = (rows = 1000, got: number | null = 40, types = columns): Earlier => ({
  kind: 'found',
  source: 'record of 1a2b3c4',
  sources: [input(rows, types)],
  rules: [mean(got)],
});
const told = ({ id, status, unjudged, got, unit, note }: DataRule): string =>
  `${id} ${unjudged ? 'unjudged' : status} ${note ?? `${got}${got === null ? '' : ` ${unit}`}`}`;

function judged(text: string, rows: number, before: Earlier, types?: Readonly<Record<string, string>>) {
  const head = 'version: 1\ncolumns: { age: { type: integer, mean: [0, 99] } }\n';
  const { changes } = parseContract(head + text, 'data-contract.yaml');
  return changedRules(changes, { sources: [input(rows, types)], rules: [mean(44)] }, before).map(told);
}

test.each<[string, string, number, string]>([
  ['within', 'checks: [{ change: { of: rows, by: "<= 10%" } }]', 1100, 'change(rows) pass 10 % vs base'],
  ['beyond', 'checks: [{ change: { of: rows, by: "<= 10%" } }]', 899, 'change(rows) fail -10.1 % vs base'],
  [
    'exactly what is not allowed',
    'checks: [{ change: { of: rows, by: "< 10%" } }]',
    1100,
    'change(rows) fail 10 % vs base',
  ],
  [
    'a rise where only a drop counts',
    'checks: [{ change: { of: rows, drop: "<= 5%" } }]',
    5000,
    'change(rows) pass 400 % vs base',
  ],
  [
    'a drop',
    'checks: [{ change: { of: rows, drop: "<= 5%", severity: warn } }]',
    940,
    'change(rows) warn -6 % vs base',
  ],
  ['a rise', 'checks: [{ change: { of: rows, rise: 50 } }]', 1051, 'change(rows) fail 51 vs base'],
  ['another number', 'checks: [{ change: { of: age.mean, by: "<= 5%" } }]', 1000, 'change(age.mean) fail 10 % vs base'],
  ['its units', 'checks: [{ change: { of: age.mean, by: "<= 4" } }]', 1000, 'change(age.mean) pass 4 vs base'],
])('%s', (_, text, rows, expected) => expect(judged(text, rows, earlier())).toEqual([expected]));

test('columns that came, went and changed their type are named', () => {
  const now = { id: 'integer', age: 'number', extra: 'string' };
  expect(judged('schema_change: fail', 1000, earlier(), now)).toEqual([
    'schema_change fail added "extra"; removed "note"; "age" was integer, is number',
  ]);
  expect(judged('schema_change: fail', 1000, earlier())).toEqual(['schema_change pass null']);
  expect(judged('schema_change: allow', 1000, earlier(), now)).toEqual([]);
});

test('Parquet that is stored with less room breaks the rule', { timeout: 60_000 }, async () => {
  const space = await openWorkspace();
  try {
    await space.write('data-contract.yaml', 'version: 1\ncolumns: { n: integer }\nschema_change: fail\n');
    const validated = async (select: string, inputs: Readonly<Record<string, string>>) => {
      await space.parquet('d.parquet', select);
      const env = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ID: '7' };
      const all = { data: 'd.parquet', store: 'file:.store-dir', ...inputs };
      return runAction('validate-data', { workspace: space.root, inputs: all, env });
    };
    const first = await validated('SELECT 1::BIGINT AS n', { baseline: 'none' });
    expect(first.outputs, first.stdout).toMatchObject({ verdict: 'pass' });
    const second = await validated('SELECT 1::INTEGER AS n', { baseline: 'run:7' });
    expect(second.outputs, second.stdout).toMatchObject({ verdict: 'fail' });
    expect(second.stdout).toContain('"n" was BIGINT, is INTEGER (narrowed)');
  } finally {
    await space.close();
  }
});

test.each([
  ['BIGINT', 'INTEGER', '"age" was BIGINT, is INTEGER (narrowed)'],
  ['INTEGER', 'BIGINT', '"age" was INTEGER, is BIGINT (widened)'],
  ['BIGINT', 'UBIGINT', '"age" was BIGINT, is UBIGINT'],
  ['BIGINT not null', 'BIGINT', '"age" was BIGINT not null, is BIGINT (widened)'],
  ['BIGINT', 'BIGINT not null', '"age" was BIGINT, is BIGINT not null (narrowed)'],
  ['BIGINT not null', 'INTEGER', '"age" was BIGINT not null, is INTEGER'],
  ['BIGINT not null', 'BIGINT not null', 'null'],
  ['DOUBLE[] not null', 'FLOAT[] not null', '"age" was DOUBLE[] not null, is FLOAT[] not null (narrowed)'],
  ['NULL', 'INTEGER', 'null'],
  ['INTEGER not null', 'NULL', 'null'],
  ['bigint', 'BIGINT', 'null'],
  ['row(a integer)', 'STRUCT(a INTEGER)', 'null'],
  ["ENUM('a')", "ENUM('a', 'b')", `"age" was ENUM('a'), is ENUM('a', 'b')`],
  ["ENUM('a')", "ENUM('a')", 'null'],
  [undefined, 'INTEGER', 'null'],
  ['INTEGER', undefined, 'null'],
])('values of one type that were stored as %s and are as %s', (was, is, expected) => {
  const source = (stored: string | undefined) => ({
    name: 'train',
    rows: 1,
    columns: [{ name: 'age', type: 'integer', ...(stored !== undefined && { stored }) }],
  });
  const { changes } = parseContract('version: 1\nschema_change: warn\n', 'c.yaml');
  const before: Earlier = { kind: 'found', source: 'a record', sources: [source(was)], rules: [] };
  expect(changedRules(changes, { sources: [source(is)], rules: [] }, before).map(told)).toEqual([
    `schema_change ${expected === 'null' ? 'pass' : 'warn'} ${expected}`,
  ]);
});

test('files of several widths are of the type that all are read as', () => {
  const stated = { types: ['BIGINT', 'SMALLINT'], nullable: false };
  const table = (type: string, types: readonly string[]) => ({
    columns: [{ name: 'n', type, stated: { ...stated, types } }],
  });
  const stored = (type: string, types: readonly string[]) =>
    withStored([{ name: 'n', type: 'integer' }], table(type, types));
  const [plain, mixed, empty] = [
    stored('BIGINT', ['BIGINT']),
    stored('BIGINT', ['BIGINT', 'SMALLINT']),
    stored('INTEGER', ['NULL']),
  ];
  expect(mixed).toEqual([{ name: 'n', type: 'integer', stored: 'BIGINT not null' }]);
  expect(schemaDiff(plain, mixed).changed).toEqual([]);
  expect(schemaDiff(mixed, empty).changed).toEqual([]);
  expect(schemaDiff(stored('SMALLINT', ['SMALLINT']), mixed).changed).toMatchObject([{ how: 'widened' }]);
});

test('values of another type are named as they are stored, where both schemas say so', () => {
  const diff = schemaDiff(
    [{ name: 'a', type: 'string', stored: 'VARCHAR' }],
    [{ name: 'a', type: 'integer', stored: 'INTEGER' }],
  );
  expect(diff.changed).toEqual([{ name: 'a', was: 'VARCHAR', is: 'INTEGER', how: 'retyped' }]);
});

test('what cannot be compared is told, and is an error where nobody could look', () => {
  const text = 'checks: [{ change: { of: age.mean, by: "<= 5%" } }]';
  expect(judged(text, 1, { kind: 'none', reason: 'the store has no records' })).toEqual([
    'change(age.mean) unjudged nothing to compare with: the store has no records',
  ]);
  expect(judged(text, 1, { kind: 'failed', reason: 'GitHub answered 500' })).toEqual([
    'change(age.mean) error the baseline: GitHub answered 500',
  ]);
  expect(judged(text, 1, earlier(1000, null))).toEqual(['change(age.mean) unjudged record of 1a2b3c4 has no age.mean']);
  expect(judged('checks: [{ change: { of: rows, by: "<= 5%" } }]', 7, earlier(0))).toEqual([
    'change(rows) fail was 0, is 7',
  ]);
});

test.each([
  ['{ change: { by: "<= 5%" } }', 'change names no number'],
  ['{ change: { of: rows } }', 'change has no limit'],
  [
    '{ change: { of: age.median, by: 3 } }',
    'no rule measures what may change (got "age.median", expected rows, age.mean)',
  ],
])('%s is a mistake of the contract', (check, problem) => {
  expect(() => judged(`checks: [${check}]`, 1, earlier())).toThrow(problem);
});

test('the record of an earlier run is read by its reference', { timeout: 60_000 }, async () => {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-changes-')));
  try {
    const contract = `version: 1\ncolumns: { age: { type: integer, mean: [0, 99] } }\nschema_change: warn\nchecks: [{ change: { of: age.mean, by: "<= 5%" } }]\n`;
    const validated = (data: string, inputs: Readonly<Record<string, string>>) =>
      writeFiles(workspace, { 'data-contract.yaml': contract, 'd.csv': data }).then(() =>
        runAction('validate-data', {
          workspace,
          inputs: { data: 'd.csv', store: 'file:.store-dir', ...inputs },
          env: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ID: '7' },
        }),
      );
    const first = await validated('age\n40\n40\n', { baseline: 'none' });
    expect(first.outputs, first.stdout).toMatchObject({ verdict: 'pass' });
    const second = await validated('age,x\n41,a\n50,a\n', { baseline: 'run:7' });
    expect(second.outputs, second.stdout).toMatchObject({ verdict: 'fail', 'warned-rules': '1' });
    expect(second.stdout).toContain('"change(age.mean)": 13.75 % vs base; 1 of 6 rules failed, 1 warning');
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
});
