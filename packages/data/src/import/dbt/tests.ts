import type { Draft, Modifiers } from '../draft.ts';
import type { Entries } from '../values.ts';
import { intervals, named, valueBounds } from '../words.ts';

/** A generic test with its arguments. */
export interface Test {
  readonly draft: Draft;
  readonly args: Entries;
  readonly column: string;
  readonly line: number;
  readonly modifiers: Modifiers;
}

export interface Translation {
  readonly native: string;
  readonly note?: string;
  readonly args: readonly string[];
  readonly translate: (test: Test) => void;
}

/** Groups of rows, a missing value among their keys too. */
const segmentsOf = (args: Entries): { readonly by?: readonly string[] } =>
  args.has('group_by_columns') ? { by: args.texts('group_by_columns') } : {};

/** Generic tests of dbt and dbt_utils that have a native rule. */
export const TESTS: Readonly<Record<string, Translation>> = {
  unique: {
    native: 'unique',
    note: 'dbt counts repeated values, we rows beyond the first: only a limit of 0 agrees',
    args: [],
    translate: ({ draft, column, modifiers: { failing = 0, ...rest }, line }) =>
      draft.rule(column, { unique: failing }, rest, line),
  },
  not_null: {
    native: 'nulls',
    args: [],
    translate: ({ draft, column, modifiers: { failing = 0, ...rest }, line }) =>
      draft.rule(column, { nulls: failing }, rest, line),
  },
  accepted_values: {
    native: 'in',
    note: 'dbt counts values, we rows',
    args: ['values', 'quote'],
    translate: ({ draft, args, column, modifiers, line }) => {
      draft.hint(column, args.list('values'), line);
      draft.rule(column, { in: args.list('values') }, modifiers, line);
    },
  },
  relationships: {
    native: 'refers',
    note: 'the other model must be an input of its name',
    args: ['to', 'field'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const to = /ref\(\s*['"]([^'"]+)['"]\s*\)/.exec(args.text('to') ?? '')?.[1] ?? args.text('to');
      draft.check('refers', { columns: [column], to, key: args.texts('field'), ...modifiers }, line);
    },
  },
  'dbt_utils.accepted_range': {
    native: 'min, max, exclusive_min, exclusive_max',
    args: ['min_value', 'max_value', 'inclusive'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const isOpen = args.boolean('inclusive') === false;
      const [min, max] = [args.value('min_value'), args.value('max_value')];
      draft.hint(column, [min, max], line);
      draft.rule(column, valueBounds({ min, max, exclusiveMin: isOpen, exclusiveMax: isOpen }), modifiers, line);
    },
  },
  'dbt_utils.unique_combination_of_columns': {
    native: 'duplicate_rows',
    note: 'dbt counts repeated combinations, we rows beyond the first: only a limit of 0 agrees',
    args: ['combination_of_columns', 'quote_columns'],
    translate: ({ draft, args, modifiers, line }) =>
      draft.check('duplicate_rows', { columns: args.texts('combination_of_columns'), ...modifiers }, line),
  },
  'dbt_utils.not_empty_string': {
    native: 'blank',
    args: ['trim_whitespace'],
    translate: ({ draft, args, column, modifiers: { failing = 0, ...rest }, line }) => {
      draft.about(column, 'type', 'string', line);
      const isTrimmed = args.boolean('trim_whitespace') !== false;
      draft.rule(column, isTrimmed ? { blank: failing } : { min_length: 1, failing }, rest, line);
    },
  },
  'dbt_utils.expression_is_true': {
    native: 'expr',
    note: 'SQL of DuckDB; NULL passes as in dbt',
    args: ['expression'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const expression = args.text('expression') ?? '';
      const sql = column === '' ? expression : `${named(column)} ${expression}`;
      draft.check('expr', { name: sql, sql, nulls: 'pass', ...modifiers }, line);
    },
  },
  'dbt_utils.not_constant': {
    native: 'constant: fail, by',
    args: ['group_by_columns'],
    translate: ({ draft, args, column, modifiers, line }) =>
      draft.rule(column, { constant: 'fail', ...segmentsOf(args) }, modifiers, line),
  },
  'dbt_utils.not_null_proportion': {
    native: 'nulls, by',
    args: ['at_least', 'at_most', 'group_by_columns'],
    translate: ({ draft, args, column, modifiers, line }) => {
      const share = 100 - (args.number('at_least') ?? 0) * 100;
      if (args.has('at_most') && args.number('at_most') !== 1)
        draft.refuse(args.spot, 'not_null_proportion', '`at_most` has no native rule', column);
      else draft.rule(column, { nulls: `<= ${Number(share.toFixed(10))}%`, ...segmentsOf(args) }, modifiers, line);
    },
  },
  'dbt_utils.not_accepted_values': {
    native: 'not_in',
    args: ['values', 'quote'],
    translate: ({ draft, args, column, modifiers, line }) => {
      draft.hint(column, args.list('values'), line);
      draft.rule(column, { not_in: args.list('values') }, modifiers, line);
    },
  },
  'dbt_expectations.expect_table_row_count_to_be_between': {
    native: 'rows',
    args: ['min_value', 'max_value'],
    translate: ({ draft, args, modifiers, line }) => {
      for (const between of intervals({ min: args.value('min_value'), max: args.value('max_value') }))
        draft.check('rows', { between, ...modifiers }, line);
    },
  },
};
