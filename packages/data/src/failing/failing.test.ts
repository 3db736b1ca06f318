import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';
import { findRows } from './find.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** `id row,row` of each rule whose rows are told; a count that differs from the rows shows itself. */
async function rowsOf(sources: readonly Source[], contract: string): Promise<string[]> {
  const { broken } = await judge(space, sources, contract);
  const found = await findRows(space.engine, [...broken.values()], null);
  return [...broken.values()].map(({ id, failing }, at) => {
    const first = found[at]?.first ?? [];
    expect(first.length).toBe(Math.min(failing, 5));
    return `${id} ${first.map(({ row }) => row).join()}`;
  });
}

const table = `id,age,kind,start,end
a,30,bird,2024-01-01,2024-01-02
b,200,fish,2024-01-03,2024-01-02
b,,Fish,2024-01-01,2024-01-01
c,x,fish,,
a,30,bird,2024-01-01,2024-01-02
`;
const dates = 'columns: { start: date, end: date }';

describe('the rows that break a rule are those that it counts', () => {
  const cases: readonly (readonly [contract: string, rows: readonly string[]])[] = [
    ['columns: { age: { type: integer, max: 120 } }', ['age.type 4', 'age.range 2']],
    ['columns: { age: { nulls: 0 } }', ['age.nulls 3']],
    ['columns: { age: { type: integer, max: 20, where: "kind = \'bird\'" } }', ['age.range 1,5']],
    ['columns: { age: { type: integer, min: 18, max: 20, missing: ["200", x] } }', ['age.range 1,5']],
    ['columns: { kind: { type: string, in: [bird], pattern: "[a-z]+" } }', ['kind.in 2,3,4', 'kind.pattern 3']],
    ['columns: { kind: { type: string, variants: 0 } }', ['kind.variants 3']],
    ['columns: { kind: { unique: true } }', ['kind.unique 4,5']],
    ['columns: { kind: { unique: true, where: "id <> \'b\'" } }', ['kind.unique 5']],
    ['columns: { id: , kind: }\nkey: [id, kind]', ['key(id,kind) 5']],
    ['columns: { age: { unique: true } }', ['age.unique 5']],
    ['checks: [{ duplicate_rows: all }]', ['duplicate_rows 5']],
    ['checks: [{ duplicate_rows: { columns: [start] } }]', ['duplicate_rows(start) 3,5']],
    [`${dates}\nchecks: [{ compare: { left: start, op: "<", right: end } }]`, ['compare(start < end) 2,3']],
    [`${dates}\nchecks: [{ expr: { name: o, sql: "start < \\"end\\"" } }]`, ['expr(o) 2,3,4']],
    ['columns: { kind: { unique: "<= 2" } }', []],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (contract, rows) => {
    expect(await rowsOf([await space.source('t.csv', table)], contract)).toEqual(rows);
  });
});

const texts = `id,x,y,pay
1,abcd,cat,"{""a"":1}"
2,,cat,oops
3,abcd,,"{""a"":""SECRET""}"
4,a@b.example,dog,
5,abcdefgh,owl,"[]"
6,abcd,dog,"{""a"":2}"
`;
const schema = 'schema: { type: object, properties: { a: { type: integer } } }';

describe('rows that break a rule outside the scan', () => {
  const cases: readonly (readonly [contract: string, rows: readonly string[]])[] = [
    ['labels: { column: y, missing: 0, in: [cat, dog] }', ['labels.missing 3', 'labels.in 5']],
    ['labels: { column: y, ignore: [id, pay], conflicts: 0 }', ['labels.conflicts 1,6']],
    ['labels: { column: y, ignore: [id, pay], conflicts: 0, where: "id <> \'1\'" }', []],
    [
      'checks: [{ text: { column: x, characters: [1, 4], duplicates: 0 } }]',
      ['text(x).characters 4,5', 'text(x).duplicates 3,6'],
    ],
    ['checks: [{ pii: { columns: [x], kinds: [email] } }]', ['x.pii.email 4']],
    ['checks: [{ pii: { columns: [x], kinds: [email], where: "y = \'dog\'" } }]', ['x.pii.email 4']],
    [`checks: [{ json_schema: { column: pay, ${schema} } }]`, ['json_schema(pay) 2,3,5']],
    [`checks: [{ json_schema: { column: pay, ${schema}, where: "id > '2'" } }]`, ['json_schema(pay) 3,5']],
    ['checks: [{ chat: { column: pay, where: "id <> \'3\'" } }]', ['chat(pay) 1,2,5,6']],
  ];
  test.each(cases)('%s', async (contract, rows) => {
    expect(await rowsOf([await space.source('texts.csv', texts)], contract)).toEqual(rows);
  });

  const references: readonly (readonly [own: string, other: string, key: string, rows: string])[] = [
    ['k,l\n1,a\n2,b\n,c\n03,d\n1.0,e\n', 'n\n1\n3\n\n', '[k]', '2,4'],
    ['k,l\n1,a\n1,b\n2,\n2,a\n', 'n,m\n1,a\n2,\n', '[k, l]', '2,4'],
  ];
  test.each(references)('refers: %j to %j', async (own, other, columns, rows) => {
    await space.write('other.csv', other);
    const key = columns === '[k]' ? '[n]' : '[n, m]';
    const contract = `checks: [{ refers: { columns: ${columns}, to: other.csv, key: ${key} } }]`;
    expect((await rowsOf([await space.source('own.csv', own)], contract))[0]).toMatch(new RegExp(` ${rows}$`));
  });
});

