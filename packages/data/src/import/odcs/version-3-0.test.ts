import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../../check.ts';
import { parseContract } from '../../contract/native.ts';
import { told } from '../../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../../fixture/workspace.ts';
import type { Source } from '../../source.ts';

/** As contracts of 3.0 are written: rules of the library by `rule`, the team as a list, valid values in the rule itself. */
const CONTRACT = `apiVersion: v3.0.2
kind: DataContract
id: 9f1f6d1e-3f0a-4bb5-8a08-1d3f7d2f1f10
name: strikes
version: 1.0.0
status: active
description: { purpose: Birds that met aircraft. }
servers:
  - { server: files, type: local, path: ./strikes.parquet, format: parquet }
schema:
  - name: strikes
    physicalType: table
    properties:
      - { name: id, logicalType: string, physicalType: varchar, primaryKey: true, primaryKeyPosition: 1, required: true }
      - name: size
        logicalType: string
        physicalType: text
        classification: public
        quality:
          - { rule: validValues, validValues: [small, medium, large], mustBe: 0, severity: error, dimension: conformity }
          - { type: library, rule: nullCheck, mustBeLessThan: 30, unit: percent, severity: warning }
      - name: speed
        logicalType: integer
        physicalType: int4
        logicalTypeOptions: { minimum: 0, exclusiveMinimum: false, maximum: 400, exclusiveMaximum: true, format: i32 }
        quality:
          - { rule: duplicateCount, mustBeLessOrEqualTo: 1, unit: rows }
      - { name: day, logicalType: date, physicalType: date }
    quality:
      - { type: library, rule: rowCount, mustBeBetween: [3, 5], dimension: completeness }
      - { type: sql, query: "SELECT count(*) FROM \${object} WHERE \${object}.speed > 300", mustBe: 0 }
      - { type: text, description: Counted by airports. }
team:
  - { username: mhopper, role: Owner, dateIn: "2024-01-01" }
slaProperties:
  - { property: retention, value: 3, unit: y }
support:
  - { channel: help, url: "https://help.example" }
`;

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

async function broken(source: Source, text = CONTRACT): Promise<string[]> {
  const contract = parseContract(text, 'strikes.odcs.yaml');
  const files = { workspace: space.root, base: space.root };
  const report = await checkData({ engine: space.engine, sources: [source], contract, files });
  return told(report, '').filter((line) => !line.includes(' pass '));
}

const row = (id: string, size: string | null, speed: number, day = '2024-01-01'): string =>
  `('${id}', ${size === null ? 'NULL' : `'${size}'`}, ${speed}, DATE '${day}')`;
const rows = (type: string, all: readonly string[]): Promise<Source> =>
  space.parquet(
    'strikes.parquet',
    `SELECT id, size, speed::${type} AS speed, day FROM (VALUES ${all.join(', ')}) AS t(id, size, speed, day)`,
  );

test('what 3.0 asks holds', async () => {
  const good = [row('a', 'small', 1), row('b', 'large', 2), row('c', null, 3), row('d', 'medium', 3)];
  expect(await broken(await rows('INTEGER', good))).toEqual([]);
});

test('and each of its rules can be broken', async () => {
  const bad = [row('a', 'huge', -1), row('a', null, 400), row('c', null, 400)];
  const all = [...bad, row('d', 'small', 400), row('e', 'small', 399), row('f', null, 5)];
  expect(await broken(await rows('BIGINT', all))).toEqual([
    'speed.physical_type fail stored as BIGINT',
    'key(id) fail 1/6',
    'size.in fail 1/3',
    'size.nulls warn 3/6',
    'speed.range fail 1/6',
    'speed.range fail 3/6',
    'speed.unique fail 2/6',
    'rows fail 6',
    'sql(quality 31) fail 4',
  ]);
});

test.each([
  ['"varchar[50]"', 'size.physical_type info stored as VARCHAR, which states no size'],
  ['Flag', 'size.physical_type info stored as VARCHAR; "Flag" is no type that is known'],
  ['int', 'size.physical_type fail stored as VARCHAR'],
])('physicalType %s of text', async (type, told) => {
  const text = CONTRACT.replace('physicalType: text', `physicalType: ${type}`);
  const rowsOfThree = [row('a', 'small', 1), row('b', 'large', 2), row('d', 'medium', 3)];
  expect(await broken(await rows('INTEGER', rowsOfThree), text)).toEqual([told]);
});

test('no physicalType is judged where CSV states none, and none is an error', async () => {
  const text = 'id,size,speed,day\na,small,1,2024-01-01\nb,large,2,2024-01-01\nd,,3,2024-01-02\n';
  const open = 'physical_type info nothing states how the column is stored';
  expect(
    await broken(await space.source('strikes.csv', text), CONTRACT.replace('LessThan: 30', 'LessThan: 40')),
  ).toEqual(['id', 'size', 'speed', 'day'].map((name) => `${name}.${open}`));
});

test('physicalType can be left out', () => {
  const kinds = (ignore: string[]) => parseContract(CONTRACT, 'c.yaml', { ignore }).rules.map(({ id }) => id);
  expect(kinds([])).toContain('size.physical_type');
  expect(kinds(['size:physicalType'])).not.toContain('size.physical_type');
  expect(kinds(['physicalType']).filter((id) => id.endsWith('physical_type'))).toEqual([]);
});

test.each([
  ['exclusiveMaximum: true', 'there is no maximum beside it'],
  ['minLength: true', 'it is no number'],
])('refused: %s', (option, message) => {
  const text = CONTRACT.replace(/logicalTypeOptions: \{.*\}/, `logicalTypeOptions: { ${option} }`);
  expect(() => parseContract(text, 'c.yaml')).toThrow(message);
});
