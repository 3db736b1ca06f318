import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { draftContract } from './draft/draft.ts';
import { findRows } from './failing/find.ts';
import { judge, told } from './fixture/judged.ts';
import { checkedWhole, mapAll, reduced } from './fixture/sharded.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { helperNames } from './helper-names.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const named = (...names: string[]) => helperNames(names.map((name) => ({ name })));

test.each<[columns: string[], value: string]>([
  [[], 'ml-actions:value:x'],
  [['x', 'value:x', 'ml-actions'], 'ml-actions:value:x'],
  [['ml-actions:row'], 'ml-actions-2:value:x'],
  [['ML-Actions:', 'ml-actions-2:value:X'], 'ml-actions-3:value:x'],
])('beside %j', (columns, value) => {
  expect(named(...columns)('value', 'x')).toBe(value);
});

/** A contract about columns a, b, c, d and e of hostile names, with something of every way to read a table. */
const contract = (names: readonly string[]): string => {
  const [a, b, c, d, e] = names.map((name) => JSON.stringify(name));
  const sql = (name: string | undefined): string => `"${JSON.parse(name ?? '').replaceAll('"', '""')}"`;
  return `key: [${a}]
columns:
  ${a}: { type: integer, max: 4, sum: [0, 9], median: [1, 2], unique: true, monotonic: increasing }
  ${b}: { type: date, max: "2024-01-03", missing: ["-"] }
  ${c}: { type: boolean, in: [true], top_share: "<= 0.5" }
  ${d}: { type: string, in: [x, y], max_length: 1, variants: 0 }
  ${e}: { type: number, max: 2.5, mean: [0, 1], finite: true, by: [${d}] }
checks:
  - { expr: ${JSON.stringify(`${sql(a)} < 5 AND ${sql(e)} < 3`)} }
  - { column: { name: ${e}, max: 2, where: ${JSON.stringify(`${sql(c)} AND ${sql(a)} > 1`)} } }
  - { compare: { left: ${a}, op: "<=", right: ${e} } }
  - { duplicate_rows: { columns: [${c}, ${d}] } }
  - { text: { column: ${d}, duplicates: 0, where: ${JSON.stringify(`${sql(c)}`)} } }
labels: { column: ${d}, in: [x], conflicts: 0, ignore: [${a}, ${b}, ${e}], where: ${JSON.stringify(`${sql(a)} > 0`)} }
splits: { inputs: [train, test], label: ${d}, entity: [${a}], time: ${b}, overlap: 0, input_overlap: 0, entity_overlap: 0, time_order: true, new_labels: 0, where: ${JSON.stringify(`${sql(a)} < 9`)} }`;
};

const rows = {
  train: ['1,2024-01-01,true,x,1', '2,2024-01-02,false,y,2', '2,-,true,x,inf'],
  test: ['2,2024-01-02,false,y,2', '7,2024-02-01,False,z,9', '8,2024-03-01,true,z,3', 'no,2024-01-01,true,x,2.6'],
};

/** Names of helpers in any case, and of what statements call their results. */
const HOSTILE = [
  ['x', 'raw:x', 'value:x', 'cast:x', 'ml-actions:value:x'],
  ['ml-actions:row', 'ml-actions:broken', 'ml-actions:raw:x', 'ml-actions:sample:', 'Ml-Actions-2:row'],
  ['n', 'k0', 'v', 'e', 'a0'],
];
const NEUTRAL = ['first one', 'second one', 'third one', 'fourth one', 'fifth one'];

let written = 0;

async function sources(names: readonly string[], as: 'csv' | 'jsonl') {
  const text = (lines: readonly string[]): string => {
    if (as === 'csv') return [names.map((name) => `"${name}"`).join(), ...lines, ''].join('\n');
    const value = (cell: string): unknown =>
      /^(\d|true|false)/.test(cell) && !cell.includes('-') ? JSON.parse(cell) : cell;
    const record = (line: string) => Object.fromEntries(line.split(',').map((cell, at) => [names[at], value(cell)]));
    return lines.map((line) => JSON.stringify(record(line))).join('\n');
  };
  const open = (name: 'train' | 'test') => space.source(`names-${written++}.${as}`, text(rows[name]), { name });
  return [await open('train'), await open('test')];
}

/** All that is found, without a name. */
async function found(names: readonly string[], as: 'csv' | 'jsonl') {
  const { rules, broken, personal } = await judge(space, await sources(names, as), contract(names));
  const level = { level: 'values', key: [], personal, file: `${space.root}/broken.parquet` } as const;
  const places = await findRows(space.engine, [...broken.values()], level);
  return {
    rules: rules.map(({ kind, status, failing, of, got, segments }) => [
      kind,
      status,
      failing,
      of,
      got,
      segments?.broken,
    ]),
    rows: places.map((place) => place?.first.map(({ row }) => row)),
  };
}

describe('what columns are called decides nothing', () => {
  test.each([
    ['csv', HOSTILE],
    ['jsonl', HOSTILE.slice(0, 1)],
  ] as const)('%s', async (as, hostile) => {
    const neutral = await found(NEUTRAL, as);
    expect(neutral.rules.filter(([, status]) => status === 'fail').length).toBeGreaterThan(10);
    for (const names of hostile) expect([names, await found(names, as)]).toEqual([names, neutral]);
  });

  test('in shards', async () => {
    const write = (name: string, text: string): Promise<string> => space.write(name, text).then(() => name);
    const train = [
      await write('a1.csv', 'ml-actions:sample:,value:x,x\n1,2,3\n'),
      await write('a2.csv', 'ml-actions:sample:,value:x,x\n1,2,4\n'),
    ];
    const held = [
      await write('b1.csv', 'ml-actions:sample:,value:x,x\n1,2,3\n'),
      await write('b2.csv', 'ml-actions:sample:,value:x,x\n5,2,9\n'),
    ];
    const text = `version: 1
columns: { x: { type: integer, max: 3, unique: true }, "ml-actions:sample:": { type: integer, max: 1 } }
splits: { inputs: [train, test], overlap: 0, new_categories: { "ml-actions:sample:": 0 } }`;
    const whole = await checkedWhole(space, text, { train, test: held });
    expect(whole.rules.filter(({ id }) => id.startsWith('splits')).map(({ failing, of }) => [failing, of])).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const shards = train.map((path, at) => ({ train: [path], test: [held[at] ?? ''] }));
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
  });

  test('a split whose inputs have other columns is compared by those that both have', async () => {
    const train = await space.source('one.csv', 'a,ml-actions:sample:1\n1,2\n', { name: 'train' });
    const held = await space.source('two.csv', 'a\n1\n', { name: 'test' });
    const report = await judge(space, [train, held], 'splits: { inputs: [train, test], overlap: 0 }');
    expect(told(report, 'splits.overlap')).toEqual(['splits.overlap fail 1/1']);
  });

  test('in a draft', async () => {
    const source = await space.source('draft.csv', 'null,value:null,ml-actions:row\n1,a,7\n2,b,8\n');
    const { engine, root } = space;
    const { text } = await draftContract({ engine, sources: [source], data: new Map([['data', ['draft.csv']]]), root });
    const { columns } = parse(text);
    expect(Object.entries<{ type: string }>(columns).map(([name, { type }]) => [name, type])).toEqual([
      ['null', 'integer'],
      ['value:null', 'string'],
      ['ml-actions:row', 'integer'],
    ]);
  });
});
