import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopeOf } from '../answer.ts';
import { checkData } from '../check.ts';
import { understood } from '../check-source.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { type Asked, asked, askedQuickly, isScanned, scanStatement, type Told } from '../planner.ts';
import { withValues } from '../relation.ts';
import type { Source } from '../source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const contract = parseContract(
  `version: 1
columns:
  x: { type: number, nulls: "<= 50%", min: -1, max: 10, mean: [0, 1], std: [0, 1], sum: 1, median: 1, min_value: 0, max_value: 1 }
  n: { type: integer, required: true, min: 0, exclusive_max: 9007199254740993, mean: [0, 1], sum: 5 }
  d: { type: date, min: 2000-01-01 }
  t: { type: timestamp, max: 2100-01-01T00:00:00Z, past: true }
  s: { type: string, required: true, in: [a, b] }
checks:
  - { column: { name: x, where: n > 0, max: 5, mean: [0, 1], nulls: 0 } }
  - { column: { name: n, where: x > 0, max: 100 } }
`,
  'data-contract.yaml',
);

const pools = {
  x: ['0.5', '1', '-1', '10', '1e308', '-0', 'nan', 'inf', '-inf', '11', '', 'x', ' 1', '1_0'],
  n: ['0', '1', '7', '9007199254740992', '9007199254740993', '-1', '', '1.0', '99999999999999999999'],
  d: ['2000-01-01', '1999-12-31', '2024-02-29', '2023-02-29', '', '2024-1-1'],
  t: ['2024-01-01T00:00:00Z', '2100-01-01 00:00:01', '1500-01-01T00:00', '', 'now'],
  s: ['a', 'b', 'c', ''],
};

/** The same numbers on every machine (Park and Miller, 1988). */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const quotedField = (text: string): string => (text === '' ? '' : `"${text}"`);

/** A table whose columns hold a few spellings each: some all right, some not. */
function table(seed: number): string {
  const random = randomly(seed);
  const taken = Object.values(pools).map((pool) => pool.filter(() => random(3) > 0).slice(0, 1 + random(pool.length)));
  const rows = Array.from({ length: random(12) }, () =>
    taken.map((pool) => quotedField(pool[random(pool.length || 1)] ?? '')).join(','),
  );
  return [Object.keys(pools).join(','), ...rows, ''].join('\n');
}

const inTypes = (source: Source): string =>
  `SELECT TRY_CAST(x AS DOUBLE) x, TRY_CAST(n AS BIGINT) n, TRY_CAST(d AS DATE) d, TRY_CAST(t AS TIMESTAMP) t, s FROM ${source.relation}`;

/** By rule: what the cheap form says, and what the whole does. */
async function both(source: Source) {
  const { engine } = space;
  const named = new Set(source.columns.map(({ name }) => name));
  const scanned = withValues(understood(engine, source, contract), contract.meaning, named, engine.dialect);
  const scope = scopeOf(engine, scanned);
  const wants = contract.rules.filter(isScanned).flatMap((rule) => {
    const whole = asked(rule, scope);
    const quick = askedQuickly(rule, scope, whole);
    return quick ? [{ rule, quick, whole }] : [];
  });
  const tell = async (asks: readonly Asked[]): Promise<Told[]> => {
    const { sql, read } = scanStatement(asks, scanned);
    const row = await engine.row(sql).catch(() => null);
    if (row) return asks.map((ask) => read(row, 'value' in ask ? ask.value : ask.failing));
    return asks.length === 1 ? [null] : (await Promise.all(asks.map((ask) => tell([ask])))).flat();
  };
  const [quick, whole] = [await tell(wants.map((want) => want.quick)), await tell(wants.map((want) => want.whole))];
  return wants.map(({ rule }, at) => ({ rule: rule.id, quick: quick[at] ?? null, whole: whole[at] ?? null }));
}

describe('a cheap form says what the whole says, or nothing', () => {
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))('of random rows, %i', async (seed) => {
    const csv = await space.source('random.csv', table(seed * 7_919), { allowEmpty: true });
    const parquet = await space.parquet('random.parquet', `${inTypes(csv)} UNION ALL ${inTypes(csv)}`);
    const told = [...(await both(csv)), ...(await both(parquet))];
    const differ = told.filter(({ quick, whole }) => quick !== null && quick !== whole && !isClose(quick, whole));
    expect(differ).toEqual([]);
  });

  test('and enough of good data', async () => {
    const csv = await space.source('good.csv', 'x,n,d,t,s\n0.5,1,2000-01-01,2024-01-01T00:00:00Z,a\n');
    expect((await both(csv)).filter(({ quick }) => quick === null)).toEqual([
      { rule: 'x.std', quick: null, whole: null },
    ]);
  });
});

/** Whole numbers that no double is have no digits to lose. */
const isClose = (a: Told, b: Told): boolean =>
  typeof a === 'number' &&
  typeof b === 'number' &&
  ((Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-12 * Math.abs(b));

test('a footer is what the writer says: the rows decide', async () => {
  const [least, greatest, told] = [1_234_567_890_000n, 1_234_567_890_004n, 1_234_567_890_001n];
  await space.parquet('honest.parquet', `SELECT CAST(${least} + i AS BIGINT) AS n FROM range(5) t(i)`);
  const bytes = await readFile(`${space.root}/honest.parquet`);
  const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const pattern = Buffer.alloc(8);
  pattern.writeBigInt64LE(greatest);
  for (let at = bytes.indexOf(pattern, footer); at > 0; at = bytes.indexOf(pattern, at + 1))
    bytes.writeBigInt64LE(told, at);
  const source = await space.source('liar.parquet', bytes);
  expect(await space.engine.row(`SELECT max(n) AS told FROM ${source.relation}`)).toEqual({ told }); // of the footer
  const { rules } = await checkData({
    engine: space.engine,
    sources: [source],
    contract: parseContract(`version: 1\ncolumns: { n: { type: integer, max: ${told} } }\n`, 'data-contract.yaml'),
    files: { workspace: space.root, base: space.root },
  });
  expect(rules.map(({ id, failing }) => `${id} ${failing}`)).toContain('n.range 3');
});
