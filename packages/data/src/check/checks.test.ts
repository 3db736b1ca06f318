import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';

const table = `id,age,city,note,mail,start,end,price,kind
1,18,Rome,fine,a@b.example,2024-01-01,2024-01-02,0.5,bee
2,-999,Oslo, ,a@b,2024-01-03,2024-01-02,0.25,bee
3,40,Oslo,"late ",x.y+z@mail.example.org,2024-01-03,,1.1,bee
4,,NA,ok,,2999-01-01,2999-01-02,nan,fish
`;

let space: Workspace;
let csv: Source;
let parquet: Source;
beforeAll(async () => {
  space = await openWorkspace();
  csv = await space.source('table.csv', table);
  parquet = await space.parquet(
    'table.parquet',
    `SELECT id::BIGINT id, age::INTEGER age, city, note, mail, "start"::DATE AS "start", "end"::DATE AS "end", price::DOUBLE price, kind FROM ${csv.relation}`,
  );
});
afterAll(() => space.close());

const told = ({ id, status, failing, of, got, note }: RuleResult): string =>
  `${id} ${status} ${note ?? got ?? `${failing}/${of}`}`;

async function broken(source: Source, contract: string): Promise<string[]> {
  const { rules } = await checkData({
    engine: space.engine,
    sources: [source],
    files: { workspace: space.root, base: space.root },
    contract: parseContract(`version: 1\n${contract}`, 'data-contract.yaml'),
  });
  return rules.filter(({ status }) => status !== 'pass').map(told);
}

/** 3,000 numbers that no row has. */
const many = Array.from({ length: 3_000 }, (_, at) => at + 10).join(', ');

