import { createHash } from 'node:crypto';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

type Texts = readonly (string | null)[];

/** `fp1` of one column in the words of its definition, by another engine than the one that computes it. */
function defined(type: string, texts: Texts): string {
  const rows = texts.map((text) => (text === null ? '-' : `${Buffer.byteLength(text)}:${text}`));
  const sum = rows.reduce((all, row) => all + BigInt(`0x${createHash('sha256').update(row).digest('hex')}`), 0n);
  const hex = (sum % 2n ** 256n).toString(16).padStart(64, '0');
  return `fp1:${sha256(canonical({ columns: [['v', type]], rows: rows.length, sum: hex }))}`;
}

const number = (text: string): string =>
  (Number(text) + 0)
    .toExponential(16)
    .replace(/e([+-])(\d)$/, 'e$10$2')
    .replace('NaN', 'nan')
    .replace('Infinity', 'inf');
const microseconds = (text: string): string =>
  String(BigInt(Date.parse(text.replace(' ', 'T').replace(/([^Z])$/, '$1Z'))) * 1000n);

const years = ['0001', '0999', '1500', '1582', '1599', '1600', '1601', '1900', '1970', '2024', '9999'];
const times = years.flatMap((year) =>
  ['01-01 00:00:00', '10-10T12:34:56', '12-31 23:59:59Z', '02-28T23:00:00.25Z'].map((rest) => `${year}-${rest}`),
);
const numbers = ['0.5', '-0.0', '1e308', '4.9e-324', '0.1', '-2.5E-7', '123456789012345678', '5236.857142857143', '7'];

describe('each type against the definition', () => {
  test.each<[type: string, written: Texts, canonical: Texts]>([
    ['integer', ['0', '-0', '7', '-123456789012345678', null], ['0', '0', '7', '-123456789012345678', null]],
    ['number', [...numbers, 'NaN', 'inf', '-Infinity'], [...numbers.map(number), 'nan', 'inf', '-inf']],
    ['boolean', ['true', 'FALSE', 'True', null], ['true', 'false', 'true', null]],
    ['date', ['0001-01-01', '1582-10-10', '2024-02-29'], ['0001-01-01', '1582-10-10', '2024-02-29']],
    ['timestamp', times, times.map(microseconds)],
    ['string', ['é', '"a,b"', '007', '-', null], ['é', 'a,b', '007', '-', null]],
  ])('%s', async (type, written, expected) => {
    const source = await space.source('v.csv', `v\n${written.map((text) => text ?? '').join('\n')}\n`, {
      allowEmpty: true,
    });
    expect((await fingerprint(space.engine, source)).fingerprint).toBe(defined(type, expected));
  });

  test('a date of the year 0 is printed as the engine prints it', async () => {
    const source = await space.source('v.csv', 'v\n0000-01-01\n2024-01-01\n');
    const printed = await space.engine.row("SELECT CAST(DATE '0000-01-01' AS VARCHAR) AS d");
    expect((await fingerprint(space.engine, source)).fingerprint).toBe(
      defined('date', [String(printed.d), '2024-01-01']),
    );
  });
});

describe('a type that the first rows suggest and a later row refutes', () => {
  const many = Array.from({ length: 5_000 }, (_, row) => String(row));
  const csv = (rows: readonly string[]): string => `v\n${rows.join('\n')}\n`;
  test.each<[type: string, last: string, text: (row: string) => string]>([
    ['integer', '7', (row) => row],
    ['number', '0.5', number],
    ['string', 'x', (row) => row],
    ['string', '007', (row) => row],
  ])('%s after %s', async (type, last, text) => {
    const source = await space.source('late.csv', csv([...many, last]));
    const { fingerprint: found, columns } = await fingerprint(space.engine, source);
    expect(columns).toEqual([{ name: 'v', type }]);
    expect(found).toBe(defined(type, [...many, last].map(text)));
  });

  test('nothing in the first rows tells nothing', async () => {
    const empty = Array.from({ length: 5_000 }, () => ',');
    const source = await space.source('late.csv', `v,w\n${empty.join('\n')}\n2024-01-01,x\n`);
    const { columns } = await fingerprint(space.engine, source);
    expect(columns.map(({ type }) => type)).toEqual(['date', 'string']);
  });
});
