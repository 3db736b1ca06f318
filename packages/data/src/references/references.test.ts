import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
  await space.write('countries.csv', 'iso2,day,name\nIT,1,Italy\nNO,02,Norway\nDE,3.0,Germany\nDE,3,Germany\n');
});
afterAll(() => space.close());

async function judged(contract: string, data = 'country,day\nIT,1\nNO,2\nXX,3\nDE,4\n,1\n') {
  const source = await space.source('trips.csv', data);
  const read = parseContract(`version: 1\n${contract}`, 'data-contract.yaml');
  const files = { workspace: space.root, base: space.root };
  const { rules } = await checkData({ engine: space.engine, sources: [source], contract: read, files });
  return rules
    .filter(({ kind }) => kind === 'refers')
    .map(({ status, failing, of, note }) => `${status} ${note ?? `${failing}/${of}`}`);
}

test.each([
  ['a key', '{ columns: [country], to: countries.csv, key: [iso2] }', 'fail 1/4'],
  ['numbers written in other ways, and a code', '{ columns: [day], to: countries.csv }', 'fail 2/5'],
  ['both together', '{ columns: [country, day], to: countries.csv, key: [iso2, day] }', 'fail 3/4'],
  ['a limit', '{ columns: [country], to: countries.csv, key: [iso2], failing: 1 }', 'pass 1/4'],
  ['a condition', `{ columns: [country], to: countries.csv, key: [iso2], where: "country <> 'XX'" }`, 'pass 0/3'],
  ['no such file', '{ columns: [country], to: nowhere.csv, key: [iso2] }', 'error nowhere.csv: '],
  ['a file outside', '{ columns: [country], to: ../../etc/passwd, key: [iso2] }', 'error '],
  [
    'no such column',
    '{ columns: [country], to: countries.csv, key: [iso3] }',
    'error column "iso3" is missing in countries.csv',
  ],
])('%s', async (_, check, expected) => {
  expect(await judged(`checks: [{ refers: ${check} }]`)).toEqual([expect.stringContaining(expected)]);
});

test.each([
  ['no type: what no writer of numbers writes is a code', '', 'fail 1/3'],
  ['text', 'columns: { code: string }', 'fail 2/3'],
  ['an integer', 'columns: { code: integer }', 'pass 0/3'],
  ['a number', 'columns: { code: number }', 'pass 0/3'],
])('07 and 7, 3 and 3.0 where the contract states %s', async (_, columns, expected) => {
  await space.write('codes.csv', 'key\n07\n3.0\n');
  const check = 'checks: [{ refers: { columns: [code], to: codes.csv, key: [key] } }]';
  expect(await judged(`${columns}\n${check}`, 'code\n7\n07\n3\n')).toEqual([expected]);
});

test('a table without a complete key proves nothing', async () => {
  const check = 'checks: [{ refers: { columns: [country], to: countries.csv, key: [iso2] } }]';
  expect(await judged(check, 'country,day\n,1\n')).toEqual(['fail there is nothing to look at']);
});

test('a condition is on the rows that refer, not on the input that they refer to', async () => {
  const [trips, countries] = [
    await space.source('trips.csv', 'country,day\nIT,1\nXX,2\n'),
    await space.source('countries.csv', 'country,name\nIT,Italy\nNO,Norway\n', { name: 'countries' }),
  ];
  const read = (where: string) =>
    parseContract(
      `version: 1\nchecks: [{ refers: { columns: [country], to: countries, where: "${where}" } }]`,
      'data-contract.yaml',
    );
  const files = { workspace: space.root, base: space.root };
  for (const [where, expected] of [
    ["day = '1'", 'pass'],
    ["day = '2'", 'fail'],
  ] as const) {
    const { rules } = await checkData({
      engine: space.engine,
      sources: [trips, countries],
      contract: read(where),
      files,
    });
    expect(rules.filter(({ kind }) => kind === 'refers').map(({ status }) => status)).toEqual([expected]);
  }
});

test.each([
  ['its name', 'trips', 'error there is no other input that could refer to it'],
  ['its file', 'trips.csv', 'fail 1/2'],
])('an input that refers to itself by %s', async (_, to, expected) => {
  const source = await space.source('trips.csv', 'id,before\n1,\n2,1\n3,9\n', { name: 'trips' });
  const contract = parseContract(`version: 1\nchecks: [{ refers: { columns: [before], to: ${to}, key: [id] } }]`, 'c');
  const files = { workspace: space.root, base: space.root };
  const { rules } = await checkData({ engine: space.engine, sources: [source], contract, files });
  const told = rules
    .filter(({ kind }) => kind === 'refers')
    .map((one) => `${one.status} ${one.note ?? `${one.failing}/${one.of}`}`);
  expect(told).toEqual([expect.stringContaining(expected)]);
});

test('other numbers of columns are a mistake of the contract', () => {
  expect(() =>
    parseContract('version: 1\nchecks: [{ refers: { columns: [a, b], to: x.csv, key: [c] } }]', 'data-contract.yaml'),
  ).toThrow(/refers compares other numbers of columns/);
});
