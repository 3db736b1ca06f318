import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { FORMATS } from '@ml-actions/data/check/format';
import { checkSource } from '@ml-actions/data/check-source';
import { parseContract } from '@ml-actions/data/contract/native';
import type { RuleResult } from '@ml-actions/data/result';
import type { Source, Table } from '@ml-actions/data/source';
import { literal } from '@ml-actions/data/sql';
import { trinoConnection } from '@ml-actions/data/trino/connection';
import { openTrino, type TrinoEngine } from '@ml-actions/data/trino/engine';
import { fingerprintTable } from '@ml-actions/data/trino/fingerprint';
import { runStatement } from '@ml-actions/data/trino/statement';
import { openTable } from '@ml-actions/data/trino/table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workspaceWith } from '../../actions/validate-data/src/fixture/check.ts';
import { root } from '../../packages/build/src/sources.ts';
import { openWorkspace, type Workspace } from '../../packages/data/src/fixture/workspace.ts';
import { vegaDatasets } from '../support/real-data.ts';
import { runAction } from '../support/run-action.ts';
import { selfSigned } from '../support/self-signed.ts';
import { blockTests } from './trino/blocks.ts';
import { driftTests, type Shared } from './trino/drift.ts';
import { load } from './trino/load.ts';
import { buildTrino, startTrino, type TrinoServer } from './trino/server.ts';

type Both = { readonly file: Source; readonly table: Table };

let classpath: string;
let server: TrinoServer;
let trino: TrinoEngine;
let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
  classpath = buildTrino();
  server = await startTrino(classpath);
  trino = await openTrino(trinoConnection({ server: server.url, catalog: 'memory', schema: 'default' }, {}));
});
afterAll(async () => {
  await server?.stop();
  await space?.close();
});

/** One table in both engines. */
async function inBoth(name: string, select: string): Promise<Both> {
  const file = await space.parquet(`${name}.parquet`, select);
  await load(trino, name, space.engine, file);
  return { file, table: await openTable(trino, { name: 'data', path: name, allowEmpty: false }) };
}

