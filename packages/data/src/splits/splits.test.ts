import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { Source } from '../source.ts';
import { hashOf, sampleTable } from './samples.ts';
import { sharedRows } from './shared.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

let files = 0;
/** `.csv`, or `.jsonl` for text that starts with a brace. */
const input = (name: string, text: string): Promise<Source> => {
  files += 1;
  return space.source(`${name}-${files}.${text.startsWith('{') ? 'jsonl' : 'csv'}`, text, { name, allowEmpty: true });
};
const split = async (train: string, held: string, keys: string) =>
  judge(
    space,
    [await input('train', train), await input('test', held)],
    `allow_empty: true\nsplits: { inputs: [train, test], ${keys} }`,
  );

const TRAIN = 'id,who,at,a,b,y\n1,p1,2024-01-01,1,x,no\n2,p2,2024-01-02,2.5,y,yes\n3,,2024-01-03,,z,no\n';
const HEAD = 'id,who,at,a,b,y\n';

test('integers of many digits are equal as integers', async () => {
  const [long, near] = ['12345678901234567', '12345678901234568'];
  const sources = [
    await input('train', `e\n00${long}\n`),
    await input('test', `e\n${long}\n+${long}\n${long}.0\n${near}\n`),
  ];
  const report = await judge(space, sources, 'columns: { e: integer }\nsplits: { inputs: [train, test], overlap: 0 }');
  expect(told(report, 'splits')).toEqual(['splits.overlap fail 3/4']);
});

test.each([
  ['nothing', '', ['splits.overlap fail 1/3', 'splits.entity_overlap fail 1/3']],
  ['text', 'columns: { e: string, a: string }', ['splits.overlap pass 0/3', 'splits.entity_overlap pass 0/3']],
  ['a number', 'columns: { e: integer, a: number }', ['splits.overlap fail 2/3', 'splits.entity_overlap fail 2/3']],
])('07 and 7, 3 and 3.0 are equal where the contract states %s of them', async (_, columns, expected) => {
  const sources = [await input('train', 'e,a\n07,1\n3.0,2\n'), await input('test', 'e,a\n7,1\n3,2\n4,2\n')];
  const report = await judge(
    space,
    sources,
    `${columns}\nsplits: { inputs: [train, test], overlap: 0, entity: e, entity_overlap: 0 }`,
  );
  expect(told(report, 'splits')).toEqual(expected);
});

