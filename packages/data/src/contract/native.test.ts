import { describe, expect, test } from 'vitest';
import { limitText, type Rule } from '../rule.ts';
import { parseContract } from './native.ts';

const problems = (text: string): string => {
  try {
    parseContract(text, 'data-contract.yaml');
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
  throw new Error('the contract was accepted');
};

/** A rule in one line. */
const told = ({ line, id, severity, expected, measure }: Rule): string =>
  `${line} ${id} (${severity}): ${expected}${'limit' in measure ? ` ${limitText(measure.limit)}` : ''}`;

describe('parseContract', () => {
  test('reads every first-depth rule with its line', () => {
    const contract = parseContract(
      `version: 1
data: { train: data/train/*.parquet, test: [a.csv, b.csv] }
read: { csv: { delimiter: ";", header: true, null: ["", NA] } }
key: [user_id, ts]
columns:
  user_id: { type: string, required: true, pii: true, min_length: 1 }
  age: { type: integer, min: 18, exclusive_max: 88, nulls: "<= 1%", failing: "< 5" }
  country:
    type: string
    in: [IT, NO, DE]
    severity: warn
  note:
extra_columns: warn
checks:
  - rows: { between: [1000, 5e7] }
  - unique: { columns: [age, country], failing: 2 }
`,
      'data-contract.yaml',
    );
    expect({ ...contract, rules: contract.rules.map(told) }).toMatchInlineSnapshot(`
      {
        "allowEmpty": false,
        "blocks": [],
        "changes": [],
        "csv": {
          "delimiter": ";",
          "known": [
            "user_id",
            "age",
            "country",
            "note",
          ],
          "nulls": [
            "",
            "NA",
          ],
        },
        "data": Map {
          "train" => [
            "data/train/*.parquet",
          ],
          "test" => [
            "a.csv",
            "b.csv",
          ],
        },
        "file": "data-contract.yaml",
        "key": [
          "user_id",
          "ts",
        ],
        "meaning": {
          "listed": Map {
            "user_id" => Set {},
            "age" => Set {},
            "country" => Set {
              "IT",
              "NO",
              "DE",
            },
            "note" => Set {},
          },
          "missing": Map {
            "user_id" => [],
            "age" => [],
            "country" => [],
            "note" => [],
          },
          "optional": Set {},
          "personal": Set {
            "user_id",
          },
          "types": Map {
            "user_id" => "string",
            "age" => "integer",
            "country" => "string",
          },
        },
        "rules": [
          "6 user_id.present (fail): the column is there",
          "6 user_id.nulls (fail): not missing <= 0",
          "6 user_id.type (fail): string <= 0",
          "6 user_id.length (fail): at least 1 characters <= 0",
          "7 age.present (fail): the column is there",
          "7 age.nulls (fail): not missing <= 1%",
          "7 age.type (fail): integer <= 0",
          "7 age.range (fail): at least 18, below 88 < 5",
          "8 country.present (warn): the column is there",
          "9 country.type (warn): string <= 0",
          "10 country.in (warn): one of IT, NO, DE <= 0",
          "12 note.present (fail): the column is there",
          "4 key.user_id.nulls (fail): not missing <= 0",
          "4 key.ts.nulls (fail): not missing <= 0",
          "4 key(user_id,ts) (fail): unique together <= 0",
          "13 extra_columns (warn): no other columns",
          "15 rows (fail): 1000 to 50000000 rows",
          "16 unique(age,country) (fail): unique together <= 2",
        ],
      }
    `);
  });

  test('tells every problem at once, with line, found, expected and nearest name', () => {
    expect(
      problems(`version: 2
colums: {}
columns:
  a: { type: integr, requird: true }
  b: { type: integer, min: "5", max: x }
  c: { type: date, min: 2024-02-30, max: 2024-01-01 }
  d: { min: 3 }
  e: { type: string, min: 3 }
  f: { type: number, pattern: "a" }
  g: { type: string, pattern: "(?=a)" }
  h: { type: string, pattern: "(" }
  i: { type: string, in: [1, yes] }
  j: { type: boolean, severity: info }
  k: { required: true, nulls: "1%" }
  l: { nulls: "some" }
  m: { type: "float[768]" }
  n: { type: integer, min: 9, max: 1 }
  o: { type: string, format: email }
  p: 5
extra_columns: maybe
checks:
  - fresh: { column: ts }
  - row: 5
  - rows: many
  - unique: [a, a]
splits: {}
`),
    ).toMatchInlineSnapshot(`
      "data-contract.yaml:1: this version of contracts is not known (got 2, expected 1).
      data-contract.yaml:2: "colums" is not a key here. Did you mean columns?
      data-contract.yaml:4: "requird" is not a key here. Did you mean required?
      data-contract.yaml:4: columns.a.type is not a type (got "integr"). Did you mean integer?
      data-contract.yaml:5: columns.b.min does not fit a column of type integer (got "5", expected a whole number of at most 38 digits).
      data-contract.yaml:5: columns.b.max does not fit a column of type integer (got "x", expected a whole number of at most 38 digits).
      data-contract.yaml:6: columns.c.min does not fit a column of type date (got "2024-02-30", expected "YYYY-MM-DD").
      data-contract.yaml:7: columns.d.min needs the column's type. Add \`type:\` to the column.
      data-contract.yaml:8: columns.e.min is for columns of type integer or number or date or timestamp (got string).
      data-contract.yaml:9: columns.f.pattern is for columns of type string (got number).
      data-contract.yaml:10: columns.g.pattern uses look-around or a back-reference (expected an RE2 pattern for the whole value).
      data-contract.yaml:11: columns.h.pattern is not a regular expression (expected an RE2 pattern for the whole value).
      data-contract.yaml:12: columns.i.in[0] does not fit a column of type string (got 1, expected text in quotes).
      data-contract.yaml:14: columns.k says twice whether values may be missing (expected one of required, nullable, nulls).
      data-contract.yaml:15: columns.l.nulls is not a limit (got "some", expected such as "<= 1%", "< 10" or 0).
      data-contract.yaml:17: columns.n: max is below min (got 9..1).
      data-contract.yaml:19: columns.p is not a type (got 5, expected one of string, integer, number, boolean, date, timestamp, or a list of one: string[], number[768]).
      data-contract.yaml:20: extra_columns is not a policy (got "maybe", expected fail, warn or allow).
      data-contract.yaml:22: checks[0].fresh needs \`within\`.
      data-contract.yaml:23: "row" is not a key here. Did you mean rows?
      data-contract.yaml:24: checks[2].rows is not a bound (got "many", expected such as ">= 3", [0, 1] or 7).
      data-contract.yaml:25: checks[3].unique names "a" twice.
      data-contract.yaml:26: splits.inputs names the inputs to compare (expected two or more, as [train, test]).
      data-contract.yaml:26: splits asks for nothing (expected at least one check, such as \`overlap: 0\`)."
    `);
  });

  test.each([
    ['nothing', ''],
    ['a list', '- a'],
    ['broken YAML', 'version: [1'],
    ['a repeated key', 'version: 1\ncolumns:\n  a: integer\n  a: string'],
    ['no rule', 'version: 1'],
    ['binary junk', '\u0000\u0001PAR1'],
    ['SodaCL', 'checks for orders:\n  - row_count > 0'],
    ['dbt', 'version: 2\nmodels: []'],
  ])('%s', (name, text) => {
    expect({ [name]: problems(text) }).toMatchSnapshot();
  });

  test.each([
    ['columns: { a: { change: "<= 1%" } }', '"change" is not a key here'],
    ['checks: [{ equals: other }]', '"equals" is not a key here'],
    ['checks: [{ drift: 0.1 }]', '"drift" is not a key here'],
  ])('words that nobody reads are unknown keys: %s', (text, problem) => {
    expect(problems(`version: 1\n${text}`)).toContain(problem);
  });

  test('aliases and hostile keys stay inert', () => {
    expect(problems('version: 1\n__proto__: {}\ncolumns: { constructor: { typo: 1 } }')).toContain(
      '"__proto__" is not a key here',
    );
    expect(() => parseContract('version: 1\ncolumns: { a: &x { type: integer }, b: *x }', 'c')).not.toThrow();
  });
});
