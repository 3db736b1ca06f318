import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';
import { literal } from '../sql.ts';
import { MOST_ROWS } from './failing-file.ts';
import { findRows } from './find.ts';
import type { Level } from './level.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function kept(sources: readonly Source[], contract: string, level: Exclude<Level, 'none'>, key: string[] = []) {
  const { broken, personal } = await judge(space, sources, contract);
  const file = join(space.root, 'failing.parquet');
  const found = await findRows(space.engine, [...broken.values()], { level, key, personal, file });
  return { found, rows: await space.engine.rows(`FROM read_parquet(${literal(file)})`) };
}

const people = `id,mail,age,name
7,ann@home.example,200,Ann Ä. O'Neil
8,bob,30,漢字 5½
8,,x,😀\t!
`;
const contract = `key: [id]
columns:
  id: integer
  mail: { type: string, format: email, required: true, pii: true }
  age: { type: integer, max: 120 }
  name: { type: string, pattern: "[a-z]+" }`;

describe('the file of failing rows', () => {
  test('with values: rule, place, key and the value at fault, never personal data', async () => {
    const { rows, found } = await kept([await space.source('p.csv', people)], contract, 'values', ['id']);
    const line = (rule: string, row: bigint, id: string, column: string, value: string | null) => ({
      rule,
      data: 'data',
      file: 'p.csv',
      row,
      'key.id': id,
      column,
      value,
    });
    expect(rows).toEqual([
      line('mail.nulls', 3n, '8', 'mail', null),
      line('mail.format', 2n, '8', 'mail', null),
      line('age.type', 3n, '8', 'age', 'x'),
      line('age.range', 1n, '7', 'age', '200'),
      line('name.pattern', 1n, '7', 'name', "Ann Ä. O'Neil"),
      line('name.pattern', 2n, '8', 'name', '漢字 5½'),
      line('name.pattern', 3n, '8', 'name', '😀\t!'),
      line('key(id)', 3n, '8', 'id', '8'),
    ]);
    expect(found[3]).toEqual({
      first: [{ file: 'p.csv', row: 1 }],
      shown: [{ file: 'p.csv', row: 1, key: { id: '7' }, value: '200' }],
      kept: 1,
    });
  });

  test('masked: letters, digits and whatever is no ASCII give their shape only, keys too', async () => {
    const { rows } = await kept([await space.source('p.csv', people)], contract, 'masked', ['id']);
    const told = rows.map((row) => [row.rule, row['key.id'], row.value]);
    expect(told).toEqual([
      ['mail.nulls', '9', null],
      ['mail.format', '9', null],
      ['age.type', '9', 'a'],
      ['age.range', '9', '999'],
      ['name.pattern', '9', "Aaa A. A'Aaaa"],
      ['name.pattern', '9', 'aa 99'],
      ['name.pattern', '9', '**!'],
      ['key(id)', '9', '9'],
    ]);
  });

  test('masked: every character of ASCII as its pattern says, with or without others beside it', async () => {
    const marks = Array.from({ length: 127 }, (_, at) => String.fromCharCode(at + 1)).join('');
    const values = [marks, `${marks}é`].map((text) => JSON.stringify({ t: text })).join('\n');
    const source = await space.source('ascii.jsonl', values);
    const { rows } = await kept([source], 'columns: { t: { type: string, in: [x] } }', 'masked');
    const shape = marks
      .replace(/[A-Z]/g, 'A')
      .replace(/[a-z]/g, 'a')
      .replace(/[0-9]/g, '9')
      .replace(/[^ -~]/g, '*');
    expect(rows.map(({ value }) => value)).toEqual([shape, `${shape}a`]);
  });

  test('a key with personal data names no row; neither does a column where the search found some', async () => {
    const searched = `${contract}\n  id2: { optional: true }\nchecks: [{ pii: { columns: all, kinds: [email] } }]`
      .replace(', pii: true', '')
      .replace('id: integer', 'id: { type: integer, pii: true }');
    const { rows } = await kept([await space.source('p.csv', people)], searched, 'values', ['id']);
    expect(Object.keys(rows[0] ?? {})).toEqual(['rule', 'data', 'file', 'row', 'column', 'value']);
    const hidden = rows.filter((row) => row.column === 'mail' || row.column === 'id');
    expect(hidden.map(({ rule, value }) => [rule, value])).toEqual([
      ['mail.nulls', null],
      ['mail.format', null],
      ['key(id)', null],
      ['mail.pii.email', null],
    ]);
  });

  test('several columns are one object', async () => {
    const source = await space.source('t.csv', 'a,b,c\n2,1,x\n2,1,y\n');
    const two =
      'columns: { a: integer, b: { type: integer, pii: true } }\nchecks: [{ unique: [a, c] }, { compare: { left: a, op: "<", right: b } }, { duplicate_rows: { columns: [a, b] } }]';
    const { rows } = await kept([source], two, 'values');
    expect(rows.map((row) => [row.rule, row.column, row.value])).toEqual([
      ['compare(a < b)', 'a, b', '{"a":"2"}'],
      ['compare(a < b)', 'a, b', '{"a":"2"}'],
      ['duplicate_rows(a,b)', 'a, b', '{"a":"2"}'],
    ]);
  });

  test('holds a stated number of rows of each rule, the first ones, and says how many there are', async () => {
    const copy = `COPY (SELECT i AS n, CASE WHEN i % 7 = 0 THEN NULL ELSE 1 END AS m, 1 AS one FROM range(150000) t(i)) TO '${space.root}/big.csv'`;
    await space.engine.rows(copy);
    const source = await openSource(space.engine, { name: 'data', paths: ['big.csv'], root: space.root });
    const many = 'columns: { n: { type: integer, min: 150000 }, m: { nulls: 0 }, one: { unique: true } }';
    const { rows, found } = await kept([source], many, 'values');
    expect(found.map((one) => one?.kept)).toEqual([MOST_ROWS, Math.ceil(150_000 / 7), MOST_ROWS]);
    expect(rows.length).toBe(2 * MOST_ROWS + Math.ceil(150_000 / 7));
    expect(rows.at(MOST_ROWS - 1)).toMatchObject({
      rule: 'n.range',
      row: BigInt(MOST_ROWS),
      value: `${MOST_ROWS - 1}`,
    });
    expect(rows.at(-1)).toMatchObject({ rule: 'one.unique', row: BigInt(MOST_ROWS + 1) });
  });

  test('names the file of each row, one without rows among them', async () => {
    await space.write('s-a.csv', 'n\n1\n9\n');
    await space.write('s-b.csv', 'n\n');
    await space.write("s-c'.csv", 'n\n9\n');
    const source = await openSource(space.engine, { name: 'data', paths: ['s-*.csv'], root: space.root });
    const { rows, found } = await kept([source], 'columns: { n: { type: integer, max: 5 } }', 'values');
    expect(rows.map(({ file, row }) => [file, row])).toEqual([['s-a.csv', 2n], ["s-c'.csv", 1n]]);
    expect(found[0]?.first).toEqual([{ file: 's-a.csv', row: 2 }, { file: "s-c'.csv", row: 1 }]);
  }); // biome-ignore format: one glance
});
