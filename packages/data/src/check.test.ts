import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkData, type DataReport } from './check.ts';
import { parseContract } from './contract/native.ts';
import { checkedWhole, mapAll, reduced } from './fixture/sharded.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import type { Source } from './source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const check = async (source: Source, contract: string): Promise<DataReport> =>
  checkData({
    engine: space.engine,
    sources: [source],
    files: { workspace: space.root, base: space.root },
    contract: parseContract(`version: 1\n${contract}`, 'data-contract.yaml'),
  });
const csv = (text: string): Promise<Source> => space.source('data.csv', text);
/** `id status failing/of` per rule */
const lines = (report: DataReport): string[] =>
  report.rules.map(({ id, status, failing, of }) => `${id} ${status}${failing === null ? '' : ` ${failing}/${of}`}`);

const PEOPLE = `id,age,country,score,joined,at,ok
1,18,IT,0.5,2024-01-01,2024-01-01T00:00:00Z,true
2,,FR,nan,2024-02-29,2024-01-01 00:00:00,FALSE
2,130,XX,inf,2024-01-02,2024-01-01 00:00:00+02,true
`;
const COLUMNS = `columns:
  id: { type: integer, required: true, unique: true }
  age: { type: integer, min: 18, max: 88, nulls: "<= 40%" }
  country: { type: string, in: [IT, FR, DE], pattern: "[A-Z]{2}", max_length: 2, severity: warn }
  score: { type: number, min: 0 }
  joined: { type: date, min: 2024-01-02 }
  at: timestamp
  ok: boolean
extra_columns: fail
checks:
  - rows: { between: [1, 10] }
  - unique: [id, joined]
`;

