import { describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { limitText, type Rule } from '../rule.ts';
import type { Choice } from './draft.ts';

const told = ({ line, id, severity, expected, measure, where }: Rule): string =>
  `${line} ${id} (${severity}): ${expected}${'limit' in measure ? ` ${limitText(measure.limit)}` : ''}${where ? ` where ${where}` : ''}`;

const rulesOf = (text: string, choice: Choice = {}): readonly string[] =>
  parseContract(text, 'foreign', choice).rules.map(told);

const problems = (text: string, choice: Choice = {}): string => {
  try {
    parseContract(text, 'foreign', choice);
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
  throw new Error('the contract was accepted');
};

const GX = `{
  "name": "suite",
  "expectations": [
    {"type": "expect_column_values_to_be_between",
     "kwargs": {"column": "age", "min_value": 0, "max_value": 120, "strict_max": true, "mostly": 0.95}, "severity": "warning"},
    {"expectation_type": "expect_column_values_to_not_be_null", "kwargs": {"column": "age", "mostly": 0.99}, "meta": {}},
    {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "id", "regex": "^A[0-9]+"}},
    {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 10, "max_value": 20}},
    {"type": "expect_column_mean_to_be_between", "kwargs": {"column": "age", "min_value": 30, "strict_min": true}}
  ], "meta": {"great_expectations_version": "1.2.0"}
}`;

const ODCS = `apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - name: id
        logicalType: string
        primaryKey: true
        primaryKeyPosition: 1
      - name: amount
        logicalType: number
        required: true
        logicalTypeOptions: { minimum: 0, exclusiveMaximum: 100 }
        quality:
          - metric: nullValues
            mustBeLessThan: 5
            unit: percent
            severity: warning
    quality:
      - metric: rowCount
        mustBeBetween: [1, 100]
slaProperties:
  - { property: retention, value: 3, unit: y }
`;

const PANDERA = `schema_type: dataframe
version: 0.24.0
columns:
  age:
    dtype: int64
    nullable: true
    checks:
      in_range: { min_value: 0, max_value: 120, include_max: false }
    unique: false
    required: true
  kind:
    dtype: str
    nullable: false
    checks:
    - value: [a, b]
      options: { check_name: isin, raise_warning: true }
    - { value: x, options: { check_name: str_startswith } }
    required: false
strict: true
`;

const TABLE = `{"fields": [
  {"name": "id", "type": "integer", "constraints": {"required": true, "minimum": "1"}},
  {"name": "day", "type": "date", "format": "%d/%m/%Y"},
  {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"], "pattern": "[ab]"}}],
 "primaryKey": "id", "missingValues": ["", "NA"], "fieldsMatch": ["subset"]}`;

const JSON_SCHEMA = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
 "properties": {
  "n": {"type": "integer", "minimum": 0, "exclusiveMaximum": 9},
  "s": {"type": ["string", "null"], "pattern": "x", "maxLength": 5}},
 "required": ["n"], "additionalProperties": false}`;

const SODA = `dataset: ds/db/main/t
columns:
  - name: age
    data_type: integer
    checks:
      - missing: { threshold: { metric: percent, must_be_less_than: 5, level: warn } }
      - invalid: { valid_min: 0, valid_max: 9 }
      - aggregate: { function: avg, threshold: { must_be_between: { greater_than_or_equal: 1, less_than_or_equal: 5 } } }
      - duplicate:
checks:
  - schema:
  - row_count: { threshold: { must_be_greater_than: 3 } }
  - failed_rows: { name: order, expression: "age < 0", filter: "age is not null" }
`;

const DBT = `{"metadata": {"dbt_schema_version": "v12"}, "nodes": {
 "model.p.t": {"resource_type": "model"},
 "test.p.a": {"resource_type": "test", "column_name": "id", "attached_node": "model.p.t",
   "test_metadata": {"name": "unique", "kwargs": {"column_name": "id", "model": "{{ get() }}"}}, "config": {"severity": "ERROR", "error_if": "!= 0"}},
 "test.p.b": {"resource_type": "test", "column_name": "age", "attached_node": "model.p.t",
   "test_metadata": {"name": "accepted_range", "namespace": "dbt_utils", "kwargs": {"column_name": "age", "min_value": 0, "inclusive": false}},
   "config": {"severity": "ERROR", "error_if": ">5", "warn_if": ">5", "where": "id > 3"}},
 "test.p.c": {"resource_type": "test", "column_name": "s", "attached_node": "model.p.t",
   "test_metadata": {"name": "expect_column_values_to_match_regex", "namespace": "dbt_expectations", "kwargs": {"column_name": "s", "regex": "a"}}, "config": {"severity": "WARN"}},
 "test.p.d": {"resource_type": "test", "column_name": "s", "attached_node": "model.p.t",
   "test_metadata": {"name": "not_null_proportion", "namespace": "dbt_utils", "kwargs": {"column_name": "s", "at_least": 0.9, "group_by_columns": ["kind", "age"]}}},
 "test.p.e": {"resource_type": "test", "column_name": "s", "attached_node": "model.p.t",
   "test_metadata": {"name": "not_constant", "namespace": "dbt_utils", "kwargs": {"column_name": "s", "group_by_columns": ["kind"]}}}
}}`;

describe('importContract', () => {
  test.each([
    ['Great Expectations', GX],
    ['ODCS', ODCS],
    ['pandera', PANDERA],
    ['Table Schema', TABLE],
    ['JSON Schema', JSON_SCHEMA],
    ['Soda', SODA],
    ['dbt', DBT],
  ])('%s', (_, text) => expect(rulesOf(text)).toMatchSnapshot());

  test('a Data Package names its data, and its tables by name', () => {
    const of = (
      name: string,
    ) => `{"name": "${name}", "path": "${name}.csv", "dialect": {"delimiter": ";"}, "schema": {"fields": [{"name": "${name}_id"}],
      "foreignKeys": [{"fields": "a_id", "reference": {"resource": "a", "fields": "a_id"}}]}}`;
    const text = `{"resources": [${of('a')}, ${of('b')}]}`;
    const contract = parseContract(text, 'datapackage.json', { table: 'b' });
    expect([...contract.data]).toEqual([['data', ['b.csv']]]);
    expect(contract.csv).toEqual({ delimiter: ';', known: ['b_id'] });
    expect(contract.blocks).toHaveLength(1);
    expect(contract.rules.map(({ id }) => id)).toEqual(['b_id.present', 'b_id.type', 'extra_columns', 'rows']);
    expect(problems(text)).toContain('describes 2 resources');
    expect(problems(text, { table: 'c' })).toContain('no resource c');
  });

  test.each([
    [
      'an unknown expectation',
      '{"expectations": [\n{"type": "expect_column_value_to_be_between", "kwargs": {"column": "a"}}]}',
    ],
    [
      'an expectation without a native rule',
      '{"expectations": [\n{"type": "expect_column_kl_divergence_to_be_less_than", "kwargs": {"column": "a"}}]}',
    ],
    [
      'a condition of another language',
      '{"expectations": [\n{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "a", "row_condition": "not b==1"}}]}',
    ],
    [
      'an unknown argument',
      '{"expectations": [\n{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "a", "mostyl": 0.9}}]}',
    ],
    [
      'a look-around',
      '{"expectations": [\n{"type": "expect_column_values_to_match_regex", "kwargs": {"column": "a", "regex": "(?=a)"}}]}',
    ],
    ['a key of ODCS 2', ODCS.replace('required: true', 'isNullable: false')],
    ['an unknown metric', ODCS.replace('nullValues', 'nulValues')],
    ['an exact number of bad rows', ODCS.replace('mustBeLessThan', 'mustBe')],
    ['a type without a native one', TABLE.replace('"integer"', '"geopoint"')],
    ['a keyword', JSON_SCHEMA.replace('"maxLength": 5', '"contentEncoding": "base64"')],
    ["a check of pandera of one's own", PANDERA.replace('in_range', 'is_prime')],
    ['a metric of Soda', SODA.replace('duplicate:', 'metric: { query: x }')],
    ["a test of one's own", DBT.replace('"unique"', '"is_even"')],
    ['Jinja', DBT.replace('id > 3', '{{ var(1) }}')],
    ['a rule to ignore that is not there', GX, { ignore: ['expect_nothing'] }],
  ] as const)('refuses %s with its line', (_, text, choice?: Choice) => {
    expect(problems(text, choice)).toMatchSnapshot();
  });

  test('leaves out what is to be ignored, by rule or by column and rule', () => {
    const text = PANDERA.replace('in_range', 'is_prime');
    for (const name of ['is_prime', 'age:is_prime'])
      expect(rulesOf(text, { ignore: [name] })).toHaveLength(rulesOf(PANDERA).length - 1);
    expect(problems(text, { ignore: ['kind:is_prime'] })).toContain('is_prime');
  });
});

describe('a pair of columns of Great Expectations', () => {
  const suite = (more: object[], kwargs: object = {}) =>
    JSON.stringify({
      name: 's',
      expectations: [
        ...more,
        {
          type: 'expect_column_pair_values_a_to_be_greater_than_b',
          kwargs: { column_A: 'a', column_B: 'b', ...kwargs },
        },
      ],
    });
  const typed = ['a', 'b'].map((column) => ({
    type: 'expect_column_values_to_be_of_type',
    kwargs: { column, type_: 'int64' },
  }));

  test('is compared by its types, never as text', () => {
    expect(problems(suite([]))).toContain('needs the type of "a"');
    expect(rulesOf(suite(typed))).toContain('1 compare(a > b) (fail): a > b <= 0');
  });

  test('leaves out the rows that it says, or is refused', () => {
    expect(rulesOf(suite(typed, { ignore_row_if: 'never', mostly: 0.9 }))).toContain(
      '1 compare(a > b) (fail): a > b <= 10%',
    );
    expect(problems(suite(typed, { ignore_row_if: 'sometimes' }))).toContain('is no value of `ignore_row_if`');
  });
});

test.each([
  [
    'two types of one column',
    ['int64', 'str'].map((type_) => ({ type: 'expect_column_values_to_be_of_type', kwargs: { column: 'a', type_ } })),
    'another type was asked of the column before',
  ],
  [
    'two quantiles with one range',
    [
      {
        type: 'expect_column_quantile_values_to_be_between',
        kwargs: { column: 'a', quantile_ranges: { quantiles: [0.25, 0.5], value_ranges: [[0, 1]] } },
      },
    ],
    'each quantile needs one range',
  ],
  [
    'a mean without bounds',
    [{ type: 'expect_column_mean_to_be_between', kwargs: { column: 'a' } }],
    'it has no bounds, so it asks nothing',
  ],
])('a suite that says %s is refused', (_, expectations, problem) => {
  expect(problems(JSON.stringify({ name: 's', expectations, meta: {} }))).toContain(problem);
});

test('the same type twice is one', () => {
  const expectation = { type: 'expect_column_values_to_be_of_type', kwargs: { column: 'a', type_: 'int64' } };
  expect(rulesOf(JSON.stringify({ name: 's', expectations: [expectation, expectation], meta: {} }))).toHaveLength(3);
});

test('the size of a resource is that of its files', () => {
  const resource = { name: 'r', path: 'r.csv', bytes: 8, schema: { fields: [{ name: 'a', type: 'integer' }] } };
  const { blocks } = parseContract(JSON.stringify({ resources: [resource] }), 'foreign');
  expect(blocks.flatMap(({ claims }) => claims.map(({ id, expected }) => `${id}: ${expected}`))).toEqual([
    'files.bytes: exactly 8 bytes',
  ]);
});
