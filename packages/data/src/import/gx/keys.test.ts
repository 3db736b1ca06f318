import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import * as gx from './keys.ts';

const rule = 'expect_column_values_to_be_in_set';
const expectation = (more: Keys) => ({ type: rule, kwargs: { column: 'a', value_set: ['x'] }, ...more });
const suite = (more: Keys) => ({ name: 's', expectations: [expectation({})], ...more });
const one = (of: object) => suite({ expectations: [of] });
const kwargs = gx.kwargsOf(rule, { native: 'in', args: ['value_set'], translate: () => undefined });

const GX: readonly Place[] = [
  [
    gx.SUITE,
    suite,
    { expectations: [expectation({ type: 'expect_column_values_to_be_unique', kwargs: { column: 'a' } })] },
  ],
  [
    gx.EXPECTATION,
    (more) => one(expectation('expectation_type' in more ? { ...more, type: undefined } : more)),
    {
      type: 'expect_column_values_to_not_be_in_set',
      expectation_type: 'expect_column_values_to_not_be_in_set',
      kwargs: { column: 'b', value_set: ['x'] },
      severity: 'warning',
    },
  ],
  [
    kwargs,
    (more) => {
      const condition = 'condition_parser' in more ? { row_condition: 'col("a")=="x"' } : {};
      return one(expectation({ kwargs: { column: 'a', value_set: ['x'], ...condition, ...more } }));
    },
    { column: 'b', mostly: 0.5, value_set: ['y'], row_condition: 'b == 1', condition_parser: 'sql' },
  ],
];

describeKeys(GX, [gx.SUITE, gx.EXPECTATION, kwargs]);