/** What holds, what does not, and how the latter is told: the same in text and in typed columns. */
const cases: readonly [kind: string, holds: string, breaks: string, told: string][] = [
  [
    'mean',
    'columns: { age: { type: integer, missing: [-999], mean: [28, 30] } }',
    'columns: { age: { type: integer, mean: ">= 0" } }',
    'age.mean fail -313.666666667',
  ],
  [
    'median',
    'columns: { price: { type: number, median: 0.5 } }',
    'columns: { price: { type: number, median: "> 0.5" } }',
    'price.median fail 0.5',
  ],
  [
    'std',
    'columns: { id: { type: integer, std: [1.29, 1.3] } }',
    'columns: { id: { type: integer, std: "<= 1" } }',
    'id.std fail 1.29099444874',
  ],
  [
    'sum',
    'columns: { id: { type: integer, sum: 10 } }',
    'columns: { id: { type: integer, sum: "< 10" } }',
    'id.sum fail 10',
  ],
  [
    'extremes',
    'columns: { id: { type: integer, min_value: 1, max_value: [3, 5] } }',
    'columns: { id: { type: integer, max_value: [5, null] } }',
    'id.max_value fail 4',
  ],
  [
    'quantile',
    'columns: { id: { type: integer, quantile: { 0.75: [3, 3.5] } } }',
    'columns: { id: { type: integer, quantile: { 0.75: "> 3.5" } } }',
    'id.quantile(0.75) fail 3.25',
  ],
  [
    'distinct',
    'columns: { city: { type: string, distinct: 3 } }',
    'columns: { city: { type: string, missing: NA, distinct: 3 } }',
    'city.distinct fail 2',
  ],
  [
    'distinct share',
    'columns: { id: { distinct_share: 1 } }',
    'columns: { city: { distinct_share: "100%" } }',
    'city.distinct_share fail 0.75',
  ],
  [
    'top share',
    'columns: { kind: { top_share: "<= 75%" } }',
    'columns: { kind: { top_share: "< 75%" } }',
    'kind.top_share fail 0.75',
  ],
  [
    'constant',
    'columns: { kind: { constant: fail } }',
    'columns: { kind: { constant: fail, where: "CAST(id AS INTEGER) < 4" } }',
    'kind.constant fail 1',
  ],
  [
    'blank',
    'columns: { note: { type: string, blank: 1 } }',
    'columns: { note: { type: string, blank: 0 } }',
    'note.blank fail 1/4',
  ],
  [
    'trim',
    'columns: { city: { type: string, trim: true } }',
    'columns: { note: { type: string, trim: true } }',
    'note.trim fail 2/4',
  ],
  [
    'format',
    'columns: { mail: { type: string, format: email } }',
    'columns: { mail: { type: string, format: uuid } }',
    'mail.format fail 3/3',
  ],
  [
    'not_pattern',
    'columns: { city: { type: string, not_pattern: "[0-9]+" } }',
    'columns: { city: { type: string, not_pattern: "O.*" } }',
    'city.not-pattern fail 2/4',
  ],
  [
    'multiple_of',
    'columns: { price: { type: number, multiple_of: 0.05, where: "CAST(id AS INTEGER) < 4" } }',
    'columns: { price: { type: number, multiple_of: 0.25, where: "CAST(id AS INTEGER) < 4" } }',
    'price.multiple_of fail 1/3',
  ],
  [
    'past',
    'columns: { start: { type: date, past: true, where: "CAST(id AS INTEGER) < 4" } }',
    'columns: { start: { type: date, past: true } }',
    'start.past fail 1/4',
  ],
  [
    'pairs in a set',
    "checks: [{ expr: { name: pairs, sql: \"(city, kind) IN (('Rome', 'bee'), ('Oslo', 'bee'), ('NA', 'fish'))\" } }]",
    "checks: [{ expr: { name: pairs, sql: \"(city, kind) IN (('Rome', 'bee'), ('Oslo', 'fish'))\", failing: \"<= 50%\" } }]",
    'expr(pairs) fail 3/4',
  ],
  [
    'the sum of a row',
    'columns: { id: integer, price: number }\nchecks: [{ expr: { name: sum, sql: "id + price = 1.5 OR id + price = 2.25", failing: 2 } }]',
    'columns: { id: integer, age: integer, price: number }\nchecks: [{ expr: { name: sum, sql: "id + age + price > 40" } }]',
    'expr(sum) fail 3/4',
  ],
  [
    'the sum of a row with a missing value, where that passes',
    'columns: { id: integer, age: integer }\nchecks: [{ expr: { name: sum, sql: "id + age < 44", nulls: pass } }]',
    'columns: { id: integer, age: integer }\nchecks: [{ expr: { name: sum, sql: "id + age < 43", nulls: pass } }]',
    'expr(sum) fail 1/4',
  ],
  [
    'bounds that are not in',
    'columns: { id: { type: integer, exclusive_min: 0, exclusive_max: 5 } }',
    'columns: { id: { type: integer, exclusive_min: 1, exclusive_max: 5 } }',
    'id.range fail 1/4',
  ],
  [
    'an upper bound that is not in, of dates',
    'columns: { start: { type: date, exclusive_min: 2023-12-31, exclusive_max: 2999-01-02 } }',
    'columns: { start: { type: date, exclusive_max: 2999-01-01 } }',
    'start.range fail 1/4',
  ],
  [
    'a pattern of RE2 with flags',
    'columns: { city: { type: string, pattern: "(?i)rome|oslo|na" } }',
    'columns: { city: { type: string, pattern: "(?-i)rome|Oslo|NA" } }',
    'city.pattern fail 1/4',
  ],
  [
    'nulls',
    'columns: { price: { type: number, missing: [1.10, 0.250], nulls: 2 } }',
    'columns: { price: { type: number, missing: [1.10, 0.250, NaN], required: true } }',
    'price.nulls fail 3/4',
  ],
  [
    'missing',
    'columns: { age: { type: integer, missing: [-999], min: 18, nulls: 2 } }',
    'missing: [-999]\ncolumns: { age: { type: integer, min: 18, nulls: 1 } }',
    'age.nulls fail 2/4',
  ],
  [
    'compare',
    'columns: { start: date, end: date }\nchecks: [{ compare: { left: start, op: "<=", right: end, failing: 1 } }]',
    'columns: { start: date, end: date }\nchecks: [{ compare: { left: start, op: "<=", right: end } }]',
    'compare(start <= end) fail 1/3',
  ],
  [
    'expr',
    'columns: { id: integer }\nchecks: [{ expr: "id > 0" }]',
    'columns: { id: integer }\nchecks: [{ expr: { name: small, sql: "id * 2 < 6" } }]',
    'expr(small) fail 2/4',
  ],
  [
    'a NULL breaks an expr',
    'columns: { age: integer }\nchecks: [{ expr: { sql: "age < 100", nulls: pass } }]',
    'columns: { age: integer }\nchecks: [{ expr: { sql: "age < 100" } }]',
    'expr(age < 100) fail 1/4',
  ],
  [
    'duplicate rows',
    'checks: [{ duplicate_rows: all }]',
    'checks: [{ duplicate_rows: { columns: [city, kind] } }]',
    'duplicate_rows(city,kind) fail 1/4',
  ],
  [
    'unique of some',
    'checks: [{ unique: { columns: [city], where: "id <> 3" } }]',
    'checks: [{ unique: { columns: [city] } }]',
    'unique(city) fail 1/4',
  ],
  [
    'rows of some',
    'columns: { id: integer }\nchecks: [{ rows: { between: [2, 2], where: "id > 2" } }]',
    'columns: { id: integer }\nchecks: [{ rows: { min: 3, where: "id > 2" } }]',
    'rows fail 2',
  ],
  [
    'date_format',
    'columns: { mail: { type: string, date_format: "%Y", failing: 3 } }',
    'columns: { city: { type: string, date_format: "%d.%m.%Y" } }',
    'city.date_format fail 4/4',
  ],
  [
    'set',
    'columns: { kind: { type: string, set: { equals: [bee, fish] } } }',
    'columns: { kind: { type: string, set: { contains: [bee, ant, wasp] } } }',
    'kind.contains fail 2',
  ],
  [
    'set: contains, and it alone',
    'columns: { kind: { type: string, set: { contains: [bee] } } }',
    'columns: { kind: { type: string, set: { equals: [bee] } } }',
    'kind.in fail 1/4',
  ],
  [
    'a set of more values than the engine adds up in one expression',
    `columns: { id: { type: integer, not_in: [${many}] } }`,
    `columns: { id: { type: integer, set: { contains: [${many}, ${many}] } } }`,
    'id.contains fail 3000',
  ],
  [
    'finite',
    'columns: { id: { type: number, finite: true } }',
    'columns: { price: { type: number, finite: true } }',
    'price.finite fail 1/4',
  ],
  [
    'min_length',
    'columns: { city: { type: string, min_length: 2 } }',
    'columns: { city: { type: string, min_length: 4 } }',
    'city.length fail 1/4',
  ],
  [
    'blank and date_format without a limit',
    'columns: { city: { type: string, blank: 0, not_pattern: "[0-9].*" } }',
    'columns: { city: { type: string, date_format: "%Y", where: id = 1 } }',
    'city.date_format fail 1/1',
  ],
  [
    'shares',
    'columns: { kind: { type: string, shares: { bee: [0.7, 0.8] } } }',
    'columns: { kind: { type: string, shares: { fish: ">= 30%" } } }',
    'kind.share(fish) fail 0.25',
  ],
];