describe('checkData', () => {
  test('counts failing values of all, per rule', async () => {
    const report = await check(await csv(PEOPLE), COLUMNS);
    expect(lines(report)).toMatchInlineSnapshot(`
      [
        "id.present pass",
        "id.nulls pass 0/3",
        "id.type pass 0/3",
        "id.unique fail 1/3",
        "age.present pass",
        "age.nulls pass 1/3",
        "age.type pass 0/2",
        "age.range fail 1/2",
        "country.present pass",
        "country.type pass 0/3",
        "country.in warn 1/3",
        "country.pattern pass 0/3",
        "country.length pass 0/3",
        "score.present pass",
        "score.type pass 0/3",
        "score.range pass 0/3",
        "score.finite fail 2/3",
        "joined.present pass",
        "joined.type pass 0/3",
        "joined.range fail 1/3",
        "at.present pass",
        "at.type pass 0/3",
        "ok.present pass",
        "ok.type pass 0/3",
        "extra_columns pass 0/7",
        "rows pass",
        "unique(id,joined) pass 0/3",
      ]
    `);
    expect(report.verdict).toBe('fail');
    expect(report.sources).toMatchInlineSnapshot(`
      [
        {
          "bytes": 182,
          "files": [
            "data.csv",
          ],
          "format": "csv",
          "foundDelimiter": ",",
          "name": "data",
          "rows": 3,
        },
      ]
    `);
  });

  test('says the same of Parquet', async () => {
    const expected = lines(await check(await csv(PEOPLE), COLUMNS));
    const select = `SELECT id::INT AS id, age::INT AS age, country, score::DOUBLE AS score, joined::DATE AS joined, "at"::TIMESTAMPTZ AS "at", "ok"::BOOLEAN AS ok FROM ${(await csv(PEOPLE)).relation}`;
    expect(lines(await check(await space.parquet('people.parquet', select), COLUMNS))).toEqual(expected);
  });

  test('a clean file passes', async () => {
    const report = await check(
      await csv('a,b\n1,x\n2,y\n'),
      'columns: { a: { type: integer, unique: true }, b: { type: string, in: [x, y] } }',
    );
    expect(report.verdict).toBe('pass');
  });

  test.each([
    ['integer', '1.5', '1e3', ' 7', '0x1F', '1_000', '1.0', '٣', 'NaN'],
    ['number', '1,5', '0x1F', '1_000', ' 7', '1e', '.', 'one', '1e400x'],
    ['boolean', 'yes', 't', '1', 'on', 'TRUE '],
    ['date', '2024-1-1', '2024-02-30', '01/02/2024', '2024-01-01 00:00:00', 'infinity', 'epoch'],
    ['timestamp', '2024-01-01', '2024-01-01T25:00:00', 'now', '2024-02-30T00:00:00', '2024-1-1 00:00:00'],
    [
      'timestamp',
      '2024-01-01T24:00:00',
      '2024-01-01 00:00:00+25:00',
      '2024-01-01T00:00Z+99:99',
      '2024-01-01T00:00:00+14:60',
    ],
  ])('type %s refuses what a lenient cast accepts', async (type, ...values) => {
    const rows = values.map((value) => `k,"${value}"`).join('\n');
    const report = await check(await csv(`k,v\n${rows}\n`), `columns: { v: ${type} }`);
    expect(report.rules.find(({ id }) => id === 'v.type')).toMatchObject({
      failing: values.length,
      of: values.length,
      status: 'fail',
    });
  });

  test.each([
    ['integer', '0', '-5', '+7', '007', '9223372036854775808', '170141183460469231731687303715884105727'],
    ['number', '0', '-5.25', '.5', '5.', '1e-300', '1E+3', 'NaN', '-inf', 'Infinity'],
    ['boolean', 'true', 'False', 'TRUE'],
    ['date', '2024-02-29', '0001-01-01'],
    [
      'timestamp',
      '2024-01-01T00:00:00Z',
      '2024-01-01 00:00',
      '2024-01-01T00:00:00.123456+05:30',
      '2024-01-01 00:00:00-0330',
      '2024-01-01 23:59:59+14',
    ],
  ])('type %s accepts its lexical forms', async (type, ...values) => {
    const report = await check(
      await csv(`k,v\n${values.map((value) => `k,${value}`).join('\n')}\n`),
      `columns: { v: ${type} }`,
    );
    expect(report.rules.find(({ id }) => id === 'v.type')).toMatchObject({ failing: 0, of: values.length });
  });

  test('JSON keeps "7" and 7 apart', async () => {
    const source = await space.source('t.jsonl', '{"a":7,"b":"x"}\n{"a":"7","b":1}\n{"a":null}\n');
    expect(
      lines(await check(source, 'columns: { a: { type: integer, required: true }, b: string }')),
    ).toMatchInlineSnapshot(`
      [
        "a.present pass",
        "a.nulls fail 1/3",
        "a.type fail 1/2",
        "b.present pass",
        "b.type fail 1/2",
        "rows pass",
      ]
    `);
  });

  test('NaN is no number between bounds, unless the contract says so', async () => {
    const source = await csv('v,k\nnan,1\n5,1\n-inf,1\n');
    expect(lines(await check(source, 'columns: { v: { type: number, max: 10 } }'))).toMatchInlineSnapshot(`
      [
        "v.present pass",
        "v.type pass 0/3",
        "v.range pass 0/3",
        "v.finite fail 2/3",
        "rows pass",
      ]
    `);
    expect(
      lines(await check(source, 'columns: { v: { type: number, max: 10, finite: false } }')),
    ).toMatchInlineSnapshot(`
      [
        "v.present pass",
        "v.type pass 0/3",
        "v.range pass 0/3",
        "rows pass",
      ]
    `);
  });

  test('64-bit bounds keep every digit', async () => {
    const source = await csv('v,k\n9007199254740993,1\n');
    expect((await check(source, 'columns: { v: { type: integer, max: 9007199254740992 } }')).verdict).toBe('fail');
    expect((await check(source, 'columns: { v: { type: integer, max: 9007199254740993 } }')).verdict).toBe('pass');
  });

  test('no rows: every rule would pass, so the file does not', async () => {
    const empty = await space.source('empty.csv', 'a,b\n', { allowEmpty: true });
    expect((await check(empty, 'columns: { a: integer }')).verdict).toBe('fail');
    expect((await check(empty, 'checks: [{ rows: "<= 5" }]')).verdict).toBe('fail');
    expect((await check(empty, 'allow_empty: true\ncolumns: { a: integer }')).verdict).toBe('pass');
  });

  test('a missing column fails once; a key over it is an error; an optional one may be absent', async () => {
    const report = await check(
      await csv('agee,b\n1,2\n'),
      'key: [b, age]\ncolumns: { age: { type: integer, min: 1 }, c: { type: string, optional: true } }',
    );
    expect(report.rules.filter(({ status }) => status !== 'pass')).toMatchInlineSnapshot(`
      [
        {
          "column": "age",
          "expected": "the column is there",
          "failing": null,
          "got": null,
          "id": "age.present",
          "kind": "present",
          "limit": "none",
          "line": 3,
          "note": "the column is missing; the data has "agee"",
          "of": null,
          "severity": "fail",
          "source": "data",
          "status": "fail",
          "unit": null,
        },
        {
          "column": null,
          "expected": "unique together",
          "failing": null,
          "got": null,
          "id": "key(b,age)",
          "kind": "unique",
          "limit": "<= 0",
          "line": 2,
          "note": "column "age" is missing",
          "of": null,
          "severity": "fail",
          "source": "data",
          "status": "error",
          "unit": null,
        },
      ]
    `);
    expect(report.verdict).toBe('error');
  });

  test('one bad expression errs alone', async () => {
    const report = await check(
      await csv('a,b\nx,1\ny,2\n'),
      `columns: { a: { type: string, pattern: "(?<n>x){1,2000}" }, b: { type: integer, min: 1 } }`,
    );
    expect(report.rules.map(({ id, status, note }) => [id, status, note])).toMatchInlineSnapshot(`
      [
        [
          "a.present",
          "pass",
          undefined,
        ],
        [
          "a.type",
          "pass",
          undefined,
        ],
        [
          "a.pattern",
          "error",
          "data: the engine could not do this (Invalid Input error).",
        ],
        [
          "b.present",
          "pass",
          undefined,
        ],
        [
          "b.type",
          "pass",
          undefined,
        ],
        [
          "b.range",
          "pass",
          undefined,
        ],
        [
          "rows",
          "pass",
          undefined,
        ],
      ]
    `);
  });

  test('a hostile column name and value stay inert, and no value is told', async () => {
    const source = await csv(`"a""; DROP TABLE x; --",b\nsecret-value,1\n`);
    const report = await check(
      source,
      `columns: { 'a"; DROP TABLE x; --': { type: integer, not_in: [1] }, b: { type: string, not_in: ["'); --"] } }`,
    );
    expect(report.verdict).toBe('fail');
    expect(JSON.stringify(report)).not.toContain('secret-value');
  });

  test('thresholds decide at their edge', async () => {
    const source = await csv(`v,k\n${Array.from({ length: 100 }, (_, i) => `${i === 0 ? '' : i},k`).join('\n')}\n`);
    for (const [limit, status] of [
      ['<= 1%', 'pass'],
      ['< 1%', 'fail'],
      ['<= 0.99%', 'fail'],
      ['1', 'pass'],
      ['< 1', 'fail'],
      ['0', 'fail'],
    ]) {
      expect(
        (await check(source, `columns: { v: { nulls: "${limit}" } }`)).rules.find(({ id }) => id === 'v.nulls')?.status,
      ).toBe(status);
    }
  });
});

