import { failingOf, named, valueBounds } from '../words.ts';
import { ask, BOUNDS, boundsOf, columnOf, type Expectation, members, type Translation } from './translation.ts';

const TYPED =
  'without a stated type, that of the bounds is asked for too; NaN breaks a bound here and is missing there';
const REPEATS = 'GX counts every row of a repeated value, we those beyond the first; the verdict is the same';

/** Expectations of each value. */
export const VALUES: Readonly<Record<string, Translation>> = {
  expect_column_values_to_be_unique: { native: 'unique', note: REPEATS, args: [], translate: (of) => unique(of) },
  expect_column_values_to_not_be_null: {
    native: 'nulls',
    args: [],
    translate: (of) => {
      const { failing = 0 } = failingOf(of.args.number('mostly'));
      of.draft.rule(columnOf(of), { nulls: failing }, of.modifiers, of.line);
    },
  },
  expect_column_values_to_be_null: {
    native: 'expr',
    args: [],
    translate: (of) => {
      of.draft.column(columnOf(of), of.line);
      const limit = failingOf(of.args.number('mostly'));
      const sql = `${named(columnOf(of))} IS NULL`;
      of.draft.check('expr', { name: `${columnOf(of)} is null`, sql, ...limit, ...of.modifiers }, of.line);
    },
  },
  expect_column_values_to_be_in_set: {
    native: 'in',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ in: values })),
  },
  expect_column_values_to_not_be_in_set: {
    native: 'not_in',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ not_in: values })),
  },
  expect_column_distinct_values_to_be_in_set: {
    native: 'in',
    note: 'we count rows, GX distinct values; the verdict is the same',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ in: values })),
  },
  expect_column_distinct_values_to_contain_set: {
    native: 'set: contains',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ set: { contains: values } })),
  },
  expect_column_distinct_values_to_equal_set: {
    native: 'set: equals',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ set: { equals: values } })),
  },
  expect_column_values_to_be_between: {
    native: 'min, max, exclusive_min, exclusive_max',
    note: TYPED,
    args: BOUNDS,
    translate: (of) => ask(of, valueBounds(boundsOf(of)), [of.args.value('min_value'), of.args.value('max_value')]),
  },
};

function unique(of: Expectation): void {
  if ((of.args.number('mostly') ?? 1) < 1)
    of.draft.refuse(of.args.spot, of.rule, 'with `mostly` GX counts every row of a repeated value', columnOf(of));
  else ask(of, { unique: true });
}
