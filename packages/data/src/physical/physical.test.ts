import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { judge, told } from '../fixture/judged.ts';
import { checkedWhole, mapAll, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource } from '../source.ts';
import { agreement, widthChange } from './compare.ts';
import { type PhysicalType, parsePhysical } from './type.ts';

/** The type in one spelling; `?` where it is not known. */
function spelt(text: string): string {
  const type = parsePhysical(text);
  return type ? spell(type) : '?';
}
function spell({ name, sizes, of }: PhysicalType): string {
  const inside = [...sizes, ...of.map((one) => `${one.name === null ? '' : `${one.name} `}${spell(one.type)}`)];
  return inside.length === 0 ? name : `${name}(${inside.join(',')})`;
}

test.each([
  ['bigint', 'BIGINT'],
  ['INT64', 'BIGINT'],
  ['double precision', 'DOUBLE'],
  ['Decimal( 10 , 2 )', 'DECIMAL(10,2)'],
  ['timestamp(6) with time zone', 'TIMESTAMP WITH TIME ZONE(6)'],
  ['TIMESTAMP_NS', 'TIMESTAMP(9)'],
  ['FLOAT[768]', 'LIST(768,FLOAT)'],
  ['float[28][]', 'LIST(LIST(28,FLOAT))'],
  ['array<struct<a: int, b:string>>', 'LIST(STRUCT(a INTEGER,b VARCHAR))'],
  ['STRUCT(a INTEGER, "b ""c""" VARCHAR[])', 'STRUCT(a INTEGER,b "c" LIST(VARCHAR))'],
  ['row(x double precision, y map(varchar, integer))', 'STRUCT(x DOUBLE,y MAP(VARCHAR,INTEGER))'],
  ['vector(1536)', 'LIST(1536,FLOAT)'],
  ['int8', '?'],
  ['geopoint', '?'],
  ['BIGINT)', '?'],
  ['DECIMAL(10', '?'],
  ['FLOAT[3', '?'],
  ['struct<a:int,`b`:string>', '?'],
  ["ENUM('a')", '?'],
  ['', '?'],
])('%s is %s', (text, expected) => expect(spelt(text)).toBe(expected));

function typeOf(text: string): PhysicalType {
  const found = parsePhysical(text);
  if (!found) throw new Error(text);
  return found;
}

test.each([
  ['int', 'INTEGER', 'same'],
  ['int', 'BIGINT', 'other'],
  ['decimal', 'DECIMAL(10,2)', 'same'],
  ['decimal(10)', 'DECIMAL(10,0)', 'same'],
  ['decimal(10,2)', 'DECIMAL(10,3)', 'other'],
  ['varchar(18)', 'VARCHAR', 'unstated'],
  ['varchar(18)', 'varchar(18)', 'same'],
  ['varchar(18)', 'varchar(20)', 'other'],
  ['timestamp(6)', 'TIMESTAMP', 'same'],
  ['timestamp(3)', 'TIMESTAMP', 'other'],
  ['timestamp', 'TIMESTAMP_NS', 'same'],
  ['float[3]', 'FLOAT[]', 'unstated'],
  ['float[3]', 'DOUBLE[]', 'other'],
  ['array', 'FLOAT[]', 'same'],
  ['struct<a:int,b:string>', 'STRUCT(b VARCHAR, a INTEGER)', 'same'],
  ['struct<a:int>', 'STRUCT(b VARCHAR, a INTEGER)', 'other'],
  ['struct<a:int,c:string>', 'STRUCT(b VARCHAR, a INTEGER)', 'other'],
  ['map<string,int>', 'MAP(VARCHAR, INTEGER)', 'same'],
  ['map<string,int>', 'MAP(VARCHAR, BIGINT)', 'other'],
])('%s wanted and %s there: %s', (want, have, expected) =>
  expect(agreement(typeOf(want), typeOf(have))).toBe(expected),
);