describe('damaged files', () => {
  const rule = 'columns: { a: integer }';
  test.each([
    ['a short row', 'a,b\n1,2\n3\n'],
    ['a long row', 'a,b\n1,2\n3,4,5\n'],
    ['an open quote', 'a,b\n1,"secret\n3,4\n'],
    ['thousands of good rows, then wider ones', `a,b\n${'1,2\n'.repeat(5000)}${'1,2,3\n'.repeat(50)}`],
    [
      'bytes that are not UTF-8 far down',
      Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(100_000)}`), Buffer.from([0x31, 0x2c, 0xff, 0xfe, 0x0a])]),
    ],
  ])('%s is one error without values', async (_, content) => {
    const opened = space.source('damaged.csv', content);
    const error = await opened.then((source) => check(source, rule)).catch((problem: Error) => problem);
    expect(error).toMatchObject({ name: 'InputError' });
    expect((error as Error).message).not.toContain('secret');
    expect((error as Error).message).toMatch(/^data/);
  });

  test('a lone semicolon loses no row (duckdb #25827)', async () => {
    const report = await check(await csv('text\na;b\nc\nd\n'), 'columns: { text: string }\nchecks: [{ rows: "= 3" }]');
    expect(report.verdict).toBe('pass');
  });
});

describe('a column that is not there', () => {
  test.each<[string, string, string[]]>([
    [
      'optional: its rules say nothing',
      'columns: { keyword: { type: integer, optional: true, min: 0, unique: true, variants: 0 } }',
      [],
    ],
    [
      'optional: so do its checks',
      'columns: { word: { type: timestamp, optional: true } }\nchecks: [{ fresh: { column: word, within: 2d } }, { unique: [word] }]',
      [],
    ],
    ['told once', 'columns: { word: { type: string, unique: true, min_length: 1 } }', ['word.present fail']],
    ['a check of a name that nobody declares', 'checks: [{ column: { name: wrod, nulls: 0 } }]', ['wrod.nulls error']],
    ['a freshness of one', 'checks: [{ fresh: { column: wrod, within: 2d } }]', ['wrod.fresh error']],
    ['a grouping of one', 'checks: [{ unique: [wrod] }]', ['unique(wrod) error']],
    [
      'optional, but the key',
      'columns: { word: { optional: true } }\nkey: [word]',
      ['key.word.nulls error', 'key(word) error'],
    ],
    [
      'optional, beside another',
      'columns: { word: { optional: true } }\nchecks: [{ unique: [id, word] }]',
      ['unique(id,word) error'],
    ],
  ])('%s', async (_, text, broken) => {
    const source = await space.source('narrow.csv', 'id\n1\n');
    const { rules } = await check(source, text);
    expect(rules.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`)).toEqual(broken);
  });
});

