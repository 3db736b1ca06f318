import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSource } from '../check-source.ts';
import { parseContract } from '../contract/native.ts';
import { findRows } from '../failing/find.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';
import { refuseWholeOnly } from '../state/refuse.ts';

let space: Workspace;
let csv: Source;
let parquet: Source;
beforeAll(async () => {
  space = await openWorkspace();
  const birds = new URL('../../../../examples/birdstrikes/data/train.csv', import.meta.url);
  const real = await space.source('birds.csv', await readFile(birds));
  // a segment of rows without a value, and one whose speeds are all missing
  const select = `SELECT * REPLACE (nullif(time_of_day, 'dusk') AS time_of_day, CASE WHEN time_of_day <> 'dawn' THEN speed_knots END AS speed_knots) FROM ${real.relation}`;
  parquet = await space.parquet(
    'birds.parquet',
    `SELECT * REPLACE (speed_knots::INTEGER AS speed_knots, flight_date::DATE AS flight_date, damage::INTEGER AS damage) FROM (${select})`,
  );
  await space.engine.rows(`COPY (${select}) TO '${space.root}/holes.csv'`);
  csv = await space.source('holes.csv', await readFile(`${space.root}/holes.csv`));
});
afterAll(() => space.close());

const columns = `
columns:
  flight_date: { type: date }
  speed_knots: { type: integer }
  damage: { type: integer }
  wildlife_size: { type: string }
`;

/** Rules of every measure that break in most segments. */
const rules = [
  'column: { name: speed_knots, max: 139, failing: "<= 20%"',
  'column: { name: speed_knots, nulls: "< 1%"',
  'column: { name: speed_knots, max: 300, where: "damage = 1"',
  'column: { name: flight_date, past: true, min: 1996-01-01',
  'column: { name: speed_knots, mean: "< 120"',
  'column: { name: speed_knots, median: "< 140", quantile: { 0.9: "< 180" }',
  'column: { name: speed_knots, std: "< 45", sum: 0, min_value: "> 1", max_value: "< 250", distinct: "< 20"',
  'column: { name: speed_knots, top_share: "< 30%", distinct_share: "< 3%", unique: "< 40%"',
  'column: { name: flight_date, monotonic: decreasing',
  'column: { name: wildlife_size, shares: { small: "> 45%" }, set: { contains: [huge] }',
  'rows: { min: 300',
  'unique: { columns: [flight_date, phase]',
  'duplicate_rows: { columns: [phase, speed_knots], failing: "< 200"',
  'compare: { left: damage, op: ">=", right: speed_knots',
  'expr: { sql: "speed_knots < 200 OR damage = 0"',
];

/** The rules above on a source, each with these keys too. */
async function check(source: Source, keysOf: (rule: string) => string): Promise<RuleResult[]> {
  const entries = rules.map((rule) => `  - ${keysOf(rule)} }`);
  const contract = parseContract(`version: 1${columns}checks:\n${entries.join('\n')}\n`, 'c.yaml');
  const { results } = await checkSource(space.engine, source, contract);
  return results.filter(({ kind, line }) => kind !== 'type' && kind !== 'present' && line > 1);
}

const conditions = ['day', 'night', 'dawn', null].map(
  (value) => [value, value === null ? 'time_of_day IS NULL' : `time_of_day = '${value}'`] as const,
);
const withWhere = (rule: string, condition: string): string =>
  rule.includes('where: "') ? rule.replace('where: "', `where: "${condition} AND `) : `${rule}, where: "${condition}"`;

