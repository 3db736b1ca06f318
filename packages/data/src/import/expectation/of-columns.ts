import { failingOf, named } from '../words.ts';
import type { Expectation, Translation } from './translation.ts';

const REPEATS = 'GX counts every row of a repeated value, we those beyond the first; the verdict is the same';

const SKIPS: Readonly<Record<string, string>> = {
  both_values_are_missing: 'both',
  either_value_is_missing: 'either',
  never: 'never',
};

function compared(of: Expectation, op: string): void {
  const { args, draft, line, modifiers, rule } = of;
  const [left, right] = [args.text('column_A') ?? '', args.text('column_B') ?? ''];
  for (const column of [left, right]) draft.column(column, line);
  const skipped = args.text('ignore_row_if') ?? 'both_values_are_missing';
  const skip = Object.hasOwn(SKIPS, skipped) ? SKIPS[skipped] : undefined;
  const body = { left, op, right, skip_missing: skip, ...failingOf(args.number('mostly')), ...modifiers };
  if (skip === undefined) draft.refuse(args.at('ignore_row_if'), rule, `${skipped} is no value of \`ignore_row_if\``);
  else draft.check('compare', body, line);
}

function together(of: Expectation): void {
  const { args, draft, line, modifiers } = of;
  const columns = args.texts('column_list');
  for (const column of columns) draft.column(column, line);
  const skipped = args.text('ignore_row_if') ?? 'all_values_are_missing';
  if ((args.number('mostly') ?? 1) < 1)
    draft.refuse(args.spot, of.rule, 'with `mostly` GX counts every row of a repeated value');
  else if (skipped === 'any_value_is_missing') draft.check('unique', { columns, ...modifiers }, line);
  else {
    const missing = columns.map((column) => `${named(column)} IS NULL`).join(' AND ');
    const where = skipped === 'never' ? {} : { where: `NOT (${missing})` };
    draft.check('duplicate_rows', { columns, ...where, ...modifiers }, line);
  }
}

const PAIR = ['column_A', 'column_B', 'ignore_row_if'];

/** Expectations of several columns together. */
export const COLUMNS: Readonly<Record<string, Translation>> = {
  expect_column_pair_values_to_be_equal: {
    native: 'compare',
    note: 'needs the type of both columns in the suite; rows are skipped as `ignore_row_if` says',
    args: PAIR,
    translate: (of) => compared(of, '='),
  },
  expect_column_pair_values_a_to_be_greater_than_b: {
    native: 'compare',
    note: 'needs the type of both columns in the suite; rows are skipped as `ignore_row_if` says',
    args: [...PAIR, 'or_equal'],
    translate: (of) => compared(of, of.args.boolean('or_equal') ? '>=' : '>'),
  },
  expect_compound_columns_to_be_unique: {
    native: 'unique or duplicate_rows',
    note: REPEATS,
    args: ['column_list', 'ignore_row_if'],
    translate: together,
  },
};