test.each<[string, string, string, string, number]>([
  ['integers by their value', 'n.csv', 'n\n1\n01\n+1\n2\nx\n', 'type: integer,', 2],
  ['numbers too', 'n.csv', 'n\n1\n1.0\n1e0\n2\nx\n', 'type: number,', 2],
  ['in JSON', 'n.jsonl', '{"n":1}\n{"n":1.0}\n{"n":2}\n{"n":"x"}\n', 'type: number,', 1],
  ['text as it is written', 'n.csv', 'n\n1\n01\n1.0\n', '', 0],
  [
    'times by their instant, in any zone',
    'n.csv',
    'n\n2024-01-01T00:00:00Z\n2024-01-01T01:00:00+01:00\n2024-01-01 00:00\n2024-01-01 00:00:00.000\n2024-01-01T00:00:00\n2024-01-01 01:00\n',
    'type: timestamp,',
    4,
  ],
  [
    'and to the last digit that is written',
    'n.csv',
    'n\n2024-01-01T00:00:00.000000001Z\n2024-01-01T00:00:00.000000002Z\n2024-01-01T01:00:00.00000000200+01\n2024-01-01T01:00:00.0000000020+01\n2024-01-01T01:00:00.000000002+01:00\n',
    'type: timestamp,',
    1,
  ],
  [
    'times in JSON',
    'n.jsonl',
    '{"n":"2024-01-01T00:00:00Z"}\n{"n":"2024-01-01T01:00:00+01:00"}\n{"n":5}\n',
    'type: timestamp,',
    1,
  ],
  ['what is no time as it is written', 'n.csv', 'n\nsoon\nsoon\nlate\nt0.\n1970-01-01T00:00Z\n', 'type: timestamp,', 1],
  [
    'times of a text as they are written',
    'n.csv',
    'n\n2024-01-01T00:00:00Z\n2024-01-01T01:00:00+01:00\n',
    'type: string,',
    0,
  ],
  ['true and TRUE', 'n.csv', 'n\ntrue\nTRUE\nFalse\nT\n', 'type: boolean,', 1],
])('repeated values: %s', async (_, name, content, type, failing) => {
  const { rules } = await check(await space.source(name, content), `columns: { n: { ${type} unique: true } }`);
  expect(rules.find(({ id }) => id === 'n.unique')?.failing).toBe(failing);
});

test('one instant is one in keys, in duplicate rows, in the number of different values, and in shards', async () => {
  await space.write('t1.csv', 'id,at\n1,2024-01-01T00:00:00Z\n1,2024-01-01T02:00:00Z\n');
  await space.write('t2.csv', 'id,at\n1,2024-01-01T01:00:00+01:00\n');
  const text = `version: 1
columns: { id: integer, at: { type: timestamp, distinct: 2, top_share: "> 0.6" } }
key: [id, at]
checks: [{ duplicate_rows: all }]
`;
  const inputs = (...data: string[]) => ({ data });
  const whole = await checkedWhole(space, text, inputs('t1.csv', 't2.csv'));
  const reducedTo = await reduced(space, text, await mapAll(space, text, [inputs('t1.csv'), inputs('t2.csv')]));
  for (const { rules } of [whole, reducedTo])
    expect(
      rules
        .filter(({ kind }) => /unique|duplicate|distinct|top/.test(kind))
        .map((rule) => [rule.id, rule.failing ?? rule.got]),
    ).toEqual([
      ['at.distinct', 2],
      ['at.top_share', 2 / 3],
      ['key(id,at)', 1],
      ['duplicate_rows', 1],
    ]);
});

test('repeated values: large identifiers are no doubles', async () => {
  const source = await space.source('n.csv', 'n\n9007199254740992\n9007199254740993\n');
  const { verdict } = await check(source, 'columns: { n: { type: number, unique: true } }');
  expect(verdict).toBe('pass');
});