test.each([
  ['INT', 'INTEGER', 'same'],
  ['INT', 'BIGINT', 'unclear'],
  ['int4', 'BIGINT', 'other'],
  ['timestamp_ntz', 'TIMESTAMP WITH TIME ZONE', 'other'],
  ['INT', 'VARCHAR', 'other'],
  ['BIGINT', 'INTEGER', 'other'],
  ['number(38,0)', 'BIGINT', 'unclear'],
  ['number(38,2)', 'BIGINT', 'other'],
  ['number(38,2)', 'DECIMAL(38,2)', 'same'],
  ['number(38,2)', 'DECIMAL(38,4)', 'other'],
  ['float', 'DOUBLE', 'unclear'],
  ['double', 'FLOAT', 'other'],
  ['timestamp', 'TIMESTAMP WITH TIME ZONE', 'unclear'],
  ['timestamptz', 'TIMESTAMP', 'unclear'],
  ['timestamptz', 'DATE', 'other'],
  ['tinyint(1)', 'BOOLEAN', 'unclear'],
  ['smallint', 'INTEGER', 'unclear'],
  ['number(10,2)', 'DOUBLE', 'unclear'],
  ['number(10,2)', 'VARCHAR', 'other'],
  ['timestamp_ntz(9)', 'TIMESTAMP', 'unclear'],
  ['timestamp_ntz(9)', 'TIMESTAMP_NS', 'same'],
  ['char(3)', 'VARCHAR', 'unclear'],
  ['varchar(18)', 'varchar(20)', 'other'],
  ['array<int>', 'BIGINT[]', 'unclear'],
  ['array<int>', 'VARCHAR[]', 'other'],
])('%s of another system wanted and %s there: %s', (want, have, expected) =>
  expect(agreement(typeOf(want), typeOf(have), 'foreign')).toBe(expected),
);

test.each([
  ['BIGINT', 'INTEGER', 'narrowed'],
  ['INTEGER', 'BIGINT', 'widened'],
  ['UINTEGER', 'BIGINT', 'widened'],
  ['BIGINT', 'UBIGINT', 'retyped'],
  ['SMALLINT', 'TINYINT', 'narrowed'],
  ['DOUBLE', 'FLOAT', 'narrowed'],
  ['DECIMAL(10,2)', 'DECIMAL(12,4)', 'widened'],
  ['DECIMAL(10,2)', 'DECIMAL(10,4)', 'retyped'],
  ['VARCHAR', 'varchar(5)', 'narrowed'],
  ['timestamp(3)', 'timestamp(6)', 'widened'],
  ['TIMESTAMP', 'TIMESTAMP_NS', 'widened'],
  ['TIMESTAMP_NS', 'TIMESTAMP', 'narrowed'],
  ['TIMESTAMP', 'TIMESTAMP_MS', 'narrowed'],
  ['TIMESTAMP', 'timestamp(6)', 'same'],
  ['timestamp(3)', 'timestamp(6) with time zone', 'retyped'],
  ['VARCHAR', 'INTEGER', 'retyped'],
  ['INTEGER[]', 'BIGINT[]', 'widened'],
  ['DOUBLE[]', 'FLOAT[]', 'narrowed'],
  ['DOUBLE[]', 'VARCHAR[]', 'retyped'],
  ['DOUBLE[]', 'array', 'retyped'],
  ['FLOAT[3]', 'FLOAT[3]', 'same'],
  ['MAP(VARCHAR, BIGINT)', 'MAP(VARCHAR, INTEGER)', 'narrowed'],
  ['STRUCT(a INTEGER)', 'STRUCT(b VARCHAR, a INTEGER)', 'widened'],
  ['STRUCT(b VARCHAR, a INTEGER)', 'STRUCT(a INTEGER)', 'narrowed'],
  ['STRUCT(b VARCHAR, a INTEGER)', 'row(a int, b string)', 'same'],
  ['STRUCT(a INTEGER, b VARCHAR)', 'STRUCT(a BIGINT)', 'retyped'],
  ['STRUCT(a INTEGER)', 'STRUCT(a INTEGER[])', 'retyped'],
  ['STRUCT(a BIGINT)[]', 'STRUCT(a INTEGER)[]', 'narrowed'],
  ['UINTEGER', 'INTEGER', 'retyped'],
  ['UINTEGER', 'UBIGINT', 'widened'],
  ['DECIMAL(12,2)', 'DECIMAL(10,2)', 'narrowed'],
  ['DECIMAL(12,4)', 'DECIMAL(10,2)', 'narrowed'],
  ['DECIMAL(10,2)', 'DOUBLE', 'retyped'],
  ['bigint', 'BIGINT', 'same'],
])('%s to %s: %s', (was, is, expected) => expect(widthChange(typeOf(was), typeOf(is))).toBe(expected));

