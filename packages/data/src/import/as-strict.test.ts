import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** What does not hold of rows with a missing value, a repeated one and dates of 2020. */
async function broken(contract: object): Promise<string[]> {
  const rows = "(1, 'x', DATE '2020-01-01'), (NULL, 'y', DATE '2020-01-02'), (NULL, 'y', DATE '2020-01-03')";
  const source = await space.parquet('d.parquet', `SELECT * FROM (VALUES ${rows}) AS t(a, b, day)`);
  const files = { workspace: space.root, base: space.root };
  const parsed = parseContract(JSON.stringify(contract), 'c.json');
  const report = await checkData({ engine: space.engine, sources: [source], contract: parsed, files });
  return told(report, '').filter((line) => !line.includes(' pass '));
}

/** pandera 0.32: "series 'a' contains duplicate values", "columns '('a', 'b')' not unique". */
const pandera = (a: object, more: object = {}) => ({
  schema_type: 'dataframe',
  columns: { a: { dtype: 'float64', nullable: true, ...a }, b: { dtype: 'str' } },
  ...more,
});

const odcs = (sla: object) => ({
  apiVersion: 'v3.1.0',
  kind: 'DataContract',
  schema: [
    { name: 't', physicalName: 'birds_v2', properties: [{ name: 'a' }, { name: 'day', logicalType: 'date' }] },
    { name: 'other', properties: [{ name: 'a' }] },
  ],
  slaProperties: [{ property: 'retention', element: 't.day', ...sla }],
});

test.each<[string, object, string[]]>([
  ['pandera, a nullable column', pandera({ unique: true }), ['duplicate_rows(a) fail 1/3']],
  ['pandera, columns together', pandera({}, { unique: ['a', 'b'] }), ['duplicate_rows(a,b) fail 1/3']],
])('missing values repeat each other where they do in the original: %s', async (_, contract, expected) =>
  expect(await broken(contract)).toEqual(expected),
);

const retained = async (sla: object) => {
  const { schema, ...contract } = odcs(sla);
  return broken({ ...contract, schema: schema.slice(0, 1) });
};

test.each([
  [{ value: 'P1Y' }, ['expr(retention) fail 3/3']],
  [{ value: 'P1Y', element: 'birds_v2.day' }, ['expr(retention) fail 3/3']],
  [{ value: 'P12M' }, ['expr(retention) fail 3/3']],
  [{ value: 'PT24H' }, ['expr(retention) fail 3/3']],
  [{ value: 12, unit: 'm' }, ['expr(retention) fail 3/3']],
  [{ value: 100, unit: 'Years' }, []],
  [{ value: 'P100Y' }, []],
  [{ property: 'freshness', value: 'P1D' }, ['day.fresh fail']],
  [{ property: 'freshness', value: 'P100Y' }, []],
])('an age as %o', async (sla, expected) =>
  expect((await retained(sla)).map((line) => line.replace(/fresh fail.*/, 'fresh fail'))).toEqual(expected),
);

const gx = (type: string, kwargs: object) => ({ expectations: [{ type, kwargs }] });
const jsonSchema = (a: object) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { a },
});
const soda = (threshold: object) => ({
  dataset: 'd/t',
  columns: [{ name: 'a', checks: [{ missing: { threshold } }] }],
});
const quality = (rule: object) => ({
  ...odcs({}),
  slaProperties: [],
  schema: [{ name: 't', properties: [{ name: 'a', quality: [rule] }] }],
});

test.each<[object, string]>([
  [
    gx('expect_compound_columns_to_be_unique', { column_list: ['a', 'b'], mostly: 0.9 }),
    'with `mostly` GX counts every row',
  ],
  [gx('expect_column_value_lengths_to_be_between', { column: 'a', min_value: '3', max_value: 5 }), 'must be a count'],
  [jsonSchema({ type: 'string', const: null }), '"const" is not supported'],
  [soda({ metric: 'precent', must_be_less_than: 5 }), 'Did you mean percent?'],
  [quality({ mustBe: 0 }), '"quality" is not supported: it names no metric'],
  [quality({ type: 'sql', mustBe: 0 }), '"sql" is not supported: it has no query'],
  [
    { ...odcs({ value: 1, unit: 'y', element: 'tt.day' }), schema: odcs({}).schema.slice(0, 1) },
    'no object is called "tt"',
  ],
  [{ ...odcs({ value: 'P1Y2M' }), schema: odcs({}).schema.slice(0, 1) }, 'or such as P1D'],
  [{ ...odcs({ value: 1, unit: 'decade' }), schema: odcs({}).schema.slice(0, 1) }, 'or such as P1D'],
])('refused, not left out: %#', (contract, message) =>
  expect(() => parseContract(JSON.stringify(contract), 'c.json')).toThrow(message),
);

test('a service level of another object asks nothing of this one', () => {
  const { rules } = parseContract(JSON.stringify(odcs({ value: 'P1Y', element: 'other.a' })), 'c.json', { table: 't' });
  expect(rules.map(({ id }) => id)).not.toContain('expr(retention)');
});
