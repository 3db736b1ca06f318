import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHECK_NAMES } from './check.ts';
import { COLUMN_KEYS } from './column.ts';
import { parseContract, TOP_KEYS } from './native.ts';
import { contractSchema } from './schema.ts';
import { COLUMN_SHAPES } from './schema-shapes.ts';

const schema = contractSchema() as {
  properties: {
    columns: { additionalProperties: { anyOf: { properties?: object }[] } };
    checks: { items: { properties: object } };
  };
};
const valid = new Ajv2020({ allowUnionTypes: true, strictTypes: false }).compile(schema);
const readText = (path: string): Promise<string> => readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');

/** What both say of a contract. */
function verdicts(text: string): { reader: boolean; schema: boolean } {
  let reader = true;
  try {
    parseContract(text, 'c.yaml');
  } catch {
    reader = false;
  }
  return { reader, schema: valid(parse(text)) };
}

test('it knows the keys of the reader, and no others', () => {
  expect(Object.keys(schema.properties).sort()).toEqual([...TOP_KEYS].sort());
  expect(Object.keys(schema.properties.checks.items.properties).sort()).toEqual([...CHECK_NAMES].sort());
  const column = schema.properties.columns.additionalProperties.anyOf.find(({ properties }) => properties);
  expect(Object.keys(column?.properties ?? {}).sort()).toEqual([...new Set(COLUMN_KEYS)].sort());
  expect(Object.keys(COLUMN_SHAPES).filter((key) => !COLUMN_KEYS.includes(key))).toEqual([]);
});

test('the contracts of the example and of the README are valid', async () => {
  const readme = await readText('actions/validate-data/README.md');
  const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  const contracts = [await readText('examples/birdstrikes/data-contract.yaml'), ...blocks].filter((text) =>
    /^version: 1/m.test(text),
  );
  expect(contracts.length).toBeGreaterThan(1);
  for (const text of contracts) {
    expect(verdicts(text)).toEqual({ reader: true, schema: true });
    expect(valid.errors).toBeNull();
  }
});

const good = [
  'columns: { a: , b: integer, c: "number[3][]", d: { type: date, min: "2024-01-01", fresh: 2d } }',
  'columns: { a: { type: string, in: [x], nulls: "<= 1%", unique: "< 10", missing: [NA, -999] } }',
  'columns: { a: { type: number, mean: [0, null], median: ">= 3", quantile: { 0.9: 7 }, std: { between: [0, 1] } } }',
  'columns: { a: }\nchecks: [{ rows: ">= 5" }, { unique: [a] }, { duplicate_rows: all }, { expr: "a > 1" }]',
  'columns: { a: }\nchecks: [{ pii: { columns: all, kinds: [email] } }, { sql: { query: "SELECT 1", rows: 0, severity: warn } }]',
  'columns: { a: { type: integer, mean: 1 } }\nchecks: [{ change: { of: rows, by: "<= 10%" } }, { column: { name: a, min: 3, failing: 1 } }]',
  'splits: { inputs: [train, test], overlap: 0, sizes: { test: ">= 10" } }\nlabels: { column: y, min_share: 5%, conflicts: 0 }',
  'data: { train: [a.csv, b.csv], test: c.csv }\nread: { csv: { delimiter: ";", "null": ["", "NA"] } }\nkey: id\ncolumns: { id: }',
  'columns: { a: }\nextra_columns: warn\nschema_change: info\nallow_empty: true\nmissing: [NA]',
  'columns: { a: }\nchecks: [{ files: { count: 3, bytes: "<= 1e9" } }, { text: { column: a, tokens: [1, 9] } }, { duplicate_columns: all }]',
];
test.each(good)('valid for both: %s', (text) => {
  expect(verdicts(`version: 1\n${text}\n`)).toEqual({ reader: true, schema: true });
});

const bad = [
  'columns: { a: { typ: integer } }',
  'columns: { a: { type: integre } }',
  'columns: { a: { type: string, format: uid } }',
  'columns: { a: { nulls: "some" } }',
  'columns: { a: }\nextra_columns: no',
  'columns: { a: }\nchecks: [{ row: 5 }]',
  'columns: { a: }\nchecks: [{ pii: { column: a } }]',
  'columns: { a: { type: integer, multiple_of: 0 } }',
  'colums: { a: }',
  'splits: { inputs: [train, test], overlaps: 0 }',
];
test.each(bad)('wrong for both: %s', (text) => {
  expect(verdicts(`version: 1\n${text}\n`)).toEqual({ reader: false, schema: false });
});