describe('a column is stored as a type', () => {
  let space: Workspace;
  beforeAll(async () => {
    space = await openWorkspace();
  });
  afterAll(() => space.close());

  const row =
    "SELECT 1::INTEGER AS n, 'x' AS s, 1.5::DECIMAL(10, 2) AS d, [1::FLOAT] AS v, {'a': 1::SMALLINT} AS o, now() AS t";

  test.each([
    ['{ n: { physical_type: int32 } }', 'n.physical_type pass '],
    ['{ n: { type: integer, physical_type: BIGINT } }', 'n.physical_type fail stored as INTEGER'],
    ['{ n: { physical_type: BIGINT, severity: warn } }', 'n.physical_type warn stored as INTEGER'],
    ['{ n: { physical_type: INT, missing: [7] } }', 'n.physical_type pass '],
    ['{ s: { physical_type: VARCHAR } }', 's.physical_type pass '],
    ['{ s: { physical_type: VARCHAR(3) } }', 's.physical_type error stored as VARCHAR, which states no size'],
    ['{ d: { physical_type: "numeric(10,2)" } }', 'd.physical_type pass '],
    ['{ d: { physical_type: "numeric(10,3)" } }', 'd.physical_type fail stored as DECIMAL(10,2)'],
    ['{ v: { physical_type: "array<float>" } }', 'v.physical_type pass '],
    ['{ v: { physical_type: "FLOAT[3]" } }', 'v.physical_type error stored as FLOAT[], which states no size'],
    ['{ o: { physical_type: STRUCT(a SMALLINT) } }', 'o.physical_type pass '],
    ['{ t: { physical_type: TIMESTAMP } }', 't.physical_type fail stored as TIMESTAMP WITH TIME ZONE'],
    ['{ gone: { physical_type: INT, optional: true }, n: { physical_type: INT } }', 'n.physical_type pass '],
  ])('Parquet, %s', async (columns, expected) => {
    const report = await judge(space, [await space.parquet('t.parquet', row)], `columns: ${columns}`);
    expect(told(report, '').filter((line) => line.includes('physical'))).toEqual([expected]);
  });

  test.each([
    ['t.csv', 'n\n1\n'],
    ['t.jsonl', '{"n": 1}\n'],
  ])('%s states nothing', async (name, text) => {
    const report = await judge(space, [await space.source(name, text)], 'columns: { n: { physical_type: BIGINT } }');
    expect(told(report, 'n.')).toEqual([
      'n.present pass ',
      'n.physical_type error nothing states how the column is stored',
    ]);
  });

  test.each([
    ['n', 'BIGINT', 'fail', 'stored as INTEGER', undefined],
    ['n', 'INT', 'pass', undefined, undefined],
    ['n', 'MEDIUMINT', 'info', 'stored as INTEGER; "MEDIUMINT" is no type that is known', true],
    ['s', 'VARCHAR2(20)', 'info', 'stored as VARCHAR, which states no size', true],
    ['s', 'VARCHAR2(20 CHAR)', 'info', 'stored as VARCHAR; "VARCHAR2(20 CHAR)" is no type that is known', true],
    ['s', 'LONGTEXT', 'pass', undefined, undefined],
    ['t', 'TIMESTAMP', 'info', 'stored as TIMESTAMP WITH TIME ZONE, as TIMESTAMP of some systems is', true],
  ])('Parquet and a name of another system, %s %s', async (column, type, status, note, unjudged) => {
    const source = await space.parquet('t.parquet', row);
    const text = `columns: { ${column}: { physical_type: { type: "${type}", unjudged: info } } }`;
    const { rules, verdict } = await judge(space, [source], text);
    const found = rules.find(({ kind }) => kind === 'physical_type');
    expect([found?.status, found?.note, found?.unjudged]).toEqual([status, note, unjudged]);
    expect(verdict).toBe(status === 'fail' ? 'fail' : 'pass');
  });

  test('every file counts, not the first alone, and so does every shard', async () => {
    await space.parquet('p1.parquet', 'SELECT 1::INTEGER AS n, 2::BIGINT AS m');
    await space.parquet('p2.parquet', 'SELECT 1::SMALLINT AS n, 2::BIGINT AS m');
    await space.parquet('p3.parquet', 'SELECT 5::INTEGER AS n, 2::BIGINT AS m');
    const text = 'version: 1\ncolumns: { n: { physical_type: INT }, m: { physical_type: INT64 } }\n';
    const whole = await checkedWhole(space, text, { data: ['p1.parquet', 'p2.parquet', 'p3.parquet'] });
    const found = whole.rules.map(({ id, status, note }) => [id, status, note]);
    expect(found).toContainEqual(['n.physical_type', 'fail', 'stored as INTEGER and SMALLINT']);
    expect(found).toContainEqual(['m.physical_type', 'pass', undefined]);
    const states = await mapAll(space, text, [{ data: ['p1.parquet', 'p2.parquet'] }, { data: ['p3.parquet'] }]);
    const { rules } = await reduced(space, text, states);
    expect(rules.map(({ id, status, note }) => [id, status, note])).toEqual(found);
  });

  test('a schema tells where every row has a value', async () => {
    await space.write('required.parquet', Buffer.from(REQUIRED, 'base64'));
    const { columns } = await openSource(space.engine, { name: 'd', paths: ['required.parquet'], root: space.root });
    expect(columns.map(({ name, type, stated }) => [name, type, stated?.nullable])).toEqual([
      ['id', 'BIGINT', false],
      ['tags', 'VARCHAR[]', true],
      ['at', 'STRUCT(x FLOAT)', false],
      ['note', 'VARCHAR', true],
    ]);
  });
});

