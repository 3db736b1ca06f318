import { describe, expect, test } from 'vitest';
import { parseContract } from './native.ts';

const problemOf = (text: string): string => {
  try {
    parseContract(`version: 1\n${text}`, 'c');
    return 'accepted';
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
};

describe('what YAML allows, and a contract does not', () => {
  const bomb = ['a: &a [1, 2, 3, 4, 5, 6, 7, 8]', ...'bcdefg'.split('').map((name, at) => levelOf(name, 'abcdef'[at]))];
  test.each([
    ['an alias of nothing', 'columns: { a: *nope }', 'c:2: an alias names no anchor.'],
    ['an alias before its anchor', 'columns: { a: *x, b: &x integer }', 'c:2: an alias names no anchor.'],
    ['an alias in itself', 'columns: &x\n  a: *x', 'c:3: an alias stands inside what it names.'],
    ['aliases that multiply', bomb.join('\n'), 'c:1: aliases of aliases stand for too much.'],
    [
      'keys of two types and one spelling',
      'columns:\n  1: integer\n  "1": string',
      'c:4: a key appears twice in one mapping.',
    ],
    ['a key that is a list', 'columns: { a: integer, [b]: integer }', 'c:2: a key is no text (expected `key: value`).'],
    ['a tag', 'columns: { a: { type: integer, min: !at 5 } }', 'c:2: this is not YAML (Unresolved tag).'],
    ['an alias that is used twice', 'columns: { a: &x integer, b: *x, c: *x }', 'accepted'],
  ])('%s', (_, text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  test('a column is called as its key is written', () => {
    const { rules } = parseContract('version: 1\ncolumns: { 1.0: integer, True: string }', 'c');
    expect(new Set(rules.map(({ column }) => column))).toEqual(new Set(['1.0', 'True', null]));
  });

  test('a problem is told once', () => {
    expect(problemOf('columns: { a: { type: integer, severity: off } }')).toBe(
      'c:2: columns.a.severity is not a severity (got "off", expected fail, warn, info).',
    );
  });
});

const column = (keys: string): string => `columns: { a: { ${keys} } }`;

describe('a rule that would ask nothing', () => {
  test.each([
    ['columns: {}', 'columns is empty, so it asks nothing'],
    ['checks: []', 'checks is empty, so it asks nothing'],
    ['checks: [{}]', 'checks[0] is empty, so it asks nothing'],
    [column('type: string, set: {}'), 'columns.a.set is empty'],
    [column('type: string, shares: {}'), 'columns.a.shares is empty'],
    [column('type: number, quantile: {}'), 'columns.a.quantile is empty'],
    ['splits: { inputs: [a, b], sizes: {} }', 'splits.sizes is empty'],
    ['splits: { inputs: [a, b], new_categories: {} }', 'splits.new_categories is empty'],
    ['splits: { inputs: [a, b], time: t, time_order: false }', 'splits asks for nothing'],
    [column('type: number, mean: {}'), 'columns.a.mean is open on both sides'],
    [column('type: number, mean: [null, null]'), 'columns.a.mean is open on both sides'],
    [column('type: number, mean: "<= 1e999"'), 'columns.a.mean is not a bound'],
    [column('type: number, mean: { max: .inf }'), 'columns.a.mean.max must be a finite number'],
    [column('type: number, max: .inf'), 'columns.a.max does not fit a column of type number (got Infinity'],
    [column('type: number, multiple_of: .inf'), 'columns.a.multiple_of must be a finite number'],
    [column('top_share: "<= 95"'), 'columns.a.top_share is a share, so its bounds are 0 to 1 (got 95'],
    [column('distinct_share: [-1, 1]'), 'columns.a.distinct_share is a share'],
    [column('type: string, shares: { x: [0, 20] }'), 'columns.a.shares.x is a share'],
    ['labels: { column: y, imbalance: "<= 10" }', 'labels.imbalance is a share'],
    ['splits: { inputs: [a, b], label: y, target_leak: "<= 99" }', 'splits.target_leak is a share'],
    [column('type: integer, failing: "<= 5%"'), "columns.a.failing limits none of the column's rules"],
    [column('where: "b > 1"'), 'columns.a.where belongs to no rule'],
    ['checks: [{ duplicate_columns: [a] }]', 'names one column, which has none to repeat'],
    [
      'columns: { a: integer }\nchecks: [{ compare: { left: a, op: "<=", right: a } }]',
      'compares a column with itself (got "a")',
    ],
  ])('%s', (text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  test.each([
    [column('type: number, mean: { between: [0, 1], max: 9 }'), 'columns.a.mean says its bounds twice'],
    [column('type: string, min_length: 5, max_length: 3'), 'the upper bound is below the lower (got 5..3)'],
    [column(`type: integer, max: ${'9'.repeat(40)}`), 'expected a whole number of at most 38 digits'],
    ['read: { csv: { delimiter: "\\n" } }', 'delimiter must not be what quotes values or ends lines'],
    ["read: { csv: { delimiter: '\"' } }", 'delimiter must not be what quotes values or ends lines'],
    [column('type: timestamp, min: "2024-02-30T00:00:00Z"'), 'does not fit a column of type timestamp'],
    [column('type: timestamp, min: "2024-01-01 (noon)"'), 'does not fit a column of type timestamp'],
    [column('type: timestamp, min: "2024-01-01T02:00:00Z", max: "2024-01-01T02:00:00+01:00"'), 'max is below min'],
    [
      'columns: { a: integer, b: date }\nchecks: [{ compare: { left: a, op: "<", right: b } }]',
      'compares values that have no order among them (got integer and date',
    ],
    [
      'columns: { a: "number[3]" }\nchecks: [{ fresh: { column: a, within: 2d } }]',
      'is for columns of type date or timestamp (got "a" of type number[3])',
    ],
    [column('type: string, pattern: "(?i"'), 'is not a regular expression'],
    [column('type: integer, max: 1e300'), 'expected a whole number of at most 38 digits'],
  ])('%s contradicts itself or the type', (text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  test.each([
    column(''),
    column('top_share: "<= 95%"'),
    column('type: integer, max: 1, failing: "<= 5%"'),
    column('type: number, mean: [null, 1]'),
    column('type: timestamp, min: "2024-01-01T05:00:00+05:00", max: "2024-01-01 03:00:00Z"'),
    column('type: string, pattern: "(?i)(?P<year>[0-9]{4})(?s:.*)"'),
    'columns: { a: integer, b: number, c: date, d: timestamp }\nchecks: [{ compare: { left: a, op: "<", right: b } }, { compare: { left: c, op: "<", right: d } }]',
    `columns: { a: integer }\nchecks: [{ rows: {} }, { duplicate_columns: all }]`,
  ])('%s asks something', (text) => {
    expect(problemOf(text)).toBe('accepted');
  });
});

const levelOf = (name: string, below = 'a'): string => `${name}: &${name} [${Array(8).fill(`*${below}`).join(', ')}]`;