const PRECISION = 12;
const digits = (got: number | null): number | null => (got === null ? null : Number(got.toPrecision(PRECISION)));
const told = ({ id, status, failing, of, got, note, segments }: RuleResult) => ({
  id,
  status,
  failing,
  of,
  got: digits(got),
  note,
  segments: segments && { ...segments, worst: segments.worst.map((one) => ({ ...one, got: digits(one.got) })) },
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The results of a contract in both engines, rule by rule. */
async function both({ file, table }: Both, columns: string, checks = '') {
  const contract = parseContract(`version: 1\ncolumns:\n${columns}\n${checks}`, 'data-contract.yaml');
  const duckdb = await checkSource(space.engine, file, contract);
  const pushed = await checkSource(trino, table, contract);
  return { duckdb: duckdb.results.map(told), trino: pushed.results.map(told), rows: [duckdb.rows, pushed.rows] };
}

describe('real data', () => {
  let birds: Both;
  beforeAll(async () => {
    const csv = join(vegaDatasets(join(root, '.cache')), 'birdstrikes.csv');
    const source = await space.source('birdstrikes.csv', await readFile(csv));
    birds = await inBoth(
      'birds',
      `SELECT "Airport Name" AS airport, "Aircraft Make Model" AS model, "Effect Amount of damage" AS damage, CAST("Flight Date" AS DATE) AS flown, "Origin State" AS state, "Phase of flight" AS phase, "Wildlife Size" AS size, "Wildlife Species" AS species, CAST("Cost Repair" AS INTEGER) AS repair, CAST("Cost Total $" AS BIGINT) AS total, CAST("Speed IAS in knots" AS DOUBLE) AS speed FROM ${source.relation}`,
    );
  });

  test('every kind of check finds the same', async () => {
    const found = await both(
      birds,
      `
  airport: { type: string, required: true, min_length: 12, max_length: 40, trim: true, blank: 0, variants: 0, distinct: [1, 99999], top_share: "<= 1%", distinct_share: ">= 50%", constant: fail, pattern: "[A-Z0-9 .,'/()-]+", not_pattern: ".*INTL.*", missing: UNKNOWN }
  damage: { type: string, in: [None, Minor, Medium, C], set: { contains: [None, Substantial, Total] }, shares: { None: "<= 90%" } }
  flown: { type: date, min: 1990-02-01, max: 2002-12-31, past: true }
  state: { type: string, not_in: [Louisiana, "N/A"], nulls: "<= 1%" }
  phase: { type: string, unique: 0 }
  size: { type: string, in: [Small, Medium, Large] }
  repair: { type: integer, min: 0, max: 100000, multiple_of: 10, mean: "<= 1", median: 0, sum: "< 0", std: "< 0", min_value: "> 0", max_value: "< 0", quantile: { 0.999: "< 0", 0.5: 0 } }
  total: { type: number, min: 1, exclusive_max: 1000, mean: "<= 1", quantile: { 0.99: "< 0" }, missing: [0] }
  speed: { type: number, finite: true, nulls: 0, median: "> 1e9", quantile: { 0.25: "> 1e9", 0.873: "> 1e9" }, std: "> 1e9", where: "flown >= DATE '1995-01-01'" }`,
      `
key: [airport, flown, model]
checks:
  - rows: { min: 100000 }
  - duplicate_rows: all
  - unique: { columns: [airport, flown], where: "size = 'Small'" }
  - compare: { left: repair, op: "<=", right: total }
  - compare: { left: total, op: "<", right: speed, skip_missing: both }
  - expr: { name: costs, sql: "total >= repair AND length(airport) > 20" }
extra_columns: fail`,
    );
    expect(found.trino).toEqual(found.duckdb);
    expect(found.rows).toEqual([10_000, 10_000]);
    expect(found.trino.filter(({ status }) => status === 'error')).toEqual([]);
    expect(
      found.trino.map(
        ({ id, status, failing, of, got, note }) => `${id} ${status} ${note ?? got ?? `${failing}/${of}`}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "airport.present pass null/null",
        "airport.nulls pass 0/10000",
        "airport.type pass 0/10000",
        "airport.pattern pass 0/10000",
        "airport.not-pattern fail 7935/10000",
        "airport.length fail 363/10000",
        "airport.variants pass 0/10000",
        "airport.blank pass 0/10000",
        "airport.trim pass 0/10000",
        "airport.distinct pass 50",
        "airport.distinct_share fail 0.005",
        "airport.top_share fail 0.0908",
        "airport.constant pass 50",
        "damage.present pass null/null",
        "damage.type pass 0/10000",
        "damage.in fail 312/10000",
        "damage.contains fail 1",
        "damage.share(None) pass 0.8939",
        "flown.present pass null/null",
        "flown.type pass 0/10000",
        "flown.range fail 5/10000",
        "flown.past pass 0/10000",
        "state.present pass null/null",
        "state.nulls pass 0/10000",
        "state.type pass 0/10000",
        "state.not-in fail 618/10000",
        "phase.present pass null/null",
        "phase.type pass 0/10000",
        "phase.unique fail 9993/10000",
        "size.present pass null/null",
        "size.type pass 0/10000",
        "size.in pass 0/10000",
        "repair.present pass null/null",
        "repair.type pass 0/10000",
        "repair.range fail 45/10000",
        "repair.multiple_of fail 159/10000",
        "repair.mean fail 3630.2865",
        "repair.median pass 0",
        "repair.std fail 97869.9736827",
        "repair.sum fail 36302865",
        "repair.min_value fail 0",
        "repair.max_value fail 7043545",
        "repair.quantile(0.999) fail 668200.848",
        "repair.quantile(0.5) pass 0",
        "total.present pass null/null",
        "total.type pass 0/209",
        "total.range fail 172/209",
        "total.finite pass 0/209",
        "total.mean fail 193996.535885",
        "total.quantile(0.99) fail 3622335.88",
        "speed.present pass null/null",
        "speed.nulls fail 2277/6965",
        "speed.type pass 0/4688",
        "speed.finite pass 0/4688",
        "speed.median fail 140",
        "speed.std fail 43.3784920087",
        "speed.quantile(0.25) fail 130",
        "speed.quantile(0.873) fail 210",
        "key.airport.nulls pass 0/10000",
        "key.flown.nulls pass 0/10000",
        "key.model.nulls pass 0/10000",
        "key(airport,flown,model) fail 192/10000",
        "extra_columns fail not in the contract: "model", "species"",
        "rows fail 10000",
        "duplicate_rows fail 30/10000",
        "unique(airport,flown) fail 230/4910",
        "compare(repair <= total) pass 0/209",
        "compare(total < speed) fail 7210/7222",
        "expr(costs) fail 9907/10000",
      ]
    `);
  });
});

test('rules by segment find the same', async () => {
  const tables = await inBoth(
    'segments',
    `SELECT CASE WHEN i % 7 > 0 THEN 'it''s ' || (i % 4) END AS shop, CASE WHEN i % 5 > 0 THEN i % 9 / 2.0 END AS size, i % 11 AS n, CAST(i AS DOUBLE) / 3 AS x FROM range(400) t(i)`,
  );
  const keys = 'severity: warn, by: [shop, size]';
  const found = await both(
    tables,
    '  n: { type: integer }\n  x: { type: number }\n  shop: { type: string }',
    `checks:
  - column: { name: n, max: 9, multiple_of: 2, mean: "<= 4", std: "< 1", median: "< 5", top_share: "< 20%", distinct: "< 9", by: shop }
  - column: { name: x, quantile: { 0.9: "< 100" }, sum: "< 1", where: "n > 2", ${keys} }
  - rows: { min: 3, ${keys} }
  - unique: { columns: [n], where: "n > 1", by: { columns: shop, min_n: 60 } }
  - duplicate_rows: { columns: [n, size], ${keys} }
  - expr: { name: e, sql: "x > n", by: shop }
`,
  );
  expect(found.trino).toEqual(found.duckdb);
  expect(found.trino.filter(({ segments }) => segments).map(({ status }) => status)).not.toContain('error');
  expect(found.trino.filter(({ segments }) => (segments?.broken ?? 0) > 0).length).toBeGreaterThan(10);
});

test('a column is stored as the catalog says', async () => {
  const tables = await inBoth('stored', "SELECT CAST(1 AS INTEGER) AS n, 'x' AS s, CAST(1.5 AS DECIMAL(10, 2)) AS d");
  const found = await both(
    tables,
    '  n: { physical_type: int32 }\n  s: { physical_type: string }\n  d: { physical_type: "numeric(10,3)", severity: warn }',
  );
  expect(found.trino.filter(({ id }) => id.includes('physical')).map(({ id, status }) => [id, status])).toEqual([
    ['n.physical_type', 'pass'],
    ['s.physical_type', 'pass'],
    ['d.physical_type', 'warn'],
  ]);
  expect(found.trino.map(({ status }) => status)).toEqual(found.duckdb.map(({ status }) => status));
});

describe('values that engines read differently', () => {
  let odd: Both;
  beforeAll(async () => {
    const texts = [
      ['x', 'a@b.example', '4111 1111 1111 1111', 'GB82 WEST 1234 5698 7654 32', '01.02.2024'],
      ['x\n', 'a@b', '4111111111111112', 'GB82WEST12345698765433', '1.2.2024'],
      ['٣', 'é@b.example', '79927398713', 'DE89370400440532013000', '29.02.2023'],
      ['3', "o'neil@b.example", '12', 'XX', '2024-02-01'],
      ['\u3000 ', '', '', 'de89370400440532013000', '01.12.2024x'],
      ['New York', 'a..b@c.example', '٤١١١١١١١١١١١١١١١', 'DE88370400440532013000', '31.01.24'],
      ['new-york', 'a@b.example\n', '5500000000000004', '', '32.01.2024'],
      [null, null, null, null, null],
    ];
    const times = ['2024-02-29', '2999-01-01', '1970-01-01', '1899-12-31', '2024-02-29', '2001-01-01', '2024-12-31'];
    const numbers = ['nan', 'inf', '-inf', '-0', '0', '0.1', '1e30'];
    const rows = texts.map((row, at) => {
      const [time, number] = [times[at], numbers[at]].map((one) => (one === undefined ? 'NULL' : literal(one)));
      const strings = row.map((one) => (one === null ? 'NULL' : literal(one)));
      return `(${[at, ...strings, time, number].join(', ')})`;
    });
    odd = await inBoth(
      'odd',
      `SELECT CAST(id AS SMALLINT) AS id, word, mail, card, account, day, CAST(t AS TIMESTAMP) + INTERVAL 123456 MICROSECONDS AS plain, CAST(t AS TIMESTAMPTZ) AS zoned, CAST(t AS DATE) AS d, CAST(n AS DOUBLE) AS n, CAST(n AS FLOAT) AS f, CAST(id AS DECIMAL(10, 2)) / 4 AS q, id > 3 AS b FROM (VALUES ${rows.join(', ')}) AS t (id, word, mail, card, account, day, t, n)`,
    );
  });

  test.each([
    [
      'patterns',
      'word: { type: string, pattern: "\\\\d|[[:^x]|\\\\w+ ?\\\\w+$", not_pattern: ".", blank: 0, trim: true, variants: 0, min_length: 2 }',
    ],
    ['patterns of words', 'word: { type: string, pattern: "\\\\bnew\\\\b.*|\\\\pN" }'],
    ['patterns of spaces', 'word: { type: string, not_pattern: "[\\\\s\\\\x{3000}]+", pattern: "\\\\S+" }'],
    ...Object.keys(FORMATS).map((format) => [
      `format ${format}`,
      ['word', 'mail', 'card', 'account', 'day']
        .map((name) => `${name}: { type: string, format: ${format} }`)
        .join('\n  '),
    ]),
    ['dates', 'day: { type: string, date_format: "%d.%m.%Y" }'],
    [
      'times',
      'plain: { type: timestamp, min: 1900-01-01, max: "2024-02-29T00:00:00.123456Z", past: true, distinct: 1 }',
    ],
    [
      'times with a zone',
      'zoned: { type: timestamp, min: 1970-01-01, exclusive_max: "2024-02-29T02:00:00+02:00", past: true }',
    ],
    ['days', 'd: { type: date, in: [2024-02-29], past: true, unique: 0 }'],
    [
      'numbers',
      'n: { type: number, min: 0, exclusive_max: 0.1, finite: true, in: [0, 0.1], mean: 0, std: 0, sum: 0, median: 1, min_value: 1, max_value: 0, distinct: 0, unique: 0, multiple_of: 0.1 }',
    ],
    ['single numbers', 'f: { type: number, max: 0.1, finite: true, mean: 0, quantile: { 0.3: 1 } }'],
    ['decimals', 'q: { type: number, max: 0.75, sum: 0, multiple_of: 0.5, quantile: { 0.9: 0 }, in: [0.25, 1] }'],
    [
      'other types',
      'b: { type: integer }\n  id: { type: number, max: 3, multiple_of: 2 }\n  n: { type: integer }\n  d: { type: timestamp }\n  word: { type: boolean }',
    ],
    ['booleans', 'b: { type: boolean, in: [true], shares: { true: 1 }, top_share: 0 }'],
    [
      'missing values',
      'id: { type: integer, missing: [0, "3"], nulls: 0 }\n  q: { type: number, missing: [0.25], nulls: 0 }\n  word: { type: string, missing: ["x", "3"], required: true }',
    ],
    [
      'conditions',
      'word: { type: string, min_length: 99, where: "id % 2 = 0 AND q > 0" }\n  mail: { type: string, nulls: 0, where: "id > 99" }',
    ],
  ])('%s', async (_, columns) => {
    const found = await both(odd, `  ${columns}`);
    expect(found.trino).toEqual(found.duckdb);
    expect(found.trino.filter(({ status }) => status === 'error')).toEqual([]);
  });

  test('how old the newest value is, by two clocks', async () => {
    const found = await both(odd, '  plain: { type: timestamp, fresh: 1d, where: "id < 1" }');
    const [mine, theirs] = [found.duckdb, found.trino].map(
      (all) => all.find(({ id }) => id === 'plain.fresh')?.got ?? 0,
    );
    expect(Math.abs((mine ?? 0) - (theirs ?? Number.NaN))).toBeLessThan(60);
  });

  test('comparisons, of which NaN breaks every one', async () => {
    const pairs = ['n < f', 'n <= f', 'n = f', 'n != q', 'q >= n', 'q < n', 'd <= zoned'];
    const checks = pairs.map((pair) => {
      const [left, op, right] = pair.split(' ');
      return `\n  - compare: { left: ${left}, op: "${op}", right: ${right} }`;
    });
    const columns = '  n: number\n  f: number\n  q: number\n  d: date\n  zoned: timestamp';
    const found = await both(odd, columns, `checks:${checks.join('')}`);
    expect(found.trino).toEqual(found.duckdb);
  });

  test('what only one engine can say is an error of that rule', async () => {
    const { trino: found } = await both(
      odd,
      '  word: { type: string, pattern: "[[:alpha:]]+", nulls: 8 }\n  day: { type: string, date_format: "%A %d" }\n  id: "integer[]"',
    );
    expect(
      found.filter(({ status }) => status === 'error').map(({ id, note }) => `${id}: ${note}`),
    ).toMatchInlineSnapshot(`
      [
        "word.pattern: pattern "[[:alpha:]]+": "[:" does not mean the same in Trino. Write it with classes, groups and repetitions.",
        "day.date_format: date_format "%A %d": Trino reads no "%A" in a date.",
        "id.type: type: this engine does not look into lists. Check lists in files, with \`engine: duckdb\`.",
      ]
    `);
    expect(found.find(({ id }) => id === 'word.nulls')).toMatchObject({ status: 'pass', failing: 1, of: 8 });
  });

  test.each([
    ['two statements', '1 = 1) FROM x; SELECT (1'],
    ['two columns', '1 = 1), (2 = 2'],
    ['no condition', "'x'"],
    ['a write', '1 = 1; DROP TABLE odd'],
    ['an open comment', '1 = 1 /*'],
    ['an unknown column', 'nobody > 1'],
    ['an unknown table', '(SELECT count(*) FROM nowhere) > 0'],
  ])('a condition that is %s errs alone', async (_, sql) => {
    const { trino: found } = await both(
      odd,
      '  id: integer',
      `checks: [{ expr: { name: mine, sql: ${JSON.stringify(sql)} } }]`,
    );
    expect(found.filter(({ status }) => status === 'error').map(({ id }) => id)).toEqual(['expr(mine)']);
    expect(found.find(({ id }) => id === 'expr(mine)')?.note).toMatch(/^`sql` cannot be evaluated: /);
  });

  test('a value that breaks a condition while it runs is not told', async () => {
    const { trino: found } = await both(
      odd,
      '  id: integer',
      'checks: [{ expr: { name: mine, sql: "CAST(mail AS INTEGER) > 0" } }]',
    );
    const note = found.find(({ id }) => id === 'expr(mine)')?.note;
    expect(note).toMatch(/^data: Trino could not do this \(INVALID_CAST_ARGUMENT, query \w+\)\.$/);
  });

  test('the fingerprint knows content, not order', async () => {
    await trino.rows('CREATE TABLE turned AS SELECT * FROM odd ORDER BY id DESC');
    await trino.rows('CREATE TABLE doubled AS SELECT * FROM odd UNION ALL SELECT * FROM odd WHERE id = 1');
    await trino.rows(
      'CREATE TABLE changed AS SELECT * FROM odd WHERE id <> 1 UNION ALL SELECT * FROM odd WHERE id = 2',
    );
    const of = async (path: string) =>
      (await fingerprintTable(trino, await openTable(trino, { name: 'data', path, allowEmpty: false }))).fingerprint;
    expect(await of('turned')).toBe(await of('odd'));
    expect(new Set([await of('odd'), await of('doubled'), await of('changed')]).size).toBe(3);
  });
});

describe('what goes wrong', () => {
  const open = (path: string, allowEmpty = false) => openTable(trino, { name: 'data', path, allowEmpty });

  test.each([
    ['nothing', /^data: Table 'memory.default.nothing' does not exist/],
    ['memory.nowhere.birds', /^data: Schema 'nowhere' does not exist/],
    ['nowhere.default.birds', /^data: Catalog 'nowhere' /],
    ['a.b.c.d', /^data: names no table \(got "a.b.c.d", expected catalog.schema.table\)/],
    ['birds; DROP TABLE birds', /^data: names no table/],
    ['', /^data: names no table/],
  ])('the table %s', async (path, message) => {
    await expect(open(path)).rejects.toThrow(message);
  });

  test('a table without rows', async () => {
    await trino.rows('CREATE TABLE memory.default."no ""rows" (a integer)');
    await expect(open('"no ""rows"')).rejects.toThrow('the table holds no row');
    const { columns } = await open('memory.default."no ""rows"', true);
    expect(columns).toEqual([{ name: 'a', type: 'integer', stated: { types: ['integer'] } }]);
  });

  test('a server that is not there', async () => {
    const connection = trinoConnection({ server: `http://127.0.0.1:${await freePort()}` }, {});
    await expect(openTrino(connection)).rejects.toThrow(
      /^engine: Trino at 127.0.0.1:\d+ did not answer in 5 tries \(ECONNREFUSED\)\.$/,
    );
  });

  test('a query that its reader gives up ends on the server', async () => {
    const stop = new AbortController();
    const query = 'SELECT count(*) AS gone FROM tpch.sf1000.lineitem';
    const connection = trinoConnection({ server: server.url }, {});
    const reading = (async () => {
      for await (const _ of runStatement(connection, query, 'query', stop.signal)) stop.abort();
    })();
    setTimeout(() => stop.abort(), 2_000);
    await expect(reading).rejects.toThrow(/abort/i);
    await expect
      .poll(() => trino.row(`SELECT state, error_code FROM system.runtime.queries WHERE query = ${literal(query)}`), {
        timeout: 60_000,
      })
      .toEqual({ state: 'FAILED', error_code: 'USER_CANCELED' });
  });

  test('a query that is killed is an error, not a result', async () => {
    const query = 'SELECT count(*) AS killed FROM tpch.sf1000.lineitem';
    const running = trino.rows(query, 'data');
    running.catch(() => undefined);
    const id = () =>
      trino.row(`SELECT query_id FROM system.runtime.queries WHERE query = ${literal(query)} AND state = 'RUNNING'`);
    await expect.poll(id, { timeout: 60_000 }).toHaveProperty('query_id');
    await trino.rows(
      `CALL system.runtime.kill_query(query_id => ${literal(String((await id()).query_id))}, message => 'x')`,
    );
    await expect(running).rejects.toThrow(/^data: Trino could not do this \(ADMINISTRATIVELY_KILLED, query \w+\)\.$/);
  });
});

describe('the action', () => {
  const contract = `version: 1
columns:
  nationkey: { type: integer, unique: 0, min: 0, max: 20 }
  name: { type: string, required: true, pattern: "[A-Z ]+" }
`;
  const act = async (given: Record<string, string>, rules = contract, env: Record<string, string> = {}) => {
    const workspace = await workspaceWith({ 'data-contract.yaml': rules });
    const step = await runAction('validate-data', {
      workspace,
      env,
      inputs: { engine: 'trino', 'engine-config': `server: ${server.url}\ncatalog: tpch\nschema: tiny`, ...given },
    });
    await rm(workspace, { recursive: true });
    return step;
  };

  test('checks tables of several schemas', async () => {
    const { outputs, exitCode, stdout, summary } = await act({ data: 'train=nation\ntest=tpch.sf1.nation' });
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ verdict: 'fail', rows: '50', 'failed-rules': '2' });
    expect(outputs.fingerprint).toMatch(/^fps1:[0-9a-f]{64}$/);
    expect(stdout).toContain('test: 25 rows, table tpch.sf1.nation');
    expect(stdout).toMatch(
      /FAIL: "nationkey.range": 4 of 25 \(16%\); 2 of \d+ rules failed, 50 rows \(.*, Trino \w+\)/,
    );
    expect(summary).toContain('tpch.sf1.nation');
  });

  test('a rule that reads values is an error, and so is the verdict', async () => {
    const rules = `${contract}splits: { inputs: [train, test], label: name, target_leak: "<= 1" }\n`;
    const { outputs, exitCode, stdout } = await act({ data: 'train=nation\ntest=tpch.sf1.nation' }, rules);
    expect([exitCode, outputs.verdict]).toEqual([1, 'error']);
    expect(stdout).toContain('"splits.target_leak" on train, test: `engine: trino` looks for no leaks');
  });

  test.each([
    ['no data', {}, 'data: no data is named'],
    ['a file', { data: 'train/*.parquet' }, 'data: '],
    ['several tables of one name', { data: 'nation\nregion' }, 'data, data: several tables have one name.'],
    ['no connection', { 'engine-config': '', data: 'nation' }, 'engine-config: is missing'],
    ['an unknown key', { 'engine-config': 'host: x', data: 'nation' }, 'engine-config'],
    ['rows to show', { data: 'nation', samples: 'masked' }, 'samples: cannot be had from `engine: trino`'],
    ['a profile', { data: 'nation', 'profile-out': 'x.json' }, 'profile-out: cannot be had from `engine: trino`'],
    ['shards', { data: 'nation', mode: 'map', shard: '1/2' }, 'mode: is for files'],
  ])('%s is a mistake', async (_, given, message) => {
    const { exitCode, stdout } = await act(given);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(message);
  });

  test('credentials are for a server that the workflow names', async () => {
    const config = `version: 1\nvalidate-data:\n  engine-config: { server: "${server.url}" }\n`;
    const workspace = await workspaceWith({ 'data-contract.yaml': contract, 'ml-actions.yml': config });
    const inputs = { engine: 'trino', data: 'tpch.tiny.nation' };
    const open = await runAction('validate-data', { workspace, inputs });
    expect(open.outputs.verdict).toBe('fail');
    const { exitCode, stdout } = await runAction('validate-data', { workspace, inputs, env: { TRINO_TOKEN: 'x' } });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('engine-config: credentials go only to a server that the workflow names');
    await rm(workspace, { recursive: true });
  });

  test('a password that the server does not take', async () => {
    const env = { TRINO_USER: 'ci', TRINO_PASSWORD: 'secret' };
    const { exitCode, stdout, stderr, outputs, summary } = await act({ data: 'nation' }, contract, env);
    expect([exitCode, outputs.verdict]).toEqual([2, 'error']);
    expect(stdout).toContain('does not accept these credentials (got HTTP 401)');
    expect(stdout + stderr + summary).not.toContain('secret');
  });
});

const shared = (): Shared => ({ trino, space, url: server.url, inBoth });
driftTests(shared);
blockTests(shared);

describe('a server that asks for a password', () => {
  let secure: TrinoServer;
  let folder: string;
  beforeAll(async () => {
    await server.stop(); // one engine at a time is enough for a small machine
    folder = await workspaceWith({ 'data-contract.yaml': 'version: 1\ncolumns: { name: string }\n' });
    const { key, cert } = await selfSigned();
    await writeFile(join(folder, 'server.pem'), `${key}\n${cert}\n`);
    await writeFile(join(folder, 'trusted.pem'), cert);
    secure = await startTrino(classpath, join(folder, 'server.pem'));
  });
  afterAll(async () => {
    await secure?.stop();
    await rm(folder, { recursive: true });
  });

  test.each([
    ['the right one', { TRINO_USER: 'ci', TRINO_PASSWORD: 'ci' }, 0, 'PASS: '],
    [
      'a wrong one',
      { TRINO_USER: 'ci', TRINO_PASSWORD: 'hidden' },
      2,
      'does not accept these credentials (got HTTP 401)',
    ],
    ['a token that it does not know', { TRINO_TOKEN: 'hidden' }, 2, 'does not accept these credentials (got HTTP 401)'],
    ['none', {}, 2, 'Set TRINO_TOKEN, or TRINO_USER and TRINO_PASSWORD'],
    ['a certificate that nobody trusts', { NODE_EXTRA_CA_CERTS: '' }, 1, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('%s', async (_, given, code, message) => {
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem'), ...given };
    const inputs = { engine: 'trino', 'engine-config': `server: ${secure.url}`, data: 'tpch.tiny.nation' };
    const { exitCode, stdout, stderr, summary } = await runAction('validate-data', { workspace: folder, inputs, env });
    expect(stdout).toContain(message);
    expect(exitCode).toBe(code);
    expect(stdout + stderr + summary).not.toContain('hidden');
  });
});