describe('rows of the later input that break a rule of splits', () => {
  const train = 'id,a,b,y,who,at\n1,x,,cat,ann,2024-01-01\n2,x,1,dog,bob,2024-01-05\n3,,,cat,,\n';
  const test1 =
    'id,a,b,y,who,at\n4,x,,cat,cyd,2024-01-06\n5,x,1.0,cat,bob,2024-01-05\n6,,,cat,,2024-01-02\n7,z,1,owl,dan,\n';
  const cases: readonly (readonly [asked: string, rows: readonly string[]])[] = [
    ['overlap: 0', ['splits.overlap 1,3']],
    ['input_overlap: 0', ['splits.input_overlap 1,2,3']],
    ['entity: [who], entity_overlap: 0', ['splits.entity_overlap 2']],
    ['time: at, time_order: true', ['splits.time_order 2,3']],
    ['time: at, shared_dates: 0', ['splits.shared_dates 2']],
    ['new_labels: 0', ['splits.new_labels 4']],
    ['new_categories: { a: 0 }', ['splits.new_categories.a 4']],
    ['overlap: 0, where: "id <> \'6\'"', ['splits.overlap 1']],
  ];
  test.each(cases)('%s', async (asked, rows) => {
    const one = await space.source('train.csv', train, { name: 'train' });
    const two = await space.source('test.csv', test1, { name: 'test' });
    const ignore = asked.includes('overlap') && !asked.includes('entity') ? 'ignore: [id, who, at]' : 'ignore: [id]';
    const label = /input_overlap|labels/.test(asked) ? 'label: y, ' : '';
    const contract = `splits: { inputs: [train, test], ${label}${ignore}, ${asked} }`;
    expect(await rowsOf([one, two], contract)).toEqual(rows);
  });
});

describe('a row is told where people find it', () => {
  const contract = 'columns: { n: { type: integer, max: 5 } }';
  const bad =
    (contractText = contract) =>
    async (source: Source) =>
      (await rowsOf([source], contractText))[0];

  test('by its record, not by its line: quoted line ends and blank lines do not count', async () => {
    const text = 'n,t\n1,"a\nb\n\nc"\n\n\n9,x\n2,y\n8,"\n"\n';
    const source = await space.source('lines.csv', text, { csv: { blankLines: 'skip' } });
    expect(await bad()(source)).toBe('n.range 2,4');
  });

  test('in CSV, JSON lines, a JSON array, Parquet and compressed', async () => {
    const csv = 'n,t\n1,a\n9,b\n2,c\n7,d\n';
    const rows = [1, 9, 2, 7].map((n) => ({ n, t: 'x' }));
    const sources = [
      await space.source('f.csv', csv),
      await space.source('f.csv.gz', gzipSync(csv)),
      await space.source('f.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')),
      await space.source('f.json', JSON.stringify(rows, null, 2)),
      await space.parquet('f.parquet', 'SELECT unnest([1, 9, 2, 7]) AS n'),
    ];
    for (const source of sources) expect(await bad()(source)).toBe('n.range 2,4');
  });

  test.each(['csv', 'parquet', 'jsonl'])('with its file, whatever the size of the others: %s', async (format) => {
    const copy = (name: string, select: string) =>
      space.engine.rows(
        `COPY (${select}) TO '${space.root}/many-${name}.${format}' (FORMAT ${format === 'jsonl' ? 'json' : format})`,
      );
    await copy('a', 'SELECT CASE WHEN i = 129999 THEN 9 ELSE 1 END AS n, i AS k FROM range(130000) t(i)');
    await copy('b', 'SELECT 1 AS n, i AS k FROM range(10) t(i) ');
    await copy('c', 'SELECT CASE WHEN i % 49999 = 7 THEN 9 ELSE 1 END AS n, i AS k FROM range(130000) t(i)');
    const source = await openSource(space.engine, { name: 'data', paths: [`many-*.${format}`], root: space.root });
    const { broken } = await judge(space, [source], contract);
    const [found] = await findRows(space.engine, [...broken.values()], null);
    expect(found?.first).toEqual([
      { file: `many-a.${format}`, row: 130_000 },
      ...[8, 50_007, 100_006].map((row) => ({ file: `many-c.${format}`, row })),
    ]);
  });
});