describe.each(['csv', 'parquet'] as const)('in %s', (format) => {
  const source = () => (format === 'csv' ? csv : parquet);
  test.each(cases)('%s', async (_, holds, breaks, how) => {
    expect(await broken(source(), holds), 'what holds').toEqual([]);
    expect(await broken(source(), breaks), 'what breaks').toEqual([how]);
  });
});

describe('a condition', () => {
  test('that no row fulfils proves nothing', async () => {
    expect(await broken(csv, 'columns: { id: { type: integer, min: 0, where: "id > 99" } }')).toEqual([
      'id.type fail no row fulfils its `where`',
      'id.range fail no row fulfils its `where`',
    ]);
    expect(
      await broken(csv, 'allow_empty: true\ncolumns: { id: { type: integer, min: 0, where: "id > 99" } }'),
    ).toEqual([]);
  });

  test('of rows in which every value is missing leaves nothing to judge but that', async () => {
    const source = await space.source('missing.csv', 'a,b,c\n1,,y\n,x,x\n');
    const keys = 'min: 0, unique: true, where: "c = \'x\'"';
    expect(await broken(source, `columns: { a: { type: integer, ${keys} } }`)).toEqual([]);
    expect(await broken(source, `columns: { a: { type: integer, nulls: 0, ${keys} } }`)).toEqual(['a.nulls fail 1/1']);
    expect(await broken(source, 'columns: { a: { type: integer, min: 0, by: c } }')).toEqual([]);
  });

  test('that no row fulfils holds no few different values, unless none will do', async () => {
    const distinct = (bound: string) => broken(csv, `columns: { id: { distinct: ${bound}, where: "id = 'none'" } }`);
    expect(await distinct('"<= 9"')).toEqual(['id.distinct fail 0']);
    expect(await distinct('[0, 9]')).toEqual([]);
  });

  test.each([
    ['a grouping', 'unique: { columns: [id, age], where: "age > 99" }', 'unique(id,age)'],
    ['a block', 'text: { column: note, duplicates: 0, where: "age > 99" }', 'text(note).duplicates'],
    ['a search', 'pii: { columns: [mail], kinds: [email], where: "age > 99" }', 'pii.email'],
  ])('that no row fulfils proves nothing to %s', async (_, check, id) => {
    const found = await broken(parquet, `checks: [{ ${check} }]`);
    expect(found).toEqual([expect.stringMatching(`${id.replace(/[()]/g, '.')} fail (no row|there is nothing)`)]);
    expect(await broken(parquet, `allow_empty: true\nchecks: [{ ${check} }]`)).toEqual([]);
  });

  test.each([
    ['two statements', '1 = 1) FROM x; SELECT (1'],
    ['two columns', '1 = 1), (2 = 2'],
    ['a comment', "id > 0 -- '"],
    ['a write', "1 = 1; COPY (SELECT 1) TO 'x.csv'"],
    ['another column', 'nobody > 1'],
    ['another file', "(SELECT count(*) FROM read_csv('/etc/passwd')) > 0"],
    ['nothing', ' '],
  ])('that is %s errs alone', async (what, sql) => {
    const found = await broken(
      csv,
      `columns: { id: integer }\nchecks:\n  - expr: { name: mine, sql: ${JSON.stringify(sql)} }`,
    );
    if (what === 'a comment') expect(found).toEqual([]);
    else
      expect(found).toEqual([
        expect.stringMatching(/^expr\(mine\) error `sql` (is |cannot be evaluated: |reads what)/),
      ]);
  });
});

