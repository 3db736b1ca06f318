import { expect, test } from 'vitest';
import { conditionOf } from './condition.ts';

const at = (name: string) => ({ name });

test.each([
  ['pandas', 'age > 5', '"age" > 5'],
  ['pandas', 'age == -1.5e3', '"age" = -1500'],
  ['pandas', '`two words` != "it\'s"', `"two words" IS DISTINCT FROM 'it''s'`],
  ['pandas', 'ok == True', '"ok" = true'],
  ['pandas', "a in ['x', 'y'] and b not in [1]", `("a" IN ('x', 'y')) AND (("b" IS NULL OR "b" NOT IN (1)))`],
  ['pandas', 'a.isnull() | b.notna() & c < 1', '("a" IS NULL) OR (("b" IS NOT NULL) AND ("c" < 1))'],
  ['pandas', '(a > 1 or b > 1) and c > 1', '(("a" > 1) OR ("b" > 1)) AND ("c" > 1)'],
  ['spark', "a != 1 AND b IS NOT NULL OR c NOT IN ('x')", `(("a" <> 1) AND ("b" IS NOT NULL)) OR ("c" NOT IN ('x'))`],
  ['great_expectations', 'col("a") >= date("2024-01-02")', `"a" >= '2024-01-02'`],
  ['great_expectations__experimental__', 'col("a").notNull()', '"a" IS NOT NULL'],
])('%s reads %s', (parser, text, sql) => expect(conditionOf(text, parser)?.sql).toBe(sql));

test.each([
  ['pandas', 'not a > 1'],
  ['pandas', '~a.isnull()'],
  ['pandas', 'a > b'],
  ['pandas', '1 < a'],
  ['pandas', 'a > 1 +'],
  ['pandas', 'a > 1)'],
  ['pandas', '(a > 1'],
  ['pandas', 'a.str.len() > 1'],
  ['pandas', 'a in []'],
  ['pandas', 'a > @limit'],
  ['pandas', 'a == "x\\" OR 1=1"'],
  ['pandas', ''],
  ['sql', 'a > 1'],
])('%s: %s is not known', (parser, text) => expect(conditionOf(text, parser)).toBeUndefined());

test.each([
  [{ type: 'comparison', column: at('a"b'), operator: '==', parameter: "x'" }, `"a""b" = 'x'''`],
  [
    { type: 'comparison', column: at('a'), operator: 'NOT_IN', parameter: [1, 2] },
    '("a" IS NULL OR "a" NOT IN (1, 2))',
  ],
  [{ type: 'nullity', column: at('a'), is_null: true }, '"a" IS NULL'],
  [{ type: 'pass_through', pass_through_filter: 'a > 1' }, '"a" > 1'],
  [
    {
      type: 'and',
      conditions: [
        { type: 'nullity', column: at('a'), is_null: false },
        { type: 'comparison', column: at('b'), operator: '<', parameter: 1 },
      ],
    },
    '("a" IS NOT NULL) AND ("b" < 1)',
  ],
])('an object %#', (object, sql) => expect(conditionOf(object)?.sql).toBe(sql));

test.each([
  [{ type: 'comparison', column: at('a'), operator: 'LIKE', parameter: 'x' }],
  [{ type: 'comparison', column: at('a'), operator: '==', parameter: { $PARAMETER: 'x' } }],
  [{ type: 'comparison', column: at('a'), operator: 'IN', parameter: 'x' }],
  [{ type: 'and', conditions: [] }],
  [{ type: 'or', conditions: [{ type: 'nullity', column: at('a'), is_null: true }, { type: 'other' }] }],
  [{ type: 'nullity', column: at('a'), is_null: 'yes' }],
  [5],
])('no condition %#', (value) => expect(conditionOf(value)).toBeUndefined());

test('the operands show the types of columns', () => {
  expect(conditionOf('a > 1 and b in ["x"]')?.columns).toEqual([
    { name: 'a', operands: [1] },
    { name: 'b', operands: ['x'] },
  ]);
});