describe('splits', () => {
  const cases: readonly [what: string, keys: string, held: string, told: string][] = [
    ['overlap: none', 'overlap: 0, ignore: [who, at]', '9,q1,2025-01-01,1,new,no\n', 'overlap pass 0/1'],
    ['overlap: whatever the id', 'overlap: 0, ignore: [who, at]', '9,q1,2025-01-01,1,x,no\n8,,,5,x,no\n', 'overlap fail 1/2'],
    ['overlap: spelling of numbers', 'overlap: 0, ignore: [who, at]', '9,,,1.0,x,no\n8,,,2.50,y,yes\n', 'overlap fail 2/2'],
    ['overlap: missing equals missing', 'overlap: 0, ignore: [who, at]', '9,,,,z,no\n8,,,,,no\n', 'overlap fail 1/2'],
    ['overlap: a share is allowed', 'overlap: "<= 50%", ignore: [who, at]', '9,,,,z,no\n8,,,,,no\n', 'overlap pass 1/2'],
    ['overlap: another label is another sample', 'label: y, overlap: 0, ignore: [who, at]', '9,,,1,x,yes\n', 'overlap pass 0/1'],
    ['input_overlap: whatever the label', 'label: y, input_overlap: 0, ignore: [who, at]', '9,,,1,x,yes\n', 'input_overlap fail 1/1'],
    ['input_overlap: none', 'label: y, input_overlap: 0, ignore: [who, at]', '9,,,1,w,no\n', 'input_overlap pass 0/1'],
    ['entity: none', 'entity: who, entity_overlap: 0', '9,p3,,1,x,no\n8,,,1,x,no\n', 'entity_overlap pass 0/1'],
    ['entity: rows of one', 'entity: who, entity_overlap: 0', '9,p2,,1,x,no\n8,p2,,1,x,no\n7,p9,,1,x,no\n', 'entity_overlap fail 2/3'],
    ['entity: nobody is no proof', 'entity: who, entity_overlap: 0', '9,,,1,x,no\n', 'entity_overlap fail 0/0'],
    ['entity: of two columns', 'entity: [who, b], entity_overlap: 0', '9,p2,,1,x,no\n8,p2,,1,y,no\n', 'entity_overlap fail 1/2'],
    ['time: all later', 'time: at, time_order: true', '9,,2024-01-04,1,x,no\n', 'time_order pass 0/1'],
    ['time: the last day is not later', 'time: at, time_order: true', '9,,2024-01-03,1,x,no\n8,,2024-01-09,1,x,no\n7,,,1,x,no\n', 'time_order fail 1/2'],
    ['time: no times', 'time: b, time_order: true', '9,,,1,x,no\n', 'time_order error the column holds no dates, timestamps or numbers'],
    ['dates: none shared', 'time: at, shared_dates: 0', '9,,2023-12-31,1,x,no\n', 'shared_dates pass 0/1'],
    ['dates: one shared', 'time: at, shared_dates: 0', '9,,2024-01-02,1,x,no\n8,,2023-12-31,1,x,no\n', 'shared_dates fail 1/2'],
    ['labels: all known', 'label: y, new_labels: 0', '9,,,1,x,no\n8,,,1,x,\n', 'new_labels pass 0/1'],
    ['labels: a new one', 'label: y, new_labels: 0', '9,,,1,x,no\n8,,,1,x,maybe\n', 'new_labels fail 1/2'],
    ['categories: all known', 'new_categories: [b]', '9,,,1,x,no\n', 'new_categories.b pass 0/1'],
    ['categories: too many new', 'new_categories: { b: "< 50%" }', '9,,,1,x,no\n8,,,1,w,no\n', 'new_categories.b fail 1/2'],
    ['sizes: enough', 'sizes: { test: ">= 1" }', '9,,,1,x,no\n', 'sizes.test pass 1'],
    ['sizes: too few', 'sizes: { test: ">= 2", train: [1, null] }', '9,,,1,x,no\n', 'sizes.test fail 1,splits.sizes.train pass 3'],
    ['ratio: within', 'ratio: [0.3, 0.5]', '9,,,1,x,no\n', 'ratio pass 0.3333'],
    ['ratio: too small', 'ratio: ">= 0.5"', '9,,,1,x,no\n', 'ratio fail 0.3333'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (_, keys, rows, expected) => {
    expect(told(await split(TRAIN, `${HEAD}${rows}`, keys), 'splits').join()).toBe(`splits.${expected}`);
  });

  test('timestamps share a date in UTC, whatever their zone', async () => {
    const train = 'at,a\n2024-01-01T23:30:00-02:00,1\n';
    const keys = 'time: at, shared_dates: 0';
    expect(told(await split(train, 'at,a\n2024-01-02T09:00:00Z,1\n', keys), 'splits')).toEqual([
      'splits.shared_dates fail 1/1',
    ]);
    expect(told(await split(train, 'at,a\n2024-01-01T09:00:00Z,1\n', keys), 'splits')).toEqual([
      'splits.shared_dates pass 0/1',
    ]);
  });

  test.each([
    ['[meta]', 'fail 1/1'],
    ['["meta.ts"]', 'fail 1/1'],
    ['[a]', 'pass 0/1'],
  ])('fields that rules name are parts of a sample once: ignoring %s', async (ignore, expected) => {
    const line = (ts: number): string => `${JSON.stringify({ a: 1, meta: { ts } })}\n`;
    const sources = [await input('train', line(1)), await input('test', line(2))];
    const contract = `columns: { meta.ts: integer }\nsplits: { inputs: [train, test], overlap: 0, ignore: ${ignore} }`;
    expect(told(await judge(space, sources, contract), 'splits')).toEqual([`splits.overlap ${expected}`]);
  });

  test('every pair of three inputs is compared', async () => {
    const sources = [
      await input('train', 'a,b\n1,1\n'),
      await input('val', 'a,b\n2,2\n'),
      await input('test', 'a,b\n2,2\n'),
    ];
    const report = await judge(space, sources, 'splits: { inputs: [train, val, test], overlap: 0 }');
    expect(
      report.rules.filter(({ kind }) => kind === 'overlap').map(({ source, status }) => `${source} ${status}`),
    ).toEqual(['train, val pass', 'train, test pass', 'val, test fail']);
  });

  test('CSV, JSON and Parquet are compared by what values mean', async () => {
    const parquet = await space.parquet('train.parquet', "SELECT 2.5::DOUBLE AS a, 'y' AS b");
    const sources = [{ ...parquet, name: 'train' }, await input('test', '{"b":"y","a":2.5}\n{"b":"y","a":3}\n')];
    expect(told(await judge(space, sources, 'splits: { inputs: [train, test], overlap: 0 }'), 'splits')).toEqual([
      'splits.overlap fail 1/2',
    ]);
  });

  test('Parquet on both sides: lists, times, missing values, and -0 is 0', async () => {
    const row = (zero: string, list: string): string =>
      `SELECT 7 AS k, ${zero}::DOUBLE AS z, ${list} AS l, TIMESTAMP '2024-01-01' AS at, NULL::VARCHAR AS n`;
    const train = { ...(await space.parquet('p1.parquet', row('0', '[1, NULL]'))), name: 'train' };
    const held = {
      ...(await space.parquet('p2.parquet', `${row('-0', '[1, NULL]')} UNION ALL ${row('0', '[1, 2]')}`)),
      name: 'test',
    };
    const contract = 'splits: { inputs: [train, test], time: at, overlap: 0, time_order: true }';
    expect(told(await judge(space, [train, held], contract), 'splits')).toEqual([
      'splits.overlap fail 1/2',
      'splits.time_order fail 2/2',
    ]);
  });

  test('rows that only share a hash are not the same', async () => {
    const [train, held] = [await input('train', 'a,b\n1,x\n2,y\n3,z\n'), await input('test', 'a,b\n1,x\n5,w\n6,v\n')];
    const types = new Map([
      ['a', 'written'],
      ['b', 'written'],
    ] as const);
    const pair = { train, test: held, name: 'train, test', features: ['a', 'b'], types, timeType: undefined };
    const splits = {
      severity: 'fail',
      where: null,
      inputs: ['train', 'test'],
      label: undefined,
      entity: [],
      time: undefined,
      ignore: [],
      asked: { new_categories: new Map(), sizes: new Map() },
    } as const;
    const samples = await sampleTable(space.engine, pair, splits, []);
    const weak = (values: readonly string[]): string => `${hashOf(values)} % 1`;
    for (const side of ['train', 'test'] as const)
      await space.engine.rows(
        `CREATE OR REPLACE TEMP TABLE ${samples[side]} AS SELECT ${weak(samples.values(side, true))} AS h FROM ${pair[side].relation}`,
      );
    expect(await sharedRows(space.engine, pair, samples, 'h', weak)).toEqual({ failing: 1, of: 3 });
    await samples.drop();
  });

  test('inputs and columns that are not there are errors, not passes', async () => {
    const report = await split('a,b\n1,1\n', 'a,c\n1,1\n', 'entity: b, entity_overlap: 0, overlap: 0');
    expect(report.rules.filter(({ id }) => id.startsWith('splits')).map(({ status, note }) => [status, note])).toEqual([
      ['error', 'column "b" is missing in test'],
      ['fail', undefined],
    ]);
    const alone = await judge(
      space,
      [await input('train', 'a,b\n1,1\n')],
      'splits: { inputs: [train, test], overlap: 0 }',
    );
    expect(told(alone, 'splits')).toEqual(['splits.overlap error there is no input "test"']);
    const nothing = await split('a,b\n1,1\n', 'c,d\n1,1\n', 'overlap: 0');
    expect(told(nothing, 'splits')).toEqual(['splits.overlap error the inputs have no feature in common']);
    const empty = await split('a,b\n1,1\n', 'a,b\n', 'overlap: 0, ratio: [0.1, 1]');
    expect(told(empty, 'splits')).toEqual(['splits.ratio fail 0', 'splits.overlap pass 0/0']);
  });

  test('hostile names and values stay inert and untold', async () => {
    const head = `"a""); DROP TABLE x; --",b\n`;
    const report = await split(
      `${head}secret-value,1\n`,
      `${head}secret-value,1\n`,
      `entity: 'a"); DROP TABLE x; --', entity_overlap: 0, overlap: 0`,
    );
    expect(told(report, 'splits')).toEqual(['splits.overlap fail 1/1', 'splits.entity_overlap fail 1/1']);
    expect(JSON.stringify(report)).not.toContain('secret-value');
  });
});

describe('a column that predicts the label alone', () => {
  const rows = (count: number, row: (at: number) => string): string =>
    `id,a,copy,y\n${Array.from({ length: count }, (_, at) => row(at)).join('\n')}\n`;
  const label = (at: number): string => (at % 10 === 0 ? 'rare' : 'common');

  test.each([
    ['text', (at: number) => `t-${label(at)}`],
    [
      'a number on one side of a threshold',
      (at: number) => `${(label(at) === 'rare' ? 1000 : 0) + ((at * 7919) % 1000) / 7}`,
    ],
  ])('is found: %s', async (_, copy) => {
    const row = (at: number): string => `${at},${(at * 7919) % 13},${copy(at)},${label(at)}`;
    const report = await split(
      rows(400, row),
      rows(200, (at) => row(at + 400)),
      'label: y, target_leak: "<= 0.95"',
    );
    expect(report.rules.find(({ kind }) => kind === 'target-leak')).toMatchObject({
      status: 'fail',
      failing: 1,
      of: 2,
      note: expect.stringContaining('"copy"'),
    });
  });

  test('a common class and an identifier are no leak', async () => {
    const row = (at: number): string => `${at},${(at * 7919) % 13},u${at},${label(at)}`;
    const report = await split(
      rows(400, row),
      rows(200, (at) => row(at + 400)),
      'label: y, target_leak: "<= 0.95"',
    );
    expect(report.rules.find(({ kind }) => kind === 'target-leak')).toMatchObject({
      status: 'pass',
      failing: 0,
      of: 2,
    });
  });

  test('needs two classes', async () => {
    const report = await split('a,y\n1,c\n', 'a,y\n1,c\n', 'label: y, target_leak: "<= 0.95"');
    expect(told(report, 'splits')).toEqual(['splits.target_leak error the label has fewer than two values']);
  });
});

describe('a contract that asks for what cannot be', () => {
  test.each([
    ['inputs: [train], overlap: 0', /two or more/],
    ['inputs: [a, b]', /asks for nothing/],
    ['inputs: [a, b], overlap: 0, entity: who', /nothing asks for it/],
    ['inputs: [a, b], new_labels: 0', /needs splits.label/],
    ['inputs: [a, b], overlaps: 0', /Did you mean overlap/],
    ['inputs: [a, b], sizes: { c: ">= 1" }', /none of splits.inputs/],
    ['inputs: [a, b], overlap: many', /not a limit/],
    ['inputs: [a, b], time: t, time_order: yes', /true or false/],
  ])('%s', async (keys, message) => {
    await expect(judge(space, [], `splits: { ${keys} }`)).rejects.toThrow(message);
  });

  test.each([
    ['overlap: 0', 'splits.overlap'],
    ['label: y, input_overlap: 0', 'splits.input_overlap'],
    ['label: y, target_leak: "<= 0.95"', 'splits.target_leak'],
  ])('a mistyped column to ignore would stay in the samples: %s', async (keys, id) => {
    const report = await split('row,a,y\n1,1,n\n2,2,m\n', 'row,a,y\n3,1,n\n', `${keys}, ignore: [rwo, y]`);
    expect(told(report, 'splits')).toEqual([`${id} error there is no column "rwo" to ignore`]);
  });

  test('a column to ignore may be in one input only, or optional', async () => {
    const sources = [await input('train', 'row,a\n1,1\n'), await input('test', 'a\n1\n')];
    const contract = 'columns: { file: { optional: true } }\nsplits: { inputs: [train, test], overlap: 0, ';
    const report = await judge(space, sources, `${contract} ignore: [row, file] }`);
    expect(told(report, 'splits')).toEqual(['splits.overlap fail 1/1']);
  });

  test('an input of the action replaces the block, and its problems name it', async () => {
    const sources = [await input('train', 'a,b\n1,1\n'), await input('test', 'a,b\n1,1\n')];
    const contract = 'splits: { inputs: [train, test], overlap: 100% }';
    const report = await judge(space, sources, contract, { splits: { inputs: ['train', 'test'], overlap: 0 } });
    expect(told(report, 'splits')).toEqual(['splits.overlap fail 1/1']);
    await expect(judge(space, sources, contract, { splits: { inputs: ['train'] } })).rejects.toThrow(/^splits:1: /);
  });
});