test.each([
  ['columns: { a: { physical_type: int8 } }', 'columns.a.physical_type is no type that is known (got "int8"'],
  ['columns: { a: { physical_type: { unjudged: info } } }', 'columns.a.physical_type needs `type`'],
  ['columns: { a: { physical_type: { type: Flag } } }', 'columns.a.physical_type.type is no type that is known'],
  ['columns: { a: { physical_type: { type: INT, unjudged: pass } } }', 'is not one of the words it may be'],
  ['columns: { a: { physical_type: { type: INT, unjugded: info } } }', 'Did you mean unjudged?'],
  ['columns: { a: { physical_type: INT, where: b > 1 } }', 'columns.a.where belongs to no rule'],
  ['columns: { a: { physical_type: INT, failing: 3 } }', 'columns.a.failing limits none'],
])('refused: %s', (contract, message) => {
  expect(() => parseContract(`version: 1\n${contract}\n`, 'c.yaml')).toThrow(message);
});

/**
 * Two rows written by pyarrow 26, without statistics: `id` int64 not null, `tags` of texts, `at` a struct not null whose
 * field is not null, `note` text.
 */
const REQUIRED =
  'UEFSMRUAFSAVICwVBBUAFQYVBhwAAAABAAAAAAAAAAIAAAAAAAAAFQAVJBUkLBUEFQAVBhUGHAAAAAIAAAAEAAMAAAADBwABAAAAYRUAFRAVECwVBBUAFQYVBhwAAAAAAIA/AAAAQBUAFRYVFiwVBBUAFQYVBhwAAAACAAAAAwEBAAAAYRUEGYw1ABgGc2NoZW1hFQgAFQQlABgCaWQANQIYBHRhZ3MVAhUGTDwAAAA1BBgEbGlzdBUCABUMJQIYB2VsZW1lbnQlAEwcAAAANQAYAmF0FQIAFQglABgBeAAVDCUCGARub3RlJQBMHAAAABYEGRwZTCYAHBUEGSUGABkYAmlkFQAWBBZGFkYmCEkcFQAVABUCAAAAJgAcFQwZJQYAGTgEdGFncwRsaXN0B2VsZW1lbnQVABYEFkoWSiZOSRwVABUAFQIAPBYCGSYEABlGAAIAAgAAACYAHBUIGSUGABkoAmF0AXgVABYEFjYWNiaYAUkcFQAVABUCAAAAJgAcFQwZJQYAGRgEbm90ZRUAFgQWPBY8Js4BSRwVABUAFQIAPBYCGQYZJgICAAAAFoICFgQmCBaCAgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGUwcAAAcAAAcAAAcAAAAZwEAAFBBUjE=';