test.each(['csv', 'parquet'] as const)('a rule is in each segment of %s what it is where that is', async (format) => {
  const source = format === 'csv' ? csv : parquet;
  const together = await check(source, (rule) => `${rule}, by: time_of_day`);
  const apart: (readonly [string | null, RuleResult[]])[] = [];
  for (const [value, condition] of conditions)
    apart.push([value, await check(source, (rule) => withWhere(rule, condition))]);
  expect(together).toHaveLength(24);
  for (const [at, { segments, ...result }] of together.entries()) {
    const own = apart.map(([value, results]) => ({ value, found: results[at] }));
    const broken = own.filter(({ found }) => found?.status !== 'pass');
    expect(own.map(({ found }) => `${found?.id} by time_of_day`)).toEqual(own.map(() => result.id));
    expect(own.filter(({ found }) => found?.status === 'error')).toEqual([]);
    expect([result.id, result.status]).toEqual([result.id, broken.length > 0 ? 'fail' : 'pass']);
    expect(segments).toMatchObject({ by: ['time_of_day'], of: 4, broken: broken.length, small: 0 });
    const numbers = segments?.worst.map(({ values, failing, of, got }) => ({ value: values?.[0], failing, of, got }));
    expect(numbers?.sort(byValue)).toEqual(
      broken
        .map(({ value, found }) => ({ value, failing: found?.failing, of: found?.of, got: found?.got }))
        .sort(byValue),
    );
    if (result.failing !== null)
      expect(result.failing).toBe(own.reduce((sum, { found }) => sum + (found?.failing ?? 0), 0));
  }
  expect(together.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual([
    'flight_date.past by time_of_day',
  ]);
});

const byValue = (a: { value?: unknown }, b: { value?: unknown }): number =>
  String(a.value) < String(b.value) ? -1 : 1;

test('a rule holds where it holds in every segment, and is told once', async () => {
  const report = await judge(
    space,
    [parquet],
    `${columns}checks:\n  - expr: { name: dry, sql: damage >= 0, by: phase }`,
  );
  expect(told(report, 'expr')).toEqual(['expr(dry) by phase pass 0/1638']);
  expect(report.verdict).toBe('pass');
});

/** What the rules by segment say of a table. */
const segmentsIn = async (table: string, contract: string): Promise<unknown[]> =>
  (await judge(space, [await space.source('t.csv', table)], contract)).rules
    .filter(({ id }) => id.includes(' by '))
    .map(({ id, status, note, segments }) => [
      id,
      status,
      ...(note ? [note] : []),
      ...(segments ? [`${segments.broken} of ${segments.of}, ${segments.small} small`] : []),
      ...(segments?.worst ?? []).map((one) => [one.name, one.rows, one.note ?? one.got ?? `${one.failing}/${one.of}`]),
    ]);

const sales = `shop,kind,price
a,new,1
a,new,-1
a,old,-2
b,new,3
b,old,
,old,-5
"x' OR 1=1 --",new,4
`;
const priced = (more: string): string => `columns: { shop: { type: string }, kind: { type: string }, ${more} }`;

test.each([
  [
    'the worst first; named where the contract writes the value, or there is none',
    'columns: { shop: { type: string, in: [a, b], failing: 9 }, price: { type: number, min: 0, by: shop } }',
    [
      ['price.type by shop', 'pass', '0 of 4, 0 small'],
      ['price.range by shop', 'fail', '2 of 4, 0 small', ['no shop', 1, '1/1'], ['a', 3, '2/3']],
      ['price.finite by shop', 'pass', '0 of 4, 0 small'],
    ],
  ],
  [
    'several columns, each with its own right to be named',
    'columns: { kind: { set: { contains: [new] }, type: string }, price: }\nchecks: [{ rows: { min: 2, by: [shop, kind] } }]',
    [
      [
        'rows by shop,kind',
        'fail',
        '5 of 6, 0 small',
        [null, 1, 1],
        ['…, new', 1, 1],
        [null, 1, 1],
        ['…, new', 1, 1],
        ['no shop, …', 1, 1],
      ],
    ],
  ],
  [
    'segments with few rows are counted and not judged',
    `${priced('price: { type: number }')}\nchecks: [{ column: { name: price, min: 0, failing: "<= 50%", by: { columns: shop, min_n: 2 } } }]`,
    [
      ['price.range by shop', 'fail', '1 of 2, 2 small', [null, 3, '2/3']],
      ['price.finite by shop', 'pass', '0 of 2, 2 small'],
    ],
  ],
  [
    'no segment is large enough to prove anything',
    `${priced('price:')}\nchecks: [{ rows: { min: 0, by: { columns: shop, min_n: 4 } } }, { unique: { columns: price, where: "kind = 'none'", by: shop } }]`,
    [
      ['rows by shop', 'fail', 'no segment has 4 rows'],
      ['unique(price) by shop', 'fail', 'there is no segment to look at'],
    ],
  ],
  [
    'a column that holds personal data names nothing, whatever the contract writes',
    'columns: { shop: { type: string, pii: true, in: [a, b], failing: 9 }, price: { type: number, max_value: "<= 1", by: shop } }',
    [
      ['price.type by shop', 'pass', '0 of 4, 0 small'],
      ['price.max_value by shop', 'fail', '2 of 4, 0 small', [null, 1, 4], [null, 2, 3]],
    ],
  ],
  [
    'the number of a column with personal data is not shown',
    'columns: { shop: { type: string, in: [b], failing: 9 }, price: { type: number, pii: true, max_value: "< 1", where: shop = \'b\', by: shop } }',
    [
      ['price.type by shop', 'pass', '0 of 1, 0 small'],
      [
        'price.max_value by shop',
        'fail',
        '1 of 1, 0 small',
        ['b', 2, 'the number is not shown: the column holds personal data'],
      ],
    ],
  ],
  [
    'nor are its mean and its sum, which may be those of one row',
    "columns: { shop: { type: string, in: [b], failing: 9 }, price: { type: number, pii: true, mean: 0, sum: 0, where: shop = 'b', by: shop } }",
    [
      ['price.type by shop', 'pass', '0 of 1, 0 small'],
      ...['price.mean by shop', 'price.sum by shop'].map((id) => [
        id,
        'fail',
        '1 of 1, 0 small',
        ['b', 2, 'the number is not shown: the column holds personal data'],
      ]),
    ],
  ],
  [
    'a column that is not there, a bad expression',
    `${priced('price:')}\nchecks: [{ rows: { min: 1, by: city } }, { expr: { name: e, sql: "CAST(kind AS INTEGER) > 0", by: shop } }, { expr: { name: f, sql: "true", by: shop } }]`,
    [
      ['rows by city', 'error', 'column "city" is missing'],
      ['expr(e) by shop', 'error', expect.stringContaining('data')],
      ['expr(f) by shop', 'pass', '0 of 4, 0 small'],
    ],
  ],
])('%s', async (_, contract, expected) => {
  expect(await segmentsIn(sales, contract)).toEqual(expected);
});

test('more segments than can be judged are an error', async () => {
  const table = (n: number): string => `id\n${Array.from({ length: n }, (_, at) => at).join('\n')}\n`;
  const contract = 'columns: { id: }\nchecks: [{ rows: { min: 1, by: id } }]';
  expect(await segmentsIn(table(1_000), contract)).toEqual([['rows by id', 'pass', '0 of 1000, 0 small']]);
  expect(await segmentsIn(table(1_001), contract)).toEqual([
    ['rows by id', 'error', expect.stringContaining('there are too many segments (got more than 1,000')],
  ]);
});

test('rows that no rule looks at make no segment', async () => {
  const rows = Array.from({ length: 3_000 }, (_, at) => `${at % 2 === 0 ? 'even' : at},${at % 2},${at}\n`);
  const source = await space.source('many.csv', `who,odd,n\n${rows.join('')}`);
  const most: number[] = [];
  const engine = {
    ...space.engine,
    rows: async (sql: string, where?: string) => {
      const found = await space.engine.rows(sql, where);
      most.push(found.length);
      return found;
    },
  };
  const rules = [
    '{ column: { name: n, max: 9, failing: "< 50%", where: "odd = 0", by: who } }',
    '{ unique: { columns: n, where: "odd = 0 AND n < 5", by: who } }',
    '{ expr: { name: e, sql: "n > 5", where: "odd = 0 OR n < 5", by: who } }',
  ];
  const contract = `columns: { who: string, odd: integer, n: integer }\nchecks: [${rules.join(', ')}]`;
  const report = await judge({ ...space, engine }, [source], contract);
  expect(told(report, '').filter((one) => one.includes(' by '))).toEqual([
    'n.range by who fail 1495/1500',
    'unique(n) by who pass 0/3',
    'expr(e) by who fail 5/1502',
  ]);
  expect(Math.max(...most)).toBeLessThan(5);
});

test('the rows of the worst segment are named, with what tells it apart', async () => {
  const { broken } = await judge(
    space,
    [await space.source('sales.csv', sales)],
    'columns: { price: { type: number, min: 0, failing: "< 50%", where: shop IS NOT NULL, by: shop } }',
  );
  const found = await findRows(space.engine, [...broken.values()], {
    level: 'values',
    key: [],
    personal: new Set(),
    file: `${space.root}/failing.parquet`,
  });
  expect(found.map((one) => one?.shown.map(({ row, value }) => [row, JSON.parse(value ?? '')]))).toEqual([
    [
      [2, { price: '-1', shop: 'a' }],
      [3, { price: '-2', shop: 'a' }],
    ],
  ]);
});

test.each([
  ['columns: { a: { type: string, by: b } }\nchecks: [{ rows: { by: [b, b] } }]', 'names "b" twice'],
  ['columns: { a: { by: b } }', 'columns.a.by belongs to no rule'],
  ['columns: { a: { type: string, by: { columns: b, min_n: 0 } } }', 'min_n must be at least 1'],
  ['columns: { a: { type: string, by: { column: b } } }', 'Did you mean columns?'],
  ['columns: { a: { type: string, by: { min_n: 3 } } }', 'columns.a.by needs `columns`'],
  ['columns: { a: }\nchecks: [{ text: { column: a, utf8: 0, by: a } }]', '"by" is not a key here'],
  [
    'columns: { a: { type: integer, mean: 1, by: b } }\nchecks: [{ change: { of: a.mean by b, by: 1 } }]',
    'no rule measures what may change',
  ],
])('refused: %s', (contract, message) => {
  expect(() => parseContract(`version: 1\n${contract}\n`, 'c.yaml')).toThrow(message);
});

test('shards refuse rules by segment by name', () => {
  const contract = parseContract('version: 1\ncolumns: { a: { type: integer, min: 0, by: b } }\n', 'c.yaml');
  expect(() => refuseWholeOnly(contract)).toThrow('"a.range by b" (line 2)');
});
