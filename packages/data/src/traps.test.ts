import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkData } from './check.ts';
import { parseContract } from './contract/native.ts';
import { findRows } from './failing/find.ts';
import { judge } from './fixture/judged.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import type { RuleResult } from './result.ts';
import type { SourceSpec } from './source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function check(text: string, contract: string, options: Partial<SourceSpec> = {}) {
  const source = await space.source('trap.csv', text, options);
  const read = parseContract(`version: 1\n${contract}`, 'data-contract.yaml');
  return checkData({
    engine: space.engine,
    sources: [source],
    contract: read,
    files: { workspace: space.root, base: space.root },
  });
}
const told = ({ id, status, failing, of, got, note }: RuleResult): string =>
  `${id} ${status} ${note ?? got ?? `${failing}/${of}`}`;
const broken = async (...given: Parameters<typeof check>): Promise<string[]> =>
  (await check(...given)).rules.filter(({ status }) => status !== 'pass').map(told);

/** What the engine does by itself, seen on its releases up to 1.5.6, and what we must not let through. */
describe('the traps of the engine', () => {
  test('1: its sniffer drops rows: a file whose rows have other numbers of fields is refused', async () => {
    const two = Array.from({ length: 1_000 }, (_, row) => `${row},x`);
    const three = Array.from({ length: 29_000 }, (_, row) => `${row},x,y`);
    await expect(check(['a,b', ...two, ...three, ''].join('\n'), 'columns: { a: integer }')).rejects.toThrow(
      /^data, line 1002 of "trap.csv": a row has another number of columns than the header \(got 3 columns, expected 2\)/,
    );
    const { sources } = await check('a,b\n1,x;y\n2,z\n3,w\n', 'columns: { a: integer }');
    expect(sources[0]?.rows).toBe(3);
  });

  test('2: a typed read proves no type of a column that nothing projects', async () => {
    expect(await broken('a,b\n1,x\ntext,y\n', 'columns: { a: integer, b: string }\nchecks: [{ rows: 2 }]')).toEqual([
      'a.type fail 1/2',
    ]);
  });

  test.each([
    ['integer', ['1.5', '1e3', ' 7 ', '0x1F', '1_000', '1,0']],
    ['boolean', ['yes', 't', '1', 'on']],
    ['date', ['2024-1-1', '20240101', '2024-02-30', '01/02/2024']],
    ['number', ['1,5', '0x1', '1_0', 'one', '1.2.3']],
    ['timestamp', ['2024-01-01', '2024-01-01T25:00:00Z', 'now']],
  ])('3: a cast is lax, a %s is not', async (type, values) => {
    const rows = values.map((value) => `"${value}"`);
    expect(await broken(['v', ...rows, ''].join('\n'), `columns: { v: ${type} }`)).toEqual([
      `v.type fail ${values.length}/${values.length}`,
    ]);
  });

  test('4: NaN sorts above everything and poisons means: it is counted by itself', async () => {
    const contract = 'columns: { v: { type: number, max: 10, mean: 2, failing: 0 } }';
    expect(await broken('v\n1\n3\nnan\n', contract)).toEqual(['v.finite fail 1/3']);
  });

  test.each([
    ['expr: { name: c, sql: "v > 0" }', 'expr(c) fail 2/4'],
    ['expr: { name: c, sql: "NOT v <= 0" }', 'expr(c) fail 2/4'],
    ['expr: { name: c, sql: "v > 0", nulls: pass }', 'expr(c) fail 1/4'],
    ['expr: { name: c, sql: "NOT isnan(v)" }', 'expr(c) fail 1/4'],
    ['expr: { name: c, sql: "w / v > 0.5" }', 'expr(c) fail 2/4'],
    ['expr: { name: c, sql: "w > 0.5", where: "v > 0" }', ''],
    ['expr: { name: c, sql: "w < 2", where: "v > 0" }', ''],
    ['compare: { left: v, op: ">=", right: w }', 'compare(v >= w) fail 1/4'],
    ['compare: { left: v, op: "!=", right: w }', 'compare(v != w) fail 4/4'],
    ['sql: { name: q, query: "SELECT * FROM data WHERE isnan(v)" }', 'sql(q) fail 1'],
  ])('4: a condition does not hold of NaN, nor of what is divided by zero: %s', async (rule, expected) => {
    const text = 'v,w\n1,1\n1,1\nnan,1\n0,0\n';
    const select = 'SELECT v::DOUBLE AS v, w::FLOAT AS w FROM';
    const typed = await space.parquet('floats.parquet', `${select} read_csv('${await space.write('nan.csv', text)}')`);
    const contract = `columns: { v: { type: number, finite: false }, w: number }\nchecks:\n  - ${rule}`;
    expect((await broken(text, contract)).join()).toBe(expected);
    expect(
      (await judge(space, [typed], contract)).rules
        .filter(({ status }) => status !== 'pass')
        .map(told)
        .join(),
    ).toBe(expected);
    if (rule.startsWith('expr')) {
      const unstated = (await judge(space, [typed], `checks:\n  - ${rule}`)).rules;
      expect(
        unstated
          .filter(({ status }) => status !== 'pass')
          .map(told)
          .join(),
      ).toBe(expected);
    }
  });

  test.each([
    ['s.a > 0', 2],
    ['s.deep[1].f > 0', 2],
    ['l[1] > 0', 1],
    ['l[2] = 5', 0],
    ['"odd \\"name".z > 0', 1],
    ["s.b = 'x' AND s IS NOT NULL", 1],
    ['m[1] IS NOT NULL', 0],
  ])('4: nor does it of a NaN in a field or an item: %s', async (sql, failing) => {
    const some = `{a: 1.0::DOUBLE, b: 'x', deep: [{f: 2.0::FLOAT}]}`;
    const none = `{a: 'nan'::DOUBLE, b: 'x', deep: [{f: 'nan'::FLOAT}]}`;
    const rest = (n: string): string =>
      `[${n}, 5]::DOUBLE[] AS l, {z: ${n}::DOUBLE} AS "odd ""name", MAP {1: ${n}} AS m`;
    const source = await space.parquet(
      'nested-nan.parquet',
      `SELECT ${some} AS s, ${rest('1')} UNION ALL SELECT ${none}, ${rest("'nan'::DOUBLE")} UNION ALL SELECT NULL, ${rest('1')}`,
    );
    const check = `checks: [{ expr: { name: c, sql: ${JSON.stringify(sql.replaceAll('\\"', '""'))} } }]`;
    const report = await judge(space, [source], check);
    expect(report.rules.filter(({ kind }) => kind === 'expr').map((rule) => rule.failing)).toEqual([failing]);
  });

  test('4: a sum beyond every double is no number to judge', async () => {
    expect(await broken('v\n1e308\n1e308\n', 'columns: { v: { type: number, sum: ">= 0" } }')).toEqual([
      'v.sum error the number is larger than every double',
    ]);
  });

  test('5: a NULL is neither true nor false: no rule loses a row between the two', async () => {
    const { rules } = await check(
      'a,b\n1,2\n,2\n3,\n',
      'columns: { a: integer, b: integer }\nchecks: [{ expr: "a <> b" }]',
    );
    expect(rules.map(told)).toContain('expr(a <> b) fail 2/3');
  });

  test('6: without rows every count is 0: an empty table and a condition without rows prove nothing', async () => {
    await expect(check('a,b\n', 'columns: { a: integer }')).rejects.toThrow(/^data: the data holds no row/);
    expect(await broken('a\n', 'columns: { a: integer }', { allowEmpty: true })).toEqual(['rows fail 0']);
  });

  test('7: an approximate count of different values is off by a quarter: ours is exact', async () => {
    for (const count of [10, 1_000, 100_000]) {
      const rows = Array.from({ length: 2 * count }, (_, row) => String(row % count));
      expect(await broken(['v', ...rows, ''].join('\n'), `columns: { v: { distinct: ${count} } }`)).toEqual([]);
    }
  });

  test('8: a header that repeats a name, and a quote that never closes, are refused', async () => {
    await expect(check('a,a\n1,2\n', 'columns: { a: integer }')).rejects.toThrow(/twice|repeat/);
    await expect(check('a,b\n1,"x\n2,y\n', 'columns: { a: integer }')).rejects.toThrow(
      /^data.*(never closed|number of columns)/,
    );
  });

  test('a key that stands twice in an object is damage, with its line and without its value', async () => {
    const source = await space.source('twice.jsonl', '{"a":1}\n{"a":"kept out","a":2}\n');
    await expect(judge(space, [source], 'columns: { a: integer }')).rejects.toThrow(
      /^data, line \d: an object has a key twice\.$/,
    );
  });

  test('9: it has no numbers for the rows of a CSV: a row is named by its place among rows, whatever lines they take', async () => {
    const rows = [
      '"1\n\n","x"',
      '2,y',
      '"bad","a\n\nb"',
      ...Array.from({ length: 4_000 }, () => '3,"y\nz"'),
      '4x,y',
      '',
    ];
    const skipping: Partial<SourceSpec> = { csv: { blankLines: 'skip' } };
    const { broken: rules } = await check(['a,b', ...rows].join('\n'), 'columns: { a: integer, b: string }', skipping);
    const [found] = await findRows(space.engine, [...rules.values()], null);
    expect(found?.first).toEqual([1, 3, 4_004].map((row) => ({ file: 'trap.csv', row })));
  });

  test('10: keys of 64 bits may collide: repeats are counted by the values themselves', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `k${row}`);
    expect(await broken(['k', ...rows, 'k7', ''].join('\n'), 'columns: { k: { unique: true } }')).toEqual([
      'k.unique fail 1/20001',
    ]);
  });

  test('11: an expression that fails while it runs errs alone', async () => {
    const contract = `columns: { a: { type: string, min_length: 1 }, b: integer }
checks:
  - expr: { name: bad, sql: "CAST(a AS INTEGER) > 0" }
  - expr: { name: good, sql: "b > 0" }`;
    const { verdict, rules } = await check('a,b\nsecret,1\ny,2\n', contract);
    expect(verdict).toBe('error');
    expect(rules.filter(({ status }) => status !== 'pass').map(told)).toEqual([
      'expr(bad) error data: a value does not convert to the type of its column.',
    ]);
  });
});