test('what is only told breaks nothing', async () => {
  const contract = parseContract(
    'version: 1\ncolumns: { id: { type: integer, max: 3, severity: info } }',
    'data-contract.yaml',
  );
  const report = await checkData({
    files: { workspace: space.root, base: space.root },
    engine: space.engine,
    sources: [csv],
    contract,
  });
  expect(report.verdict).toBe('pass');
  expect(report.rules.find(({ status }) => status === 'info')).toMatchObject({ id: 'id.range', failing: 1 });
});

const formats: readonly [format: string, good: readonly string[], bad: readonly string[]][] = [
  ['email', ['a@b.example', "o'neil+x@mail.example.org"], ['a@', '@b', 'a b@c.example', 'a@-b.example', 'a@b..c']],
  [
    'uuid',
    ['123e4567-e89b-12d3-a456-426614174000'],
    ['123e4567e89b12d3a456426614174000', '123e4567-e89b-12d3-a456-42661417400g'],
  ],
  [
    'url',
    ['https://example.org/x?y=1#z', 'http://[::1]:8080/', 'http://127.0.0.1'],
    ['ftp://x', 'https://', 'example.org', 'http://a b'],
  ],
  ['ipv4', ['0.0.0.0', '255.255.255.255'], ['256.1.1.1', '1.2.3', '01.2.3.4', '1.2.3.4.5']],
  [
    'ipv6',
    ['::', '::1', '2001:db8::8a2e:370:7334', 'fe80:0:0:0:1:2:3:4', '::ffff:192.0.2.1'],
    [':', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9'],
  ],
  ['ip', ['::1', '10.0.0.1'], ['10.0.0', 'x']],
  ['hostname', ['a', 'a-b.example'], ['-a', 'a_b', `${'a'.repeat(64)}`, 'a..b']],
  ['iso-date', ['2024-02-29'], ['2023-02-29', '2024-2-9', '2024-13-01']],
  [
    'iso-datetime',
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.123+02:00'],
    ['2024-02-29 12:00', '2024-02-30T12:00:00Z', '2024-02-29T24:00:00Z', '2024-02-29T00:00:00+99:99'],
  ],
  ['luhn', ['4111 1111 1111 1111', '5500000000000004', '79927398713'], ['4111111111111112', '79927398710', '12']],
  [
    'iban',
    ['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000'],
    ['GB82WEST12345698765433', 'DE88370400440532013000', 'XX'],
  ],
  ['json', ['{"a":[1,null]}', '3', '"x"'], ['{a:1}', '{', 'nul']],
];

test.each(formats)('format %s', async (format, good, bad) => {
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const text = ['v', ...[...good, ...bad].map(quote), ''].join('\n');
  const source = await space.source(`${format}.csv`, text);
  const contract = (values: readonly string[]) =>
    `columns: { v: { type: string, format: ${format}, where: ${JSON.stringify(`v IN (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`)} } }`;
  expect(await broken(source, contract(good))).toEqual([]);
  expect(await broken(source, contract(bad))).toEqual([`v.format fail ${bad.length}/${bad.length}`]);
});

test('whole numbers beyond those of a double are multiples or not', async () => {
  const source = await space.source('big.csv', 'n\n9007199254740994\n9007199254740995\n-9007199254740993\n');
  expect(await broken(source, 'columns: { n: { type: integer, multiple_of: 2 } }')).toEqual(['n.multiple_of fail 2/3']);
});

test.each([
  ['max_value: "<= 9007199254740992"', 'n.max_value fail 9007199254740992'],
  ['min_value: ">= -9007199254740992"', 'n.min_value fail -9007199254740992'],
  ['sum: 0', 'n.sum fail 1'],
  ['max_value: "< 9007199254740994", min_value: "> -9007199254740994"', undefined],
])('whole numbers beyond those of a double are judged as they are: %s', async (keys, expected) => {
  const source = await space.source('big.csv', 'n\n9007199254740993\n-9007199254740993\n1\n');
  const typed = await space.parquet('big.parquet', `SELECT n::BIGINT AS n FROM ${source.relation}`);
  for (const each of [source, typed])
    expect(await broken(each, `columns: { n: { type: integer, ${keys} } }`)).toEqual(expected ? [expected] : []);
});

test('a bound that no double is is refused', () => {
  const contract = 'version: 1\ncolumns: { n: { type: integer, max_value: "<= 9007199254740993" } }';
  expect(() => parseContract(contract, 'x.yaml')).toThrow('is not a bound');
});

test('a moment without end is none', async () => {
  const source = await space.parquet(
    'endless.parquet',
    "SELECT d::DATE AS d, t::TIMESTAMP AS t, t::TIMESTAMPTZ AS z, t::TIMESTAMP::TIMESTAMP_NS AS n FROM (VALUES ('infinity', '-infinity'), ('2024-01-01', '2024-01-01')) AS v(d, t)",
  );
  const columns = (keys: string) =>
    ['d: { type: date', 't: { type: timestamp', 'z: { type: timestamp'].map((type) => `${type}, ${keys} }`);
  expect(await broken(source, `columns: { ${columns('past: true, min: 2000-01-01')} }`)).toEqual([
    'd.type fail 1/2',
    't.type fail 1/2',
    'z.type fail 1/2',
  ]);
  expect(await broken(source, "columns: { d: { type: date, where: d > DATE '2000-01-01' } }")).toEqual([]);
});

test('freshness counts from the newest value, which may lie ahead', async () => {
  const hour = 3_600_000;
  const at = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
  const source = await space.source('fresh.csv', `at\n${at(30)}\n${at(5)}\n`);
  expect(await broken(source, 'columns: { at: { type: timestamp, fresh: 6h } }')).toEqual([]);
  expect(await broken(source, 'checks: [{ fresh: { column: at, within: 4h } }]')).toEqual([
    expect.stringMatching(/^at\.fresh fail 1800\d$/),
  ]);
});

test('spellings of one value beside a commoner one are counted, whatever they differ in', async () => {
  const names = ['New York', 'new york', 'New-York', 'New York', 'Oslo', ''];
  const source = await space.source('names.csv', `id,name\n${names.map((name, at) => `${at},${name}`).join('\n')}\n`);
  expect(await broken(source, 'columns: { name: { variants: 0 } }')).toEqual(['name.variants fail 2/5']);
  expect(await broken(source, 'columns: { name: { variants: "<= 40%" } }')).toEqual([]);
});

test.each([
  ['either', 'fail 1/2'],
  ['both', 'fail 2/3'],
  ['never', 'fail 3/4'],
])('rows of a comparison that are left out: %s', async (skip, expected) => {
  const source = await space.source('pairs.csv', 'a,b\n10,9\n9,10\n1,\n,\n');
  const contract = `columns: { a: integer, b: integer }\nchecks: [{ compare: { left: a, op: ">", right: b, skip_missing: ${skip} } }]`;
  expect(await broken(source, contract)).toEqual([`compare(a > b) ${expected}`]);
});

test.each([
  ['rows: { min: 1, failing: 3 }', '"failing" is not a key here'],
  ['rows: { between: [1, 2], min: 1 }', 'says its bounds twice'],
  ['rows: { min: 1, change: "<= 10%" }', '"change" is not a key here'],
  ['unique: { columns: [a], name: x }', '"name" is not a key here'],
  ['expr: { sql: "a > 1", nulls: pas }', 'is not one of the words it may be'],
  ['compare: { left: a, op: "<", right: b }', 'needs the type of "b"'],
  ['compare: { left: a, op: lt, right: a }', 'is not one of the words it may be'],
])('%s is a mistake of the contract', (check, problem) => {
  expect(() => parseContract(`version: 1\ncolumns: { a: integer, b: }\nchecks: [{ ${check} }]`, 'x.yaml')).toThrow(
    problem,
  );
});
